import { columnWidth, type ColumnSchema } from "./column-schema.js";

/** A column in plain facts, for a table of columns. */
export interface ColumnDescription {
  readonly name: string;
  readonly type: "number" | "category";
  /** Of numbers in training: the least and the greatest. */
  readonly range?: readonly [min: number, max: number];
  /** Of numbers in training. */
  readonly mean?: number;
  /** Of numbers in training: the standard deviation. */
  readonly deviation?: number;
  /** Of categories, in their order. */
  readonly values?: readonly string[];
  /** Whether training rows lacked a value. */
  readonly missing: boolean;
  /** Inputs that the column makes. */
  readonly inputs: number;
}

/** What was learned of columns, to be shown. */
export function describeColumns(columns: readonly ColumnSchema[]): ColumnDescription[] {
  return columns.map((column) => {
    const { name, kind: type, missing } = column;
    const shared = { name, type, missing, inputs: columnWidth(column) };
    if (column.kind === "category") return { ...shared, values: column.values };
    const { min, max, mean, deviation } = column;
    return { ...shared, range: [min, max], mean, deviation };
  });
}
