import { matrixTable, TableBuilder, type CellTable, type TableBuilderOptions } from "@nescio/core";
import type { Readable } from "node:stream";
import { openTable, type OpenTableOptions } from "./open-table.js";
import { readRows } from "./read-rows.js";

/** How a table is opened, and which of its columns are kept, as what. */
export type ReadTableOptions = OpenTableOptions &
  TableBuilderOptions & {
    /** Columns that are left out, which may hold anything; names that the table has not are passed over. Default: none. */
    readonly except?: readonly string[] | undefined;
  };

/**
 * Reads a table into memory, column by column. Columns of arrays (npy, npz) are numbers in single precision; of all others what
 * their cells are (see `TableBuilder`).
 *
 * @param source As of `openTable`.
 * @throws NescioError as `openTable` and `TableBuilder`.
 */
export async function readTable(
  source: string | Readable,
  { only, types, except = [], ...options }: ReadTableOptions = {},
): Promise<CellTable> {
  if (typeof source === "string" && /\.np[yz]$/i.test(source) && options.format === undefined) {
    const { columns, count, data } = await readRows(source, { ...options, drop: except });
    return matrixTable(source, data, count, columns);
  }
  const table = await openTable(source, options);
  try {
    const kept = [...(only ?? table.columns)].filter((column) => !except.includes(column));
    const builder = new TableBuilder(table.name, table.columns, { only: kept, types });
    for await (const row of table.rows()) builder.add(row);
    return builder.finish();
  } finally {
    await table.close();
  }
}
