import { createDataset, labelArray, type RowDataset } from "../dataset.js";
import { findColumn, isMissing, numberAt, type CellTable } from "./cell-table.js";
import type { ColumnSchema } from "./column-schema.js";
import { encodeRows, type EncodeRowsOptions } from "./encode-rows.js";
import type { TableTarget } from "./target.js";

/** How rows of a table are read for a model, as its training read them. */
export interface TableReading {
  readonly columns: readonly ColumnSchema[];
  /** The column that says the class, where there was one. */
  readonly target?: string | undefined;
  /** The column that rows are called by where they are shown. */
  readonly show?: string | undefined;
}

export interface TableRowsOptions extends Pick<EncodeRowsOptions, "otherUnits"> {
  /** Labels and their classes. Default: none. */
  readonly target?: Pick<TableTarget, "labels" | "classes"> | undefined;
}

/** Characters of a row's name that are kept. */
const MAX_NAME = 200;

/**
 * A table as a data set of rows.
 *
 * @throws NescioError as `encodeRows`; `invalid-option` where the table lacks the column to show.
 */
export function tableRows(
  table: CellTable,
  { columns, show }: TableReading,
  { target, otherUnits }: TableRowsOptions = {},
): RowDataset {
  const { count, features, data, unseen } = encodeRows(columns, table, { otherUnits });
  return createDataset({
    name: table.name,
    count,
    columns: features,
    values: data,
    classes: target?.classes ?? [],
    ...(target && { labels: labelArray(target.labels, target.classes.length) }),
    ...(show === undefined ? {} : { names: namesIn(table, show) }),
    ...(unseen.size > 0 && { unseen }),
    ...(table.sources && { sources: table.sources }),
  });
}

function namesIn(table: CellTable, show: string): string[] {
  const column = findColumn(table, "show", show);
  return Array.from({ length: table.count }, (_, row) => {
    if (isMissing(column, row)) return "";
    const name = column.type === "number" ? String(numberAt(column, row)) : column.values[column.codes[row]];
    return name.slice(0, MAX_NAME);
  });
}
