import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../../packages/core/src/data/tables/cell.js";
import { matrixTable } from "../../../packages/core/src/data/tables/cell-table.js";
import {
  cellTypes,
  columnsSchema,
  featureCount,
  type ColumnSchema,
} from "../../../packages/core/src/data/tables/column-schema.js";
import { encodeRows } from "../../../packages/core/src/data/tables/encode-rows.js";
import { inferColumns } from "../../../packages/core/src/data/tables/infer-columns.js";
import { strangeColumns } from "../../../packages/core/src/data/tables/strange-columns.js";
import { columnOf, tableOf, times } from "../../helpers/cell-tables.js";
import { expectNescioError } from "../../helpers/errors.js";

const age: ColumnSchema = {
  kind: "number",
  name: "age",
  mean: 40,
  deviation: 10,
  min: 20,
  max: 60,
  missing: true,
};
const size: ColumnSchema = {
  kind: "number",
  name: "size",
  mean: 1.7,
  deviation: 0.1,
  min: 1.5,
  max: 2,
  missing: false,
};
const colour: ColumnSchema = { kind: "category", name: "colour", values: ["blue", "red"], missing: true };
const shape: ColumnSchema = { kind: "category", name: "shape", values: ["round", "square"], missing: false };
const columns = [age, colour, size, shape];
const names = ["note", "shape", "size", "colour", "age"];
const types = cellTypes(columns);

const encode = (rows: readonly (readonly Cell[])[]) => {
  const { data, ...rest } = encodeRows(columns, tableOf(names, rows, { types, only: types.keys() }));
  return { rows: times(rest.count, (row) => [...data.subarray(row * 8, row * 8 + 8)]), ...rest };
};

test("rows become numbers by the schema, whatever the table's order of columns", () => {
  const { rows, features, unseen } = encode([
    ["3,14", "square", "1.7", "red", "50"],
    ["", "round", "1.7", "", ""],
  ]);
  expect(features).toEqual([
    ...[
      "age",
      "age missing",
      "colour=blue",
      "colour=red",
      "colour missing",
      "size",
      "shape=round",
      "shape=square",
    ],
  ]);
  expect(rows).toEqual([
    [1, 0, 0, 1, 0, 0, 0, 1],
    [0, 1, 0, 0, 1, 0, 1, 0],
  ]);
  expect(unseen).toEqual(new Map());
});

test("what training never had is told, and encoded as nothing", () => {
  const { rows, unseen } = encode([
    ["", "round", "1.7", "red", "40"],
    ["", "", "", "green", "40"],
    ["", "7", "1.7", "RED", ""],
  ]);
  expect(rows[1]).toEqual(times(8, () => 0));
  expect([...unseen]).toEqual([
    [
      1,
      [
        { column: "colour", value: "green" },
        { column: "size", value: null },
        { column: "shape", value: null },
      ],
    ],
    [
      2,
      [
        { column: "colour", value: "RED" },
        { column: "shape", value: "7" },
      ],
    ],
  ]);
});

test("of a row with very many unseen cells some are told", () => {
  const many = times(40, (i): ColumnSchema => ({ ...shape, name: `s${i}` }));
  const table = tableOf(
    many.map(({ name }) => name),
    [many.map(() => "oval")],
  );
  expect(encodeRows(many, table).unseen.get(0)).toHaveLength(16);
});

test("rows can be chosen", () => {
  const table = columnOf([1, 2, 4]);
  const schema = inferColumns(table, { rows: [0, 1] }).columns;
  expect([...encodeRows(schema, table, { rows: [2, 0, 2] }).data]).toEqual([5, -1, 5]);
});

describe("training rows", () => {
  const number = fc.double({ noDefaultInfinity: true });
  const amount = fc.oneof(
    number,
    fc.double({ min: -1000, max: 1000 }),
    fc.constant(1e308),
    fc.constant(-1e308),
  );

  test("have mean 0 and deviation 1", () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 2, maxLength: 300 }), (cells) => {
        const present = cells.filter((cell) => !Number.isNaN(cell));
        fc.pre(new Set(present).size > 1 && Math.max(...present) / 2 - Math.min(...present) / 2 > 1e-300);
        const table = columnOf(cells);
        const schema = inferColumns(table, { keep: ["x"] }).columns;
        const { data } = encodeRows(schema, table);
        const width = featureCount(schema);
        const encoded = times(cells.length, (row) => data[row * width]).filter(
          (_, row) => !Number.isNaN(cells[row]),
        );
        const mean = encoded.reduce((sum, x) => sum + x, 0) / encoded.length;
        const square = encoded.reduce((sum, x) => sum + x * x, 0) / encoded.length;
        // A mean is rounded to the precision of the numbers, which may lie close together and far from 0.
        const [min, max] = [Math.min(...present), Math.max(...present)];
        const slack =
          1e-5 + (4e-16 * Math.max(Math.abs(min), Math.abs(max))) / (schema[0] as typeof age).deviation;
        expect(Math.abs(mean)).toBeLessThan(slack);
        expect(Math.abs(square - 1)).toBeLessThan(2 * slack);
      }),
      { numRuns: 500 },
    );
  });

  test("make the same schema in any order, up to rounding", () => {
    const cells = fc.array(
      fc.tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.constantFrom("a", "b", "c")),
      {
        minLength: 2,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(cells, (rows) => {
        const [given, turned] = [rows, [...rows].reverse()].map((each) => {
          const table = tableOf(
            ["x", "c", "other"],
            each.map((row, i) => [...row, i % 2]),
          );
          return inferColumns(table, { keep: ["x"], drop: [] }).columns;
        });
        expect(turned.map(({ name }) => name)).toEqual(given.map(({ name }) => name));
        for (const [index, column] of given.entries()) {
          const other = turned[index];
          if (column.kind === "category" || other.kind === "category") expect(other).toEqual(column);
          else {
            expect(other.mean).toBeCloseTo(column.mean, 10);
            expect(other.deviation / column.deviation).toBeCloseTo(1, 8);
          }
        }
      }),
    );
  });

  test("of hostile cells are finite, none unseen, and a schema from JSON encodes them to the same bits", () => {
    const text = fc.oneof(
      fc.constantFrom("a", "__proto__", "constructor", "NA", "?", "", "\ud800", "x=y"),
      fc.string(),
    );
    const row = fc.tuple(text, amount, fc.constantFrom<Cell>(true, false, null));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const table = tableOf(
          ["a", "b", "__proto__", "other"],
          rows.map((cells, i) => [...cells, i % 3]),
          {
            types: new Map([["a", "text"]]),
          },
        );
        if (rows.length < 2) return;
        const schema = inferColumns(table, { keep: ["a", "b"] }).columns;
        const encoded = encodeRows(schema, table);
        expect(encoded.data.every(Number.isFinite)).toBe(true);
        expect(encoded.unseen.size).toBe(0);
        expect(encoded.data).toHaveLength(rows.length * featureCount(schema));
        const again = encodeRows(columnsSchema.parse(JSON.parse(JSON.stringify(schema))), table);
        expect(again).toEqual(encoded);
        const types = cellTypes(schema);
        for (const [place, cells] of rows.entries()) {
          const alone = encodeRows(
            schema,
            tableOf(["a", "b", "__proto__", "other"], [[...cells, place % 3]], { types }),
          );
          const width = featureCount(schema);
          expect(alone.data).toEqual(encoded.data.slice(place * width, (place + 1) * width));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("refuses", () => {
  test("a table without columns that were learned from", async () => {
    const table = tableOf(["age", "shape"], [["1", "round"]]);
    const words = ["a.csv", "age, colour, size, shape", "without colour, size", "but with age, shape"];
    await expectNescioError(() => encodeRows(columns, table), "invalid-data", ...words);
  });

  test("columns of another type, with the place, but not empty ones", async () => {
    const text = columnOf(["", "red", "3"]);
    const words = ['a.csv, line 3, column "x": expected a number, as in training, got "red"'];
    await expectNescioError(() => encodeRows([{ ...age, name: "x" }], text), "invalid-data", ...words);
    const number = columnOf([null, 7]);
    const other = ['a.csv, line 3, column "x": expected text, as in training, got 7'];
    await expectNescioError(() => encodeRows([{ ...colour, name: "x" }], number), "invalid-data", ...other);
    expect([...encodeRows([{ ...colour, name: "x" }], columnOf([null])).data]).toEqual([0, 0, 1]);
  });

  test("more numbers than memory takes", async () => {
    const values = times(1000, (i) => `v${i}`);
    const wide = times(60, (i): ColumnSchema => ({ ...colour, name: `c${i}`, values }));
    const table = tableOf(
      wide.map(({ name }) => name),
      times(5000, () => wide.map(() => "v1")),
    );
    await expectNescioError(
      () => encodeRows(wide, table),
      "invalid-data",
      "at most 268435456 numbers",
      "5000 × 60060",
    );
  });
});

describe("other units", () => {
  const refused = (column: ColumnSchema, numbers: readonly number[]): boolean => {
    const table = columnOf(numbers);
    const schema = [{ ...column, name: "x" }];
    expect(encodeRows(schema, table, { otherUnits: "allow" }).count).toBe(numbers.length);
    try {
      encodeRows(schema, table);
      return false;
    } catch (error) {
      expect(String(error)).toMatch(/a\.csv, column "x": .* other units/);
      return true;
    }
  };
  const metres = times(30, (i) => 1.5 + i / 60);

  test("are refused, with both ranges", async () => {
    const schema = [{ ...size, name: "x" }];
    const table = columnOf(metres.map((x) => x * 100));
    const words = ["from 1.5 to 2,", "from 150 to 198.333, with a median of 174.167"];
    await expectNescioError(() => encodeRows(schema, table), "invalid-data", ...words);
    expect(
      refused(
        size,
        metres.map((x) => x / 100),
      ),
    ).toBe(true);
    expect(
      refused(
        size,
        metres.map((x) => -100 * x),
      ),
    ).toBe(true);
    const celsius: ColumnSchema = { ...size, min: 18, max: 24, mean: 20 };
    expect(
      refused(
        celsius,
        times(20, (i) => 291 + i / 10),
      ),
    ).toBe(true);
    const milliseconds = times(20, (i) => 1.7e12 + i);
    expect(refused({ ...size, min: 1.6e9, max: 1.7e9, mean: 1.65e9 }, milliseconds)).toBe(true);
  });

  test("are not seen in few rows, or in strange ones among others", () => {
    expect(
      refused(
        size,
        metres.slice(0, 19).map((x) => x * 100),
      ),
    ).toBe(false);
    expect(
      refused(
        size,
        metres.map((x, i) => (i % 2 === 0 ? x : x * 100)),
      ),
    ).toBe(false);
    expect(
      refused(
        size,
        metres.map((x) => x * 2),
      ),
    ).toBe(false);
  });

  test("are not seen in later years, rarer counts, or tails", () => {
    const years: ColumnSchema = { ...size, min: 2019, max: 2020, mean: 2019.5 };
    expect(
      refused(
        years,
        times(30, () => 2040),
      ),
    ).toBe(false);
    expect(
      refused(
        { ...size, min: 1, max: 5, mean: 2 },
        times(30, () => 0),
      ),
    ).toBe(false);
    expect(
      refused(
        { ...size, min: 0, max: 1000, mean: 50 },
        times(30, () => 0.01),
      ),
    ).toBe(false);
    expect(
      refused(
        { ...size, min: 0.1, max: 90, mean: 5 },
        times(30, (i) => 100 + 10 * i),
      ),
    ).toBe(false);
    expect(
      refused(
        { ...size, min: 5, max: 5, mean: 5 },
        times(30, () => 5000),
      ),
    ).toBe(false);
  });

  test("are not seen in fresh draws of the same distribution", () => {
    let state = 1;
    const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const cauchy = (): number => Math.tan(Math.PI * (uniform() - 0.5));
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    for (const draw of [cauchy, normal, () => Math.exp(3 * normal()), () => 1 / uniform()]) {
      for (let round = 0; round < 200; round++) {
        const table = columnOf(times(60, draw));
        const schema = inferColumns(table, { rows: times(40, Number) }).columns;
        expect(() => encodeRows(schema, table, { rows: times(20, (i) => 40 + i) })).not.toThrow();
      }
    }
  });
});

test("numbers very far away stay finite", () => {
  const { data } = encodeRows([{ ...age, name: "x", deviation: 1e-300 }], columnOf([1e308, -1e308, 40]));
  expect([...data]).toEqual([1e6, 0, -1e6, 0, 0, 0]);
});

test("a matrix is encoded as its columns would be", () => {
  const [count, width] = [300, 4];
  const data = Float32Array.from({ length: count * width }, (_, i) => (i % 97 === 0 ? NaN : Math.sin(i * i)));
  const matrix = matrixTable("a.npy", data, count);
  const rows = times(count, (row) => [...data.subarray(row * width, (row + 1) * width)]);
  const table = tableOf(["c0", "c1", "c2", "c3"], rows);
  const schema = inferColumns(matrix).columns;
  expect(encodeRows(schema, matrix)).toEqual(encodeRows(schema, table));
});

describe("strange columns", () => {
  const strange = (cells: readonly Cell[]) =>
    strangeColumns(columns, encodeRows(columns, tableOf(names, [cells], { types })).data);

  test("are those beyond the range or far from the mean, most deviations first", () => {
    expect(strange(["", "round", "1.95", "red", "61"])).toEqual([
      {
        ...{ column: "age", value: 61, usual: [20, 60], isFarther: false },
        deviations: expect.closeTo(2.1, 5) as number,
      },
    ]);
    expect(strange(["", "round", "1.4", "red", "66"]).map(({ column, value }) => [column, value])).toEqual([
      ["size", 1.4],
      ["age", 66],
    ]);
    const far: ColumnSchema = { ...age, max: 200 };
    expect(strangeColumns([far], [4.5, 0])).toMatchObject([{ value: 85, deviations: 4.5 }]);
    expect(strangeColumns([far], [3.9, 0])).toEqual([]);
    expect(strange(["", "round", "2", "red", "1e300"])).toMatchObject([{ column: "age", isFarther: true }]);
  });

  test("are none of the training rows' own, nor missing ones", () => {
    expect(strange(["", "round", "2", "red", "60"])).toEqual([]);
    expect(strange(["", "round", "1.5", "red", "20"])).toEqual([]);
    expect(strange(["", "oval", "1.7", "", ""])).toEqual([]);
    expect(strangeColumns([{ ...age, min: 50, mean: 55 }], [0, 1])).toEqual([]);
  });
});
