import { NescioError, type Cell, type TableRow } from "@nescio/core";
import {
  checkCells,
  checkColumns,
  describe,
  numberedColumns,
  placeName,
  rowName,
} from "@nescio/core/internal";
import type { Bytes } from "./bytes.js";
import type { OpenedTable } from "./opened.js";
import { readLines, readText, type Line } from "./text.js";

/** A line's value: an object or an array, with whatever in it. */
type Parsed = readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * Opens a file of JSON Lines (jsonlines.org): in each line an object, whose keys are the columns, or an array of as many values as
 * the first has. Of objects the first line names the columns: one that a later line lacks is missing there (null), and one
 * that it has beyond them is an error. Empty lines are no rows. Nested values are refused.
 *
 * @throws NescioError `invalid-data` with line and column.
 */
export async function openJsonl(bytes: Bytes): Promise<OpenedTable> {
  const { name } = bytes;
  const lines = filled(readLines(readText(bytes.pieces(), name), name));
  const next = await lines.next();
  if (next.done === true)
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: "a table with rows",
      found: "none",
    });
  const first = next.value;
  const named = !Array.isArray(parseLine(first, name));
  const keys = Object.keys(parseLine(first, name));
  const columns = named ? keys : numberedColumns(keys.length);
  checkColumns(name, columns);
  const known = new Set(columns);

  const cellsOf = (line: Line, row: number): Cell[] => {
    const value = parseLine(line, name);
    const place = { file: name, row, line: line.number };
    if (isList(value) === named)
      throw refused(
        rowName(name, row, line.number),
        named ? "an object, as before it" : "an array, as before it",
        value,
      );
    if (isList(value)) checkCells(rowName(name, row, line.number), columns.length, value.length);
    else {
      const extra = Object.keys(value).find((key) => !known.has(key));
      if (extra !== undefined)
        throw new NescioError({
          code: "invalid-data",
          subject: placeName({ ...place, column: extra }),
          expected: "a key that the first line has",
          found: "another",
          next: "Give the first line all keys; null where there is no value.",
        });
    }
    return columns.map((column, index) => {
      const cell = isList(value) ? value[index] : Object.hasOwn(value, column) ? value[column] : null;
      if (isCell(cell)) return cell;
      const expected = "a text, a finite number, true, false or null";
      throw refused(placeName({ ...place, column }), expected, cell, "Give each number a column of its own.");
    });
  };

  async function* rows(): AsyncGenerator<TableRow> {
    let number = 1;
    yield { number, line: first.number, cells: cellsOf(first, number) };
    for await (const line of lines) {
      number++;
      yield { number, line: line.number, cells: cellsOf(line, number) };
    }
  }
  return { columns, rows };
}

async function* filled(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const line of lines) if (line.text.trim() !== "") yield line;
}

function parseLine({ text, number }: Line, name: string): Parsed {
  const subject = rowName(name, 0, number);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NescioError({
      code: "invalid-data",
      subject,
      expected: "JSON, a value a line",
      found: error instanceof Error ? error.message : String(error),
      next: number === 1 && /^\s*[[{]\s*$/.test(text) ? "Write each row in a line of its own." : undefined,
      cause: error,
    });
  }
  if (typeof value === "object" && value !== null) return value as Parsed;
  throw refused(subject, "an object or an array", value);
}

function isList(value: Parsed): value is readonly unknown[] {
  return Array.isArray(value);
}

/** JSON has no infinities, but numbers that are too large become such. */
function isCell(value: unknown): value is Cell {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

function refused(subject: string, expected: string, value: unknown, next?: string): NescioError {
  const nested = typeof value === "object" && value !== null;
  const found = describe(value);
  return new NescioError({ code: "invalid-data", subject, expected, found, next: nested ? next : undefined });
}
