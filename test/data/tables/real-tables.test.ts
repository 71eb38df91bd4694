import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CellTable } from "../../../packages/core/src/data/tables/cell-table.js";
import { featureCount } from "../../../packages/core/src/data/tables/column-schema.js";
import { encodeRows } from "../../../packages/core/src/data/tables/encode-rows.js";
import { inferColumns } from "../../../packages/core/src/data/tables/infer-columns.js";
import { readTarget } from "../../../packages/core/src/data/tables/target.js";
import { tableOf } from "../../helpers/cell-tables.js";
import { expectNescioError } from "../../helpers/errors.js";
import { realData } from "../../helpers/shared-data.js";

/** These files have no quotes. */
function tableFrom(name: string): CellTable {
  const text = readFileSync(join(realData!, "tables", `${name}.csv`), "utf8");
  const [header, ...rows] = text.trim().split(/\r?\n/);
  return tableOf(
    header.split(","),
    rows.map((row) => row.split(",")),
  );
}

describe.skipIf(realData === undefined)("real tables (needs NESCIO_DATA or ../shared/data)", () => {
  test.each([
    ["iris", 150, 4, ["setosa", "versicolor", "virginica"]],
    ["wine", 178, 13, ["class_0", "class_1", "class_2"]],
    ["breast-cancer", 569, 30, ["benign", "malignant"]],
  ])("%s: every column is of use, nothing is strange, no leak is cried", (name, count, width, classes) => {
    const table = tableFrom(name);
    const target = readTarget(table, "target");
    expect(target.classes).toEqual(classes);
    const { columns, notices } = inferColumns(table, { target });
    expect(notices).toEqual([]);
    expect(columns.every(({ kind, missing }) => kind === "number" && !missing)).toBe(true);
    expect(featureCount(columns)).toBe(width);
    const { data, unseen } = encodeRows(columns, table);
    expect([data.length, unseen.size]).toEqual([count * width, 0]);
    for (let column = 0; column < width; column++) {
      const numbers = Array.from({ length: count }, (_, row) => data[row * width + column]);
      expect(numbers.reduce((sum, x) => sum + x, 0) / count).toBeCloseTo(0, 6);
      expect(numbers.reduce((sum, x) => sum + x * x, 0) / count).toBeCloseTo(1, 5);
    }
    // Learned from two thirds, the rest is in the same units, although each class's rows lie together.
    const third = (row: number): boolean => row % 3 === 0;
    const all = Array.from({ length: count }, (_, row) => row);
    const part = inferColumns(table, { target, rows: all.filter((row) => !third(row)) }).columns;
    expect(encodeRows(part, table, { rows: all.filter(third) }).count).toBe(Math.ceil(count / 3));
    // Nor does one class look like another unit of the others.
    const firstClass = all.filter((row) => target.labels[row] === 0);
    const others = inferColumns(table, { rows: all.filter((row) => target.labels[row] !== 0) }).columns;
    expect(encodeRows(others, table, { rows: firstClass }).count).toBe(firstClass.length);
  });

  test("the diabetes study's target is an amount", async () => {
    const table = tableFrom("diabetes");
    await expectNescioError(() => readTarget(table, "target"), "unsupported", "regression is not supported");
    expect(inferColumns(table, { drop: ["target"] }).columns).toHaveLength(10);
  });
});
