import { expect, test } from "vitest";
import { NescioError, type ErrorCode } from "../packages/core/src/errors.js";

const error = (code: ErrorCode): NescioError =>
  new NescioError({ code, subject: "it", expected: "this", found: "that", next: "Do so." });

test("the message, the JSON and the fields are the same facts", () => {
  const { message, next } = error("corrupt");
  expect(message).toBe("it: expected this, got that. Do so.");
  expect(next).toBe("Do so.");
  const facts = { code: "corrupt", subject: "it", expected: "this", found: "that", next: "Do so.", message };
  expect(JSON.parse(JSON.stringify(error("corrupt")))).toEqual(facts);
});

test.each([
  ["invalid-option", 2, 400],
  ["invalid-data", 3, 422],
  ["invalid-network", 3, 422],
  ["invalid-model", 3, 422],
  ["corrupt", 3, 422],
  ["not-found", 4, 404],
  ["unavailable", 5, 503],
  ["unsupported", 6, 501],
  ["diverged", 7, 500],
  ["inaccessible", 8, 500],
  ["unmet", 9, 422],
  ["aborted", 130, 499],
] as const)("%s: exit code %i, HTTP status %i", (code, exitCode, httpStatus) => {
  expect(error(code)).toMatchObject({ exitCode, httpStatus });
});
