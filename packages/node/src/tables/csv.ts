import { pipeline } from "node:stream";
import { NescioError, type TableRow } from "@nescio/core";
import { checkCells, checkColumns, numberedColumns, rowName } from "@nescio/core/internal";
import { CsvError, parse, type Info, type Parser } from "csv-parse";
import type { Bytes } from "./bytes.js";
import { findDelimiter, type Delimiter } from "./delimiter.js";
import { judgeFirstRow } from "./header-row.js";
import { maxLineLength } from "./limits.js";
import type { OpenedTable } from "./opened.js";
import { readText, tooLong } from "./text.js";

/** How a CSV file is written. */
export interface CsvOptions {
  /** Whether the first row names the columns. Default: found out, see `judgeFirstRow`. */
  readonly header?: boolean | undefined;
  /** Default: found out by the first line, see `findDelimiter`; of TSV a tab. */
  readonly delimiter?: Delimiter | undefined;
}

/** What the parser gives. */
interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** On which it ends. */
  readonly line: number;
}

/**
 * Opens a CSV file (RFC 4180): cells in quotes where they hold delimiters, line ends or quotes, which then are written twice.
 * Lines end as on any system. Empty lines are no rows, so an empty cell of a table of one column has to be in quotes.
 *
 * @throws NescioError `invalid-data` with the line.
 */
export async function openCsv(bytes: Bytes, options: CsvOptions): Promise<OpenedTable> {
  const { name } = bytes;
  const texts = readText(bytes.pieces(), name);
  const { head, ended } = await firstLine(texts);
  const delimiter = options.delimiter ?? findDelimiter(head.trimStart().split(/[\r\n]/, 1)[0]);
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    skip_empty_lines: true,
  });
  const whole = ended ? [head] : chain(head, texts);
  pipeline(bounded(whole, parser, name), parser, () => undefined);
  const records = inWords(parser as AsyncIterable<Parsed>, name);
  const first = await nextOf(records);
  const second = await nextOf(records);
  if (first === undefined)
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: "a table with rows",
      found: "none",
    });
  const header = options.header ?? hasHeader(first.cells, second?.cells, name);
  const columns = header ? first.cells.map((cell) => cell.trim()) : numberedColumns(first.cells.length);
  checkColumns(name, columns);

  async function* rows(): AsyncGenerator<TableRow> {
    let number = 0;
    const row = ({ cells, line }: CsvRecord): TableRow => {
      number++;
      checkCells(rowName(name, number, line), columns.length, cells.length);
      return { number, line, cells };
    };
    if (!header) yield row(first!);
    if (second !== undefined) yield row(second);
    for await (const record of records) yield row(record);
  }
  return { columns, rows };
}

/** As much of a text as its first line with anything in it takes, and whether that is all. */
async function firstLine(texts: AsyncIterator<string>): Promise<{ head: string; ended: boolean }> {
  let head = "";
  while (head.length < maxLineLength && !/[\r\n]/.test(head.trimStart())) {
    const next = await texts.next();
    if (next.done === true) return { head, ended: true };
    head += next.value;
  }
  return { head, ended: false };
}

async function* chain(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/**
 * Looks how much the parser was given without a row to show for it: it gathers what is in a row, and in quotes that nobody
 * closes, without end.
 */
async function* bounded(
  texts: AsyncIterable<string> | Iterable<string>,
  parser: Parser,
  name: string,
): AsyncGenerator<string> {
  let seen = 0;
  let length = 0;
  for await (const text of texts) {
    const rows = parser.info.records + parser.info.empty_lines;
    if (rows !== seen) length = 0;
    seen = rows;
    length += text.length;
    if (length > maxLineLength + text.length)
      throw tooLong(`${name}, row after line ${parser.info.lines}`, "a row", {
        next: "Is a quote not closed?",
      });
    yield text;
  }
}

function hasHeader(first: readonly string[], second: readonly string[] | undefined, name: string): boolean {
  const found = judgeFirstRow(first, second);
  if (found !== "unclear") return found === "header";
  throw new NescioError({
    code: "invalid-data",
    subject: name,
    expected: "a first row that is clearly a header, or clearly data",
    found: `${first.slice(0, 4).join(", ")}${first.length > 4 ? ", …" : ""}, which may be either`,
    next: "Say whether there is a header.",
  });
}

async function nextOf(records: AsyncIterator<CsvRecord>): Promise<CsvRecord | undefined> {
  const next = await records.next();
  return next.done === true ? undefined : next.value;
}

/** Records, with their lines counted right, and the parser's errors in the project's words. */
async function* inWords(records: AsyncIterable<Parsed>, name: string): AsyncGenerator<CsvRecord> {
  // Within quotes the parser counts the two characters that end a line in Windows as two lines.
  let countedTwice = 0;
  try {
    for await (const { record, info } of records) {
      for (const cell of record) countedTwice += cell.split("\r\n").length - 1;
      yield { cells: record, line: info.lines - countedTwice };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? `, line ${error.lines}` : "";
    throw new NescioError({
      code: "invalid-data",
      subject: `${name}${line}`,
      expected: "cells in quotes from their beginning to their end, with quotes in them written twice",
      found: faults[error.code] ?? error.message,
      cause: error,
    });
  }
}

const faults: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quote that is not closed before the end of the file",
  CSV_INVALID_CLOSING_QUOTE: "more of the cell after its closing quote",
  INVALID_OPENING_QUOTE: "a quote within a cell that does not begin with one",
};
