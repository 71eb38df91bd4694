import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../../packages/core/src/data/tables/cell.js";
import { matrixTable } from "../../../packages/core/src/data/tables/cell-table.js";
import { columnsSchema } from "../../../packages/core/src/data/tables/column-schema.js";
import { describeColumns } from "../../../packages/core/src/data/tables/describe-columns.js";
import { inferColumns } from "../../../packages/core/src/data/tables/infer-columns.js";
import { readTarget } from "../../../packages/core/src/data/tables/target.js";
import { columnOf, tableOf, times } from "../../helpers/cell-tables.js";
import { expectNescioError } from "../../helpers/errors.js";

/** What becomes of one column beside another that is of use. */
function noticeOf(name: string, cells: readonly Cell[], keep: readonly string[] = []): string | undefined {
  const table = tableOf(
    [name, "other"],
    cells.map((cell, index) => [cell, (index % 7) / 2]),
  );
  const { columns, notices } = inferColumns(table, { keep });
  expect(columns.some((column) => column.name === name)).toBe(
    notices.every((notice) => notice.column !== name || notice.kind === "leak"),
  );
  for (const { message } of notices) expect(message).toContain(JSON.stringify(name));
  return notices.find((notice) => notice.column === name)?.kind;
}

test("numbers have their mean, deviation and range, categories their values", () => {
  const rows = [
    ["1", "red", "t"],
    ["5", "blue", ""],
    ["", "red", "t"],
    ["5", "10", "t"],
    ["1", "9", "t"],
  ];
  const { columns, notices } = inferColumns(tableOf(["age", "colour", "seen"], rows));
  expect(columns).toEqual([
    { kind: "number", name: "age", mean: 3, deviation: 2, min: 1, max: 5, missing: true },
    { kind: "category", name: "colour", values: ["9", "10", "blue", "red"], missing: false },
    { kind: "category", name: "seen", values: ["t"], missing: true },
  ]);
  expect(notices).toEqual([]);
  expect(describeColumns(columns)).toEqual([
    {
      name: "age",
      type: "number",
      missing: true,
      inputs: 2,
      range: [1, 5],
      mean: 3,
      deviation: 2,
    },
    { name: "colour", type: "category", missing: false, inputs: 4, values: ["9", "10", "blue", "red"] },
    { name: "seen", type: "category", missing: true, inputs: 2, values: ["t"] },
  ]);
});

test("only training rows are looked at, in whatever order they are named", () => {
  const table = tableOf(
    ["x", "c"],
    [
      [1, "a"],
      [1000, "z"],
      [3, "b"],
      [null, ""],
    ],
  );
  const { columns } = inferColumns(table, { rows: [2, 0] });
  expect(columns).toEqual([
    { kind: "number", name: "x", mean: 2, deviation: 1, min: 1, max: 3, missing: false },
    { kind: "category", name: "c", values: ["a", "b"], missing: false },
  ]);
  const numbers = columnOf(times(50, (i) => Math.sin(i)));
  const order = times(50, (i) => (i * 7) % 50);
  expect(inferColumns(numbers, { rows: order })).toEqual(inferColumns(numbers));
});

test("a constant number with missing cells tells by these only", () => {
  const { columns } = inferColumns(columnOf([5, null, 5]));
  expect(columns).toEqual([
    { kind: "number", name: "x", mean: 5, deviation: 1, min: 5, max: 5, missing: true },
  ]);
});

describe("leaves out, with a notice,", () => {
  test.each<[string, string, readonly Cell[]]>([
    ["constant", "x", times(30, () => 4)],
    ["constant", "x", times(30, () => "red")],
    ["constant", "x", times(30, () => null)],
    ["constant", "x", times(30, () => -0 * 1).map((x, i) => (i % 2 === 0 ? x : 0))],
    ["identifier", "x", times(30, (i) => i)],
    ["identifier", "x", times(30, (i) => 1000 + ((i * 7) % 30))],
    ["identifier", "x", times(30, (i) => i * i * 5)],
    ["identifier", "x", times(30, (i) => -i * i * 5)],
    ["identifier", "customer_id", times(40, (i) => (i * 7919) % 31)],
    ["identifier", "patientId", times(40, (i) => `p${(i * 7919) % 31}`)],
    ["identifier", "x", times(30, (i) => `text ${i}`)],
    ["many-values", "x", times(200, (i) => `text ${i % 170}`)],
    ["many-values", "x", times(200, (i) => `text ${i % 60}`)],
    ["many-values", "x", times(20_000, (i) => `text ${i % 1500}`)],
    ["long-texts", "x", times(30, (i) => `${"long".repeat(1000)}${i % 2}`)],
  ])("%s: %s", (kind, name, cells) => {
    expect(noticeOf(name, cells)).toBe(kind);
    if (kind === "identifier") expect(noticeOf(name, cells, [name])).toBeUndefined();
  });

  test.each<[string, readonly Cell[]]>([
    ["x", times(19, (i) => i)],
    ["x", times(30, (i) => (i * i * 31) % 997)],
    ["x", times(30, (i) => i / 2)],
    ["x", times(200, (i) => i % 150)],
    ["store_id", times(40, (i) => i % 5)],
    ["store_id", times(40, (i) => `s${i % 5}`)],
    ["width", times(40, (i) => `s${i % 35}`)],
    ["x", times(1000, (i) => `text ${i % 60}`)],
  ])("not what may be of use: %s", (name, cells) => {
    expect(noticeOf(name, cells)).toBeUndefined();
  });
});

describe("a column that repeats the target is told", () => {
  const notices = (cells: readonly Cell[], labels: readonly Cell[]) => {
    const table = tableOf(
      ["x", "y"],
      cells.map((cell, index) => [cell, labels[index]]),
    );
    return inferColumns(table, { target: readTarget(table, "y") }).notices.map(({ kind }) => kind);
  };
  const labels = times(300, (i) => ["a", "b", "c"][i % 3]);

  test("as text, as a number, with a few rows that differ", () => {
    expect(
      notices(
        labels.map((label) => `is ${label}`),
        labels,
      ),
    ).toEqual(["leak"]);
    expect(
      notices(
        labels.map((label) => (label === "a" ? 7 : label === "b" ? 3 : 5)),
        labels,
      ),
    ).toEqual(["leak"]);
    const noisy = labels.map((label, i) => (i < 2 ? "c" : label));
    expect(notices(noisy, labels)).toEqual(["leak"]);
  });

  test("and not one that only determines it, agrees by accident, or is determined by it", () => {
    expect(
      notices(
        labels.map((label, i) => `${label}${i % 2}`),
        labels,
      ),
    ).toEqual([]);
    expect(
      notices(
        labels.map((label, i) => (label === "a" ? 0 : 10) + (i % 4)),
        labels,
      ),
    ).toEqual([]);
    expect(
      notices(
        labels.map((label) => (label === "a" ? "u" : "v")),
        labels,
      ),
    ).toEqual([]);
    expect(
      notices(
        labels.map((label, i) => (i < 20 ? "c" : label)),
        labels,
      ),
    ).toEqual([]);
    expect(notices(["u", "v", "u", "v"], ["a", "b", "a", "b"])).toEqual([]);
  });
});

describe("refuses", () => {
  const table = tableOf(
    ["x", "y", "z"],
    times(60, (i) => [i % 5, i % 2, `${i}a`]),
  );

  test.each<[string, Parameters<typeof inferColumns>[1], readonly string[]]>([
    ["a column that is not there", { drop: ["w"] }, ["drop", "x, y, z", '"w"']],
    ["a column in two lists", { drop: ["x"], keep: ["x"] }, ["keep", "other columns than in drop"]],
    ["the target among others", { target: readTarget(table, "y"), show: ["y"] }, ["show", "than in target"]],
    ["rows that are not there", { rows: [0, 60] }, ["rows", "from 0 to 59", "60"]],
    ["rows between", { rows: [0.5] }, ["rows", "0.5"]],
    ["no rows", { rows: [] }, ["rows", "none"]],
  ])("%s", async (_, options, words) => {
    await expectNescioError(() => inferColumns(table, options), "invalid-option", ...words);
  });

  test("a table of which nothing is left", async () => {
    const options = { drop: ["x"], target: readTarget(table, "y") };
    await expectNescioError(
      () => inferColumns(table, options),
      "invalid-data",
      "to learn from",
      "a text of its own",
    );
    await expectNescioError(() => inferColumns(table, { drop: ["x", "y", "z"] }), "invalid-data", "got none");
  });

  test("labels of another number, and texts that cannot be kept", async () => {
    const target = { classes: ["a", "b"], labels: new Uint32Array(3) };
    await expectNescioError(
      () => inferColumns(table, { target }),
      "invalid-data",
      "a label for each row",
      "3 for 60",
    );
    const texts = columnOf(times(2000, (i) => `text ${i}`));
    await expectNescioError(
      () => inferColumns(texts, { keep: ["x"] }),
      "invalid-option",
      "1000 values",
      "2000",
    );
  });

  test("more inputs than a network takes", async () => {
    const names = times(70, (i) => `c${i}`);
    const wide = tableOf(
      names,
      times(5000, (i) => names.map(() => `text ${i % 950}`)),
    );
    await expectNescioError(() => inferColumns(wide), "invalid-data", "at most 65536 inputs", "66500");
  });
});

test("of any numbers the schema is valid, survives JSON, and has the numbers' moments", () => {
  const numbers = fc.array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.integer()), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(numbers, (cells) => {
      const table = tableOf(
        ["x", "other"],
        cells.map((cell, index) => [cell, index % 2]),
      );
      if (cells.length < 2) return;
      const { columns } = inferColumns(table, { keep: ["x"] });
      expect(columnsSchema.parse(JSON.parse(JSON.stringify(columns)))).toEqual(columns);
    }),
    { numRuns: 500 },
  );
});

test("a matrix is learned from as its columns would be", () => {
  const [count, width] = [40, 5];
  const data = Float32Array.from({ length: count * width }, (_, i) =>
    i % width === 3 ? 2 : Math.sin(i * i),
  );
  const names = times(width, (i) => `c${i}`);
  const rows = times(count, (row) => [...data.subarray(row * width, (row + 1) * width)]);
  const ofMatrix = inferColumns(matrixTable("a.npy", data, count));
  expect(ofMatrix).toEqual(inferColumns(tableOf(names, rows)));
  expect(ofMatrix.notices).toMatchObject([{ column: "c3", kind: "constant" }]);
});
