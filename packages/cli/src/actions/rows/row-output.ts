import { NescioError, type Cell, type TableRow } from "@nescio/core";
import { writePiecesAtomic, type Table } from "@nescio/node/internal";
import { csvLine } from "../../csv.js";
import type { CommandContext } from "../../run-command.js";

export type RowFormat = "csv" | "jsonl";

/** Where rows go, and as what. */
export interface RowOutputOptions {
  /** A file. Default: standard output. */
  readonly out?: string;
  /** Default: by the name of `out`, or as the input is. */
  readonly format?: RowFormat;
}

/** Makes lines of rows, with what is said of each behind what is in it already. */
export interface RowWriter {
  readonly head: string;
  /** @param said A cell for each column that is added. */
  line(row: TableRow, said: readonly Cell[]): string;
}

/** Rows some at a time, none of the batches empty. */
export async function* inBatches<T>(rows: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * @param added Names of the columns that are added.
 * @throws NescioError `invalid-data` where the table has one of them.
 */
export function rowWriter(
  { name, columns, format: from }: Pick<Table, "name" | "columns" | "format">,
  added: readonly string[],
  { out, format = formatOf(out, from) }: RowOutputOptions,
): RowWriter {
  const has = new Set(columns);
  const taken = added.find((column) => has.has(column));
  if (taken !== undefined) {
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: `no column ${JSON.stringify(taken)}, which is what the decision is written to`,
      found: "one",
      next: "Rename it.",
    });
  }
  const all = [...columns, ...added];
  if (format === "csv") {
    return { head: csvLine(all), line: ({ cells }, said) => csvLine([...cells, ...said]) };
  }
  return {
    head: "",
    line: ({ cells }, said) =>
      `${JSON.stringify(Object.fromEntries([...cells, ...said].map((cell, i) => [all[i], cell])))}\n`,
  };
}

/**
 * Writes lines as they come: to a file, which is there when all are in it, or to standard output.
 * @returns Whether all were wanted: the reader of a pipe may have seen enough.
 */
export async function writeRows(
  { options: { out }, ui, signal }: CommandContext<RowOutputOptions>,
  lines: AsyncIterable<string>,
): Promise<boolean> {
  if (out !== undefined) {
    await writePiecesAtomic(out, lines, { signal });
    return true;
  }
  for await (const text of lines) if (!(await ui.write(text))) return false;
  return true;
}

/** As the output's name says, else as the input is. */
function formatOf(out: string | undefined, from: Table["format"]): RowFormat {
  if (out !== undefined) return /\.(jsonl|ndjson)$/i.test(out) ? "jsonl" : "csv";
  return from === "jsonl" ? "jsonl" : "csv";
}
