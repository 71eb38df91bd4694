import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../../packages/core/src/data/tables/cell.js";
import { naturalOrder } from "../../../packages/core/src/data/tables/natural-order.js";
import { readTarget } from "../../../packages/core/src/data/tables/target.js";
import { columnOf, times } from "../../helpers/cell-tables.js";
import { expectNescioError } from "../../helpers/errors.js";

const read = (cells: readonly Cell[], classes?: readonly string[]) => {
  const { classes: names, labels } = readTarget(columnOf(cells), "x", { classes });
  return { classes: names, labels: [...labels] };
};

describe("classes", () => {
  test("of numbers stand by size, of texts in natural order", () => {
    expect(read(["10", "1", "0", "1", "10", "0"])).toEqual({
      classes: ["0", "1", "10"],
      labels: [2, 1, 0, 1, 2, 0],
    });
    expect(read(["-1.0", 1, "1", -1])).toEqual({ classes: ["-1", "1"], labels: [0, 1, 1, 0] });
    const texts = ["class 10", "class 2", "Class 3", "class 10", "class 2", "Class 3"];
    expect(read(texts)).toEqual({ classes: ["Class 3", "class 2", "class 10"], labels: [2, 1, 0, 2, 1, 0] });
    expect(read([true, false, true, false]).classes).toEqual(["false", "true"]);
  });

  test("may be many where they have rows, or count", () => {
    expect(read(times(500, (i) => (i % 100) * 3)).classes).toHaveLength(100);
    expect(read(times(200, (i) => i % 100)).classes).toHaveLength(100);
    expect(read(times(80_000, (i) => `c${i % 40_000}`)).classes).toHaveLength(40_000);
  });

  test("of a model are looked up", async () => {
    expect(read(["b", "b"], ["a", "b"])).toEqual({ classes: ["a", "b"], labels: [1, 1] });
    await expectNescioError(
      () => read(["b", "c"], ["a", "b"]),
      "invalid-data",
      'line 3, column "x"',
      '"c"',
      "a, b",
    );
  });
});

describe("refuses", () => {
  test.each<[string, readonly Cell[], "invalid-data" | "unsupported", readonly string[]]>([
    ["a row without one", ["a", "b", "", "a"], "invalid-data", ["line 4"]],
    ["one class", ["a", "a", "a"], "invalid-data", ["at least 2 classes", '"a" in all 3 rows']],
    ["one class of one row", [1], "invalid-data", ["at least 2 classes", "1 row"]],
    ["a class for each row", ["a", "b", "c"], "invalid-data", ["at least 2 rows", "3 rows of 3 classes"]],
    [
      "amounts with fractions",
      [1, 2, 2.5, 2],
      "unsupported",
      ["line 4", "regression is not supported", "2.5"],
    ],
    [
      "amounts without",
      times(100, (i) => i * i),
      "unsupported",
      ["regression is not supported", "100 different"],
    ],
    ["a class of many characters", ["a".repeat(2000), "b", "b", "b"], "invalid-data", ["1000 characters"]],
    ["too many classes", times(140_000, (i) => `c${i % 70_000}`), "invalid-data", ["65536 classes", "70000"]],
  ])("%s", async (_, cells, code, words) => {
    await expectNescioError(() => read(cells), code, ...words);
  });

  test("a column that is not there", async () => {
    const table = columnOf(["a"]);
    await expectNescioError(() => readTarget(table, "y"), "invalid-option", "target", "a.csv (x)", '"y"');
  });
});

test("natural order is one of all texts, and of numbers by size", () => {
  expect(["b", "a10", "a9", "a", "", "A", "a09"].sort(naturalOrder)).toEqual([
    "",
    "A",
    "a",
    "a09",
    "a9",
    "a10",
    "b",
  ]);
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[ab01]{0,5}$/));
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
      expect(naturalOrder(a, b) === 0).toBe(a === b);
      if (naturalOrder(a, b) <= 0 && naturalOrder(b, c) <= 0)
        expect(naturalOrder(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      expect(Math.sign(naturalOrder(`x${a}`, `x${b}`))).toBe(Math.sign(a - b));
    }),
  );
});
