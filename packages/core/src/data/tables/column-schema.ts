import * as z from "zod";
import type { CellType } from "./cell-table.js";
import { maxCategoryValues, maxColumnName, maxColumns, maxFeatures, maxValueLength } from "./limits.js";

/** A column of numbers, as the training rows had it. It is encoded as (x − mean) / deviation. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly mean: number;
  /** Standard deviation, above 0: 1 where there was one value only. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** Whether values were missing: then a second input says where; the first is 0 there, as of the mean. */
  readonly missing: boolean;
}

/** A column of texts, of which each value is an input that is 1 where a row has it. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** What the training rows had, in natural order. */
  readonly values: readonly string[];
  /** Whether values were missing: then one more input says where. */
  readonly missing: boolean;
}

/** What was learned of a column of a table, and how its cells become inputs of a network. */
export type ColumnSchema = NumberColumn | CategoryColumn;

const name = z.string().min(1).max(maxColumnName);
const value = z.string().min(1).max(maxValueLength);

const numberSchema = z
  .strictObject({
    kind: z.literal("number"),
    name,
    mean: z.number(),
    deviation: z.number().gt(0),
    min: z.number(),
    max: z.number(),
    missing: z.boolean(),
  })
  .refine(({ min, mean, max }) => min <= mean && mean <= max, "min, mean and max in this order");

const categorySchema = z.strictObject({
  kind: z.literal("category"),
  name,
  values: z
    .array(value)
    .min(1)
    .max(maxCategoryValues)
    .refine((values) => new Set(values).size === values.length, "values that differ"),
  missing: z.boolean(),
});

/** Columns as JSON holds them in a model file. */
export const columnsSchema: z.ZodType<readonly ColumnSchema[]> = z
  .array(z.discriminatedUnion("kind", [numberSchema, categorySchema]))
  .min(1)
  .max(maxColumns)
  .refine((columns) => new Set(columns.map((each) => each.name)).size === columns.length, {
    error: "columns of different names",
  })
  .refine((columns) => featureCount(columns) <= maxFeatures, {
    error: `columns that make at most ${maxFeatures} inputs`,
  });

/** Inputs that a column makes. */
export function columnWidth(column: ColumnSchema): number {
  return (column.kind === "number" ? 1 : column.values.length) + Number(column.missing);
}

/** D: inputs that columns make of a row. */
export function featureCount(columns: readonly ColumnSchema[]): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), 0);
}

/** The D inputs' names, in their order: `age`, `age missing`, `colour=blue`, `colour=red`, `colour missing`. */
export function featureNames(columns: readonly ColumnSchema[]): string[] {
  return columns.flatMap((column) => [
    ...(column.kind === "number" ? [column.name] : column.values.map((each) => `${column.name}=${each}`)),
    ...(column.missing ? [`${column.name} missing`] : []),
  ]);
}

/** What cells have to be read as for these columns: a file of one row does not show it. */
export function cellTypes(columns: readonly ColumnSchema[]): ReadonlyMap<string, CellType> {
  return new Map(columns.map(({ name, kind }) => [name, kind === "number" ? "number" : "text"]));
}
