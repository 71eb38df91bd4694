import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../../packages/core/src/data/tables/cell.js";
import {
  isMissing,
  matrixTable,
  numberAt,
  type CellTable,
} from "../../../packages/core/src/data/tables/cell-table.js";
import { encodeRows } from "../../../packages/core/src/data/tables/encode-rows.js";
import { inferColumns } from "../../../packages/core/src/data/tables/infer-columns.js";
import { TableBuilder } from "../../../packages/core/src/data/tables/table-builder.js";
import { columnOf, tableOf, times } from "../../helpers/cell-tables.js";
import { expectNescioError } from "../../helpers/errors.js";

/** A column's cells as they were understood: numbers, texts, null where there is nothing. */
function cellsOf({ count, columns: [column] }: CellTable): Cell[] {
  return times(count, (row) => {
    if (isMissing(column, row)) return null;
    return column.type === "number" ? numberAt(column, row) : column.values[column.codes[row]];
  });
}

describe("what a column is", () => {
  test.each<[string, readonly Cell[], readonly Cell[]]>([
    ["numbers as text", ["1", " 2.5 ", "-3e2", ""], [1, 2.5, -300, null]],
    ["numbers of a typed format", [1, null, 2.5, NaN], [1, null, 2.5, null]],
    ["numbers and texts of numbers", [1, "2"], [1, 2]],
    [
      "numbers, and words for none",
      ["1", "NA", "n/a", "NaN", "null", "None", "?", "-"],
      [1, ...times(7, () => null)],
    ],
    ["nothing but words for none", ["NA", "", "?"], [null, null, null]],
    ["nothing at all", ["", null, " "], [null, null, null]],
  ])("numbers: %s", (_, cells, expected) => {
    const table = columnOf(cells);
    expect(table.columns[0].type).toBe("number");
    expect(cellsOf(table)).toEqual(expected);
  });

  test.each<[string, readonly Cell[], readonly Cell[]]>([
    ["words", ["red", " blue ", "", "red"], ["red", "blue", null, "red"]],
    ["words for none among words", ["red", "NA", "?", "-"], ["red", "NA", "?", "-"]],
    ["true and false", [true, false, null], ["true", "false", null]],
    ["leading zeros", ["007", "12", "99"], ["007", "12", "99"]],
    ["numbers as they are written beside words", ["1.0", "1", "1.10", "beta"], ["1.0", "1", "1.10", "beta"]],
    [
      "few numbers and a rare word",
      [...times(100, (i) => String(i % 3)), "3+"],
      [...times(100, (i) => String(i % 3)), "3+"],
    ],
    ["faulty numbers beside words", ["1,5", "12%", "ok"], ["1,5", "12%", "ok"]],
    ["a number with a fraction is no code", ["0.5", "00.5x"], ["0.5", "00.5x"]],
  ])("text: %s", (_, cells, expected) => {
    const table = columnOf(cells);
    expect(table.columns[0].type).toBe("text");
    expect(cellsOf(table)).toEqual(expected);
  });

  test("of more different numbers than are kept as text, all are numbers", () => {
    const cells = times(5000, (i) => (i % 7 === 0 ? "NA" : (i / 8).toFixed(3)));
    expect(cellsOf(columnOf(cells))).toEqual(cells.map((cell) => (cell === "NA" ? null : Number(cell))));
  });

  test("of more different texts than decide, all are text", () => {
    const cells = times(5000, (i) => (i === 0 ? "01" : String(i)));
    expect(cellsOf(columnOf(cells))).toEqual(cells);
  });

  test("finite numbers, however they are written, are those numbers", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    const written = fc.array(fc.tuple(number, fc.boolean()), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(written, (cells) => {
        const table = columnOf(cells.map(([x, asText]) => (asText ? String(x) : x)));
        expect(cellsOf(table)).toEqual(cells.map(([x]) => x));
      }),
    );
  });

  test("any cells become a table, or an error that names the place", () => {
    const faulty = fc.constantFrom("3,14", "inf", Infinity, "1e999", "NA", "007", "__proto__", "1 234");
    const cell = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), faulty);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
        let table: CellTable;
        try {
          table = columnOf(cells);
        } catch (error) {
          expect(error).toMatchObject({ code: "invalid-data" });
          expect(String(error)).toMatch(/a\.csv, line \d+, column "x"/);
          return;
        }
        const text = (given: Cell): string =>
          given === null || Number.isNaN(given) ? "" : String(given).trim();
        if (table.columns[0].type === "text")
          expect(cellsOf(table)).toEqual(cells.map((given) => text(given) || null));
        else for (const value of cellsOf(table)) expect(value === null || Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("does not depend on the rows' order", () => {
    const cell = fc.oneof(fc.integer().map(String), fc.constantFrom("", "NA", "a", "b", "01"));
    const cells = fc.array(cell, { minLength: 1, maxLength: 60 });
    const shuffled = cells.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray(times(given.length, Number), { minLength: given.length }),
      ),
    );
    const typeOf = (given: readonly Cell[]): string => {
      try {
        return columnOf(given).columns[0].type;
      } catch {
        return "refused";
      }
    };
    fc.assert(
      fc.property(shuffled, ([given, order]) => {
        expect(typeOf(order.map((index) => given[index]))).toBe(typeOf(given));
      }),
    );
  });
});

describe("refuses, with the place,", () => {
  test.each<[string, readonly Cell[], readonly string[]]>([
    ["decimal commas", ["1", "3,14", "2"], ["line 3", "decimal comma"]],
    ["nothing but decimal commas", ["3,14", "2,5"], ["line 2", "decimal comma"]],
    ["separators of thousands", ["1", "1,234.5"], ["line 3", "separators of thousands"]],
    ["per cent", ["12%", "30%"], ["line 2", "per cent"]],
    ["infinity as text", ["1", "-inf"], ["line 3", "finite"]],
    ["infinity", [1, -Infinity], ["line 3", "finite", "-Infinity"]],
    ["infinity among words", ["a", Infinity], ["line 3", "finite"]],
    ["what is too large", ["1", "1e999"], ["line 3", "too large"]],
    ["a word among many numbers", [...times(40, String), "oops"], ["line 42", '"oops"', "read as text"]],
    [
      "a word after very many numbers",
      [...times(3000, String), "oops"],
      ["line 3002", '"oops"', "read as text"],
    ],
    ["a code after very many numbers", [...times(3000, (i) => String(i + 1)), "007"], ["line 3002", '"007"']],
    [
      "a decimal comma after very many numbers",
      [...times(3000, String), "3,14"],
      ["line 3002", "decimal comma"],
    ],
    ["infinity after very many numbers", [...times(3000, Number), Infinity], ["line 3002", "Infinity"]],
  ])("%s", async (_, cells, words) => {
    await expectNescioError(() => columnOf(cells), "invalid-data", "a.csv, ", 'column "x"', ...words);
  });

  test("a text where a model learned from numbers", async () => {
    const types = new Map([["x", "number"]] as const);
    const words = ['line 3, column "x"', "the model learned from numbers", '"red"'];
    await expectNescioError(() => columnOf(["1", "red"], { types }), "invalid-data", ...words);
    await expectNescioError(() => columnOf([true], { types }), "invalid-data", "true");
    expect(cellsOf(columnOf(["007", "NA", ""], { types }))).toEqual([7, null, null]);
  });

  test("rows of other lengths, no rows, and columns of one name", async () => {
    await expectNescioError(() => tableOf(["a", "b"], [["1"]]), "invalid-data", "a.csv, line 2", "2 columns");
    await expectNescioError(() => tableOf(["a"], []), "invalid-data", "a table with rows");
    await expectNescioError(() => tableOf(["a", "a"], [["1", "2"]]), "invalid-data", "different names");
    await expectNescioError(() => tableOf(["a".repeat(2000)], [["1"]]), "invalid-data", "1000 characters");
  });

  test("a million columns", async () => {
    const names = times(1_000_000, (i) => `c${i}`);
    await expectNescioError(
      () => new TableBuilder("a.csv", names),
      "invalid-data",
      "65536 columns",
      "1000000",
    );
    await expectNescioError(
      () => matrixTable("a.npy", new Float32Array(1_000_000), 1),
      "invalid-data",
      "65536 columns",
    );
  });
});

test("columns that are not kept may hold anything", () => {
  const rows = [
    ["1", "3,14"],
    ["2", "x"],
  ];
  const table = tableOf(["a", "b"], rows, { only: ["a", "c"] });
  expect(table.columns.map(({ name }) => name)).toEqual(["a"]);
});

test("numbers can be read as text", () => {
  expect(cellsOf(columnOf(["1", 2, true], { types: new Map([["x", "text"]]) }))).toEqual(["1", "2", "true"]);
});

test("a later part of a table says which rows of it are wrong", async () => {
  const builder = new TableBuilder("a.npy", ["x"], { types: new Map([["x", "number"]]) });
  builder.add({ number: 1025, cells: [1] });
  await expectNescioError(
    () => builder.add({ number: 1026, cells: ["b"] }),
    "invalid-data",
    'a.npy, row 1026, column "x"',
  );
  const text = new TableBuilder("a.npy", ["x"]);
  text.add({ number: 7, cells: ["a"] });
  const table = text.finish();
  expect(table.firstRow).toBe(7);
  const { columns } = inferColumns(columnOf([1, 2, 3]));
  await expectNescioError(() => encodeRows(columns, table), "invalid-data", 'a.npy, row 7, column "x"');
});

describe("a matrix", () => {
  test("is a table without a copy", () => {
    const data = Float32Array.of(1, 2, 3, NaN, 5, 6);
    const table = matrixTable("e.npy", data, 2);
    expect(table.columns.map(({ name }) => name)).toEqual(["c0", "c1", "c2"]);
    for (const column of table.columns) expect(column).toMatchObject({ type: "number", values: data });
    expect(cellsOf({ ...table, columns: [table.columns[1]] })).toEqual([2, 5]);
    expect(cellsOf(table)).toEqual([1, null]);
  });

  test("of infinite numbers, or of another size, is refused", async () => {
    const data = Float32Array.of(1, 2, 3, Infinity);
    await expectNescioError(() => matrixTable("e.npy", data, 2), "invalid-data", 'e.npy, row 2, column "c1"');
    await expectNescioError(
      () => matrixTable("e.npy", data, 3, ["a"]),
      "invalid-data",
      "4 numbers for 3 × 1",
    );
    await expectNescioError(() => matrixTable("e.npy", data, 0), "invalid-data");
  });
});
