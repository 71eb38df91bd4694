import { describe, expect, test } from "vitest";
import { NescioError } from "../packages/core/src/errors.js";
import { clip, printable } from "../packages/core/src/printable.js";

describe("printable", () => {
  test.each([
    ["plain, häuser, おき, 🙂, e\u0301", "plain, häuser, おき, 🙂, e\u0301"],
    ["\u001b[31mred\u001b]0;title\u0007", "\\x1b[31mred\\x1b]0;title\\x07"],
    ["two\nlines\r\n\tthree", "two\\nlines\\r\\n\\tthree"],
    ["\u009b31m\u007f\0", "\\x9b31m\\x7f\\x00"],
    ["left\u202eright\u2066\u200f", "left\\u202eright\\u2066\\u200f"],
    ["half \ud83d of one", "half \\ud83d of one"],
    ["back\\slash", "back\\slash"],
  ])("%j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe("clip", () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 4, "abcd"],
    ["abcde", 4, "a…"],
    ["ääääää", 8, "ää…"],
    ["🙂🙂🙂", 10, "🙂…"],
  ])("%s in %i bytes", (text, bytes, clipped) => {
    expect(clip(text, bytes)).toBe(clipped);
    expect(new TextEncoder().encode(clipped).length).toBeLessThanOrEqual(bytes);
  });
});

test("an error shows what came from outside, and no more of it than one would read; its fields are whole", () => {
  const long = "\u001b[2J\n漢".repeat(10_000);
  const error = new NescioError({
    code: "invalid-model",
    subject: long,
    expected: long,
    found: long,
    next: long,
  });
  expect(new TextEncoder().encode(error.message).length).toBeLessThanOrEqual(2000);
  expect(error.message).not.toMatch(/\p{Cc}/u);
  expect(error.message.startsWith("\\x1b[2J\\n漢")).toBe(true);
  expect(error.found).toBe(long);
});
