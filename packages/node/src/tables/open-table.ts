import type { Readable } from "node:stream";
import { NescioError } from "@nescio/core";
import { openBytes, type Bytes } from "./bytes.js";
import type { CsvOptions } from "./csv.js";
import { formatOf } from "./formats.js";
import { closingTable, type OpenedTable } from "./opened.js";
import { tableFormats, type Table, type TableFormat } from "./table.js";

export interface OpenTableOptions extends CsvOptions {
  /** Default: by the name's ending. A stream has none, and needs it. */
  readonly format?: TableFormat | undefined;
  /** What errors call a stream, and what a table of it is called. Default `the stream`; of files their path. */
  readonly name?: string | undefined;
  /** Of an npz file the array's name. Default: the only one that is in it. */
  readonly member?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Open = (bytes: Bytes, options: OpenTableOptions) => Promise<OpenedTable>;

/** By the formats. Their parsers are loaded when they are needed: together they take longer than a small table. */
const openers: Readonly<Record<TableFormat, () => Promise<Open>>> = {
  csv: async () => (await import("./csv.js")).openCsv,
  tsv: async () => {
    const { openCsv } = await import("./csv.js");
    return (bytes, { header, delimiter = "\t" }) => openCsv(bytes, { header, delimiter });
  },
  jsonl: async () => (await import("./jsonl.js")).openJsonl,
  npy: async () => {
    const { openNpyTable } = await import("./npy-table.js");
    return (bytes, options) => openNpyTable(bytes, "npy", options);
  },
  npz: async () => {
    const { openNpyTable } = await import("./npy-table.js");
    return (bytes, options) => openNpyTable(bytes, "npz", options);
  },
  parquet: async () => (await import("./parquet.js")).openParquet,
};

/**
 * Opens a table: a file of CSV, TSV, JSON Lines (`.jsonl`, `.ndjson`), NumPy (`.npy`, `.npz`) or Parquet. Of CSV, TSV and JSON
 * Lines a row at a time is in memory, of npy a megabyte, of Parquet a row group; an npz member, an array in Fortran's order, and
 * what comes as a stream in a binary format, as a whole.
 *
 * @param source A path, or a stream of bytes, which is destroyed with the table.
 * @returns The table, whose file stays open until its rows were read, or `close` was called.
 * @throws NescioError `not-found`, `inaccessible`, `invalid-data`, `unsupported`, `corrupt`, `invalid-option`, `aborted`.
 */
export async function openTable(source: string | Readable, options: OpenTableOptions = {}): Promise<Table> {
  const format = formatOf(source, options.format, tableFormats);
  checkApplies(format, options);
  const name = options.name ?? (typeof source === "string" ? source : "the stream");
  const bytes = await openBytes(source, name, options.signal);
  try {
    const open = await openers[format]();
    return closingTable(bytes, format, await open(bytes, options), options.signal);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** An option that says nothing about the format is a mistake about one of the two. */
function checkApplies(format: TableFormat, { header, delimiter, member }: OpenTableOptions): void {
  const given = { header, delimiter, member };
  const text = format === "csv" || format === "tsv";
  const misplaced = (["header", "delimiter", "member"] as const).find(
    (option) => given[option] !== undefined && (option === "member" ? format !== "npz" : !text),
  );
  if (misplaced === undefined) return;
  const expected = `nothing, as the format is ${format}`;
  const found = String(given[misplaced]);
  throw new NescioError({ code: "invalid-option", subject: misplaced, expected, found });
}
