import type { Readable } from "node:stream";
import { NescioError, type Cell, type TableRow } from "@nescio/core";
import { placeName, toNumber, type Place } from "@nescio/core/internal";
import { maxRowsText, maxRowsValues } from "./limits.js";
import { openTable, type OpenTableOptions } from "./open-table.js";
import type { Table } from "./table.js";

export interface ReadRowsOptions extends OpenTableOptions {
  /** Columns of numbers, in the order that is wanted. Default: all but those that are dropped or kept as text. */
  readonly columns?: readonly string[] | undefined;
  /** Columns that are left out. */
  readonly drop?: readonly string[] | undefined;
  /** Columns that are kept as they are, as text. */
  readonly keep?: readonly string[] | undefined;
  /** What becomes of cells without a finite number (see `toNumber`): an error, or NaN. Default `refuse`. */
  readonly missing?: "refuse" | "nan" | undefined;
}

/** Rows of numbers. */
export interface Rows {
  /** Of the columns of numbers, in their order. */
  readonly columns: readonly string[];
  /** N, at least 1. */
  readonly count: number;
  /** [N, D]: each row's numbers one after the other. */
  readonly data: Float32Array;
  /** Of each column in `keep` its N cells; null where one is missing. */
  readonly text: ReadonlyMap<string, readonly (string | null)[]>;
}

/**
 * Reads a table's numbers into memory, in single precision.
 *
 * @param source As of `openTable`.
 * @throws NescioError `invalid-data` naming line and column of what is no number; where there are no rows, or more than 2²⁸ numbers
 *   or characters; `invalid-option` of columns that the table has not. Else as `openTable`.
 */
export async function readRows(source: string | Readable, options: ReadRowsOptions = {}): Promise<Rows> {
  const table = await openTable(source, options);
  try {
    return await gather(table, options);
  } finally {
    await table.close();
  }
}

async function gather(table: Table, options: ReadRowsOptions): Promise<Rows> {
  const { name, rowCount } = table;
  const { numbers, texts } = chooseColumns(table, options);
  const width = numbers.length;
  const block = new RowStack(name, width, rowCount);
  const text = new Map(texts.map(({ column }) => [column, [] as (string | null)[]]));
  let characters = 0;
  let count = 0;
  const mode = { missing: options.missing === "nan" ? "null" : "refuse" } as const;
  for await (const row of table.rows()) {
    const target = block.next();
    for (let i = 0; i < width; i++) {
      const { column, index } = numbers[i];
      const value = toNumber(row.cells[index], placeOf(row, name, column), mode);
      target.values[target.at + i] = value ?? NaN;
      if (value !== null && !Number.isFinite(target.values[target.at + i]))
        throw refused(
          placeName(placeOf(row, name, column)),
          "a number that single precision holds",
          String(value),
        );
    }
    for (const { column, index } of texts) {
      const cell = textOf(row.cells[index]);
      characters += cell?.length ?? 0;
      if (characters > maxRowsText)
        throw refused(name, `at most ${maxRowsText} characters in columns of text`, "more");
      text.get(column)!.push(cell);
    }
    count++;
  }
  if (count === 0) throw refused(name, "a table with rows", "none");
  return { columns: numbers.map(({ column }) => column), count, data: block.joined(), text };
}

interface ChosenColumn {
  readonly column: string;
  /** Among the table's. */
  readonly index: number;
}

function chooseColumns(
  { name, columns }: Table,
  options: ReadRowsOptions,
): { readonly numbers: readonly ChosenColumn[]; readonly texts: readonly ChosenColumn[] } {
  const places = new Map(columns.map((column, index) => [column, index]));
  const find = (option: "columns" | "drop" | "keep"): ChosenColumn[] =>
    [...new Set(options[option])].map((column) => {
      const index = places.get(column);
      if (index !== undefined) return { column, index };
      const shown = columns.slice(0, 12).join(", ") + (columns.length > 12 ? ", …" : "");
      const expected = `columns of ${name} (${shown})`;
      throw new NescioError({
        code: "invalid-option",
        subject: option,
        expected,
        found: JSON.stringify(column),
      });
    });
  const texts = find("keep");
  const left = new Set([...find("drop"), ...texts].map(({ column }) => column));
  const numbers =
    options.columns === undefined
      ? columns.map((column, index) => ({ column, index })).filter(({ column }) => !left.has(column))
      : find("columns");
  const both = find("drop").find((dropped) => options.columns?.includes(dropped.column));
  if (both !== undefined) {
    const found = `${JSON.stringify(both.column)} in both`;
    throw new NescioError({
      code: "invalid-option",
      subject: "drop",
      expected: "other columns than in columns",
      found,
    });
  }
  if (numbers.length > 0) return { numbers, texts };
  throw new NescioError({
    code: "invalid-option",
    subject: name,
    expected: "a column of numbers at least",
    found: "none",
  });
}

/** Numbers of rows that come one by one, in blocks: an array that grew would be copied over and over. */
class RowStack {
  readonly #blocks: Float32Array[] = [];
  #values = new Float32Array(0);
  #used = 0;
  #total = 0;

  /** @param rowCount How many there will be, where that is known: all have one block then. */
  constructor(
    private readonly name: string,
    private readonly width: number,
    private readonly rowCount: number | undefined,
  ) {
    if (rowCount !== undefined) this.#check(rowCount * width);
  }

  /** Where the next row's numbers come. */
  next(): { readonly values: Float32Array; readonly at: number } {
    this.#total += this.width;
    this.#check(this.#total);
    if (this.#used + this.width > this.#values.length) {
      this.#finish();
      this.#values = new Float32Array(this.width * (this.rowCount ?? Math.ceil(2 ** 18 / this.width)));
    }
    const at = this.#used;
    this.#used += this.width;
    return { values: this.#values, at };
  }

  joined(): Float32Array {
    this.#finish();
    if (this.#blocks.length === 1) return this.#blocks[0];
    const all = new Float32Array(this.#total);
    let at = 0;
    for (const block of this.#blocks) {
      all.set(block, at);
      at += block.length;
    }
    return all;
  }

  #finish(): void {
    if (this.#used > 0) this.#blocks.push(this.#values.subarray(0, this.#used));
    this.#used = 0;
  }

  #check(values: number): void {
    if (values <= maxRowsValues) return;
    const next = "Name fewer columns, or parts of the table.";
    throw refused(this.name, `a table of at most ${maxRowsValues} numbers`, `${values} or more`, next);
  }
}

const placeOf = ({ number, line }: TableRow, file: string, column: string): Place => ({
  file,
  row: number,
  line,
  column,
});

function textOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}

function refused(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found, next });
}
