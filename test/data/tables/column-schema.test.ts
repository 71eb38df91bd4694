import { describe, expect, test } from "vitest";
import {
  cellTypes,
  columnsSchema,
  featureCount,
  featureNames,
  type ColumnSchema,
} from "../../../packages/core/src/data/tables/column-schema.js";
import { times } from "../../helpers/cell-tables.js";

const number: ColumnSchema = {
  kind: "number",
  name: "x",
  mean: 1,
  deviation: 2,
  min: 0,
  max: 3,
  missing: true,
};
const category: ColumnSchema = { kind: "category", name: "c", values: ["a", "b"], missing: false };

test("columns say their inputs and what their cells are read as", () => {
  expect(featureNames([number, category])).toEqual(["x", "x missing", "c=a", "c=b"]);
  expect(featureCount([number, category])).toBe(4);
  expect([...cellTypes([number, category])]).toEqual([
    ["x", "number"],
    ["c", "text"],
  ]);
});

test("columns are what they were after JSON", () => {
  const columns = [
    { ...number, mean: 0.1 + 0.2, deviation: 5e-324, min: -1.7976931348623157e308 },
    { ...category, name: "__proto__", values: ["\ud800", "__proto__", "b"] },
  ];
  expect(columnsSchema.parse(JSON.parse(JSON.stringify(columns)))).toEqual(columns);
});

describe("refuses", () => {
  test.each<[string, unknown]>([
    ["no columns", []],
    ["columns of one name", [number, { ...category, name: "x" }]],
    ["a name of nothing", [{ ...number, name: "" }]],
    ["a name of many characters", [{ ...number, name: "x".repeat(1001) }]],
    ["a deviation of 0", [{ ...number, deviation: 0 }]],
    ["a deviation that is not finite", [{ ...number, deviation: Infinity }]],
    ["a mean that is not a number", [{ ...number, mean: NaN }]],
    ["a mean beyond the range", [{ ...number, mean: 4 }]],
    ["a range upside down", [{ ...number, min: 3, max: 0 }]],
    ["a missing flag of another type", [{ ...number, missing: 1 }]],
    ["a field too many", [{ ...number, median: 1 }]],
    ["a field too few", [{ kind: "category", name: "c", missing: false }]],
    ["another kind", [{ ...number, kind: "date" }]],
    ["values that repeat", [{ ...category, values: ["a", "a"] }]],
    ["no values", [{ ...category, values: [] }]],
    ["an empty value", [{ ...category, values: [""] }]],
    ["a value of many characters", [{ ...category, values: ["a".repeat(1001)] }]],
    ["too many values", [{ ...category, values: times(1001, String) }]],
    ["too many inputs", times(70, (i) => ({ ...category, name: `c${i}`, values: times(1000, String) }))],
  ])("%s", (_, columns) => {
    expect(columnsSchema.safeParse(columns).success).toBe(false);
  });
});
