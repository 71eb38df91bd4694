import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { looksNumeric, toNumber } from "../../../packages/core/src/data/tables/number.js";
import { expectNescioError } from "../../helpers/errors.js";

const place = { file: "a.csv", row: 2, line: 3, column: "x" };

describe("toNumber", () => {
  test.each<[string | number | boolean, number]>([
    ["1", 1],
    ["+1", 1],
    [" -1.5\t", -1.5],
    [".5", 0.5],
    ["5.", 5],
    ["6e-3", 0.006],
    ["6E+3", 6000],
    ["-0", -0],
    ["007", 7],
    [2.5, 2.5],
    [true, 1],
    [false, 0],
  ])("reads %j", (cell, expected) => {
    expect(toNumber(cell, place)).toBe(expected);
  });

  test("reads every finite number as it was written", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(number, (value) => toNumber(String(value), place) === value));
  });

  test.each([null, "", "  ", "NaN", "nan", "NA", "n/a", "null", "inf", "-Infinity", NaN, Infinity])(
    "%j is missing: an error, or null",
    async (cell) => {
      await expectNescioError(() => toNumber(cell, place), "invalid-data", 'a.csv, line 3, column "x"');
      expect(toNumber(cell, place, { missing: "null" })).toBeNull();
    },
  );

  test.each([
    ["3,14", "decimal comma"],
    [",5", "decimal comma"],
    ["-3,1e5", "decimal comma"],
    ["1,234", "decimal comma"],
    ["1,234.5", "separators of thousands"],
    ["1,234,567", "separators of thousands"],
    ["1.234,5", "separators of thousands"],
    ["1.234.567", "separators of thousands"],
    ["1 234", "separators of thousands"],
    ["1\u202f234,5", "separators of thousands"],
    ["1'234'567", "separators of thousands"],
    ["1_000", "separators of thousands"],
    ["12%", "per cent"],
    ["1e999", "too large"],
    ["0x10", '"0x10"'],
    ["1 2", '"1 2"'],
    ["--1", '"--1"'],
    ["١", '"١"'],
    ["true", '"true"'],
    ["word", "expected a finite number"],
  ])("refuses %j, also where missing cells are none: %s", async (cell, words) => {
    await expectNescioError(() => toNumber(cell, place), "invalid-data", words);
    await expectNescioError(() => toNumber(cell, place, { missing: "null" }), "invalid-data", words);
  });

  test("shows the row where there are no lines, and not the whole of a long cell", async () => {
    const cell = "x".repeat(10_000);
    const error = await expectNescioError(
      () => toNumber(cell, { file: "a.npy", row: 7, column: "c0" }),
      "invalid-data",
      'a.npy, row 7, column "c0"',
    );
    expect(error.message.length).toBeLessThan(200);
  });

  test("long cells take no long time", () => {
    for (const cell of ["1".repeat(100_000) + "x", "1,".repeat(100_000), "1 234".repeat(50_000)])
      expect(looksNumeric(cell)).toBe(false);
  });
});
