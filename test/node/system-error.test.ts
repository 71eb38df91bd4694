import { expect, test } from "vitest";
import { NescioError } from "../../packages/core/src/errors.js";
import { refusal } from "../../packages/node/src/system-error.js";

const facts = { subject: "it", expected: "a file", next: "Look again." };
const system = (code: string): Error =>
  Object.assign(new Error(`${code}: no luck, open 'it'`), { code, syscall: "open" });

test.each([
  ["ENOENT", "no such file", "not-found", "no such file"],
  ["ENOTDIR", "no such file", "not-found", "no such file"],
  ["ENOENT", undefined, "inaccessible", "ENOENT: no luck, open 'it'"],
  ["EACCES", "no such file", "inaccessible", "EACCES: no luck, open 'it'"],
  ["EISDIR", "no such file", "inaccessible", "a folder"],
])("%s, where nothing there is %s", (code, missing, expected, found) => {
  const cause = system(code);
  expect(refusal(cause, { ...facts, missing })).toMatchObject({ ...facts, code: expected, found, cause });
});

test("other errors pass as they are", () => {
  const own = new NescioError({ code: "unmet", subject: "a", expected: "b", found: "c" });
  for (const error of [own, new TypeError("x is not a function"), "text"]) {
    expect(refusal(error, facts)).toBe(error);
  }
});
