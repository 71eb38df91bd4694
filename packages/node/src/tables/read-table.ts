import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  matrixTable,
  NescioError,
  TableBuilder,
  type CellTable,
  type DatasetSource,
  type TableBuilderOptions,
} from "@nescio/core";
import { listNames, throwIfAborted } from "@nescio/core/internal";
import { kindOf } from "../regular-file.js";
import { refusal } from "../system-error.js";
import { openTable, type OpenTableOptions } from "./open-table.js";
import { readRows } from "./read-rows.js";
import type { Table } from "./table.js";

/** How a table is opened, and which of its columns are kept, as what. */
export type ReadTableOptions = OpenTableOptions &
  TableBuilderOptions & {
    /** Columns that are left out, which may hold anything. Default: none. */
    readonly except?: readonly string[] | undefined;
  };

/**
 * Reads a table into memory, column by column. Columns of arrays (npy, npz) are numbers in single precision; of all others what
 * their cells are (see `TableBuilder`). What is read from a regular file has its SHA-256 as `sources`.
 *
 * @param source As of `openTable`.
 * @throws NescioError `invalid-option` of columns to leave out that the table has not; as `openTable` and `TableBuilder`.
 */
export async function readTable(
  source: string | Readable,
  options: ReadTableOptions = {},
): Promise<CellTable> {
  const table = await readCells(source, options);
  // A pipe can be read once.
  if (typeof source !== "string" || (await kindOf(source)) !== "file") return table;
  return { ...table, sources: [await sourceOf(source, options.signal)] };
}

async function readCells(
  source: string | Readable,
  { only, types, except = [], ...options }: ReadTableOptions,
): Promise<CellTable> {
  if (typeof source === "string" && /\.np[yz]$/i.test(source) && options.format === undefined) {
    const { columns, count, data } = await readRows(source, { ...options, drop: except });
    return matrixTable(source, data, count, columns);
  }
  const table = await openTable(source, options);
  try {
    checkHas(table, except);
    const kept = [...(only ?? table.columns)].filter((column) => !except.includes(column));
    const builder = new TableBuilder(table.name, table.columns, { only: kept, types });
    for await (const row of table.rows()) builder.add(row);
    return builder.finish();
  } finally {
    await table.close();
  }
}

async function sourceOf(path: string, signal: AbortSignal | undefined): Promise<DatasetSource> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash, { signal });
  } catch (error) {
    throwIfAborted(signal, "reading a table");
    throw refusal(error, { subject: path, expected: "a file that can be read" });
  }
  return { file: basename(path), sha256: hash.digest("hex") };
}

/** A name that is not there is a mistake: what was meant would be learned from. */
function checkHas({ name, columns }: Table, except: readonly string[]): void {
  const found = except.find((column) => !columns.includes(column));
  if (found === undefined) return;
  const expected = `columns of ${name} (${listNames(columns)})`;
  throw new NescioError({ code: "invalid-option", subject: "drop", expected, found: JSON.stringify(found) });
}
