import { describe, expect, test } from "vitest";
import * as z from "zod";
import { firstIssue } from "../packages/core/src/validation.js";

const circular: Record<string, unknown> = { text: "x".repeat(200) };
circular.self = circular;

/** Schema, value, and what is said of it: "path: expected, found". */
const cases: [string, z.ZodType, unknown, string][] = [
  ["a bound", z.int().max(65_536), 100_000, ": a number of at most 65536, 100000"],
  ["a lower bound", z.number().min(0.5), 0, ": a number of at least 0.5, 0"],
  ["an open bound", z.number().positive(), -1, ": a number above 0, -1"],
  ["an open bound above", z.number().lt(1), 1, ": a number below 1, 1"],
  ["a fraction", z.int(), 1.5, ": a whole number, 1.5"],
  ["no number at all", z.number(), NaN, ": a finite number, NaN"],
  ["infinity", z.number(), -Infinity, ": a finite number, -Infinity"],
  ["a text for a number", z.number(), "5", ': a number, "5"'],
  ["a bigint for a number", z.number(), 5n, ": a number, 5"],
  ["a function for an object", z.object({}), () => 1, ": an object, a function"],
  ["null", z.object({}), null, ": an object, null"],
  ["a missing field", z.object({ a: z.object({ b: z.string() }) }), { a: {} }, "a.b: a text, nothing"],
  [
    "a field that does not exist",
    z.object({ a: z.strictObject({}) }),
    { a: { b: 1 } },
    "a.b: nothing (there is no such field), 1",
  ],
  ["a short list", z.tuple([z.int(), z.int()]), [1], ": a list of at least 2, [1]"],
  ["a long list", z.array(z.int()).max(1), [1, 2], ": a list of at most 1, [1,2]"],
  ["no list", z.tuple([z.int()]), 1, ": a list, 1"],
  ["a long list's place", z.array(z.int()), [1, "2"], '1: a number, "2"'],
  ["another word", z.enum(["a", "b"]), "c", ': one of "a", "b", "c"'],
  ["another literal", z.literal("a"), 1, ': "a", 1'],
  ["none of several", z.union([z.number().min(0), z.literal("he")]), "x", ': a number or "he", "x"'],
  [
    "none of several forms",
    z.union([z.number(), z.strictObject({ row: z.string() })]),
    { a: 1 },
    ': a number or a text as "row", {"a":1}',
  ],
  [
    "no such kind",
    z.discriminatedUnion("type", [z.object({ type: z.literal("a") }), z.object({ type: z.literal("b") })]),
    { type: "c" },
    'type: one of "a", "b", "c"',
  ],
  ["a format of ours", z.string().regex(/^a$/, "the letter a"), "b", ': the letter a, "b"'],
  ["a short text", z.string().min(1), "", ': a text of at least 1 character, ""'],
  ["a text too long to show", z.number(), "x".repeat(200), ": a number, a text of 200 characters"],
  ["a list too long to show", z.number(), new Array(200).fill(0), ": a number, a list of 200"],
  ["what is not JSON", z.number(), circular, ": a number, an object"],
];

describe("an issue in words", () => {
  test.each(cases)("%s", (_, schema, value, words) => {
    const parsed = schema.safeParse(value);
    expect(parsed.success).toBe(false);
    const { path, expected, found } = firstIssue(parsed.error!, value);
    expect(`${path}: ${expected}, ${found}`).toBe(words);
  });
});
