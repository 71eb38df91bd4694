import { NescioError } from "../../errors.js";
import type { DatasetSource } from "../dataset.js";
import { numberedColumns, placeName, type Place } from "./cell.js";
import { checkColumns, listNames } from "./columns.js";
import { maxCells } from "./limits.js";

/** A table in memory, column by column, before anything is learned from it. */
export interface CellTable {
  /** What errors are about: the file. */
  readonly name: string;
  /** Rows; at least 1. */
  readonly count: number;
  /** At least one, no two of the same name. */
  readonly columns: readonly CellColumn[];
  /** The line of the file on which each row ends, from 1, where the format has lines. */
  readonly lines?: Uint32Array | undefined;
  /** The number of the first row, where these are a later part of a table. Default 1. */
  readonly firstRow?: number | undefined;
  /** The file that it was read from, where that is known: a model names what it was trained on. */
  readonly sources?: readonly DatasetSource[] | undefined;
}

export type CellColumn = NumberCells | TextCells;
export type CellType = CellColumn["type"];

/** Numbers: of row i the one at `offset + i * stride`, so that the columns of a matrix need no copies. NaN: missing. */
export interface NumberCells {
  readonly type: "number";
  readonly name: string;
  /** Finite, or NaN. */
  readonly values: Float64Array | Float32Array;
  readonly offset: number;
  readonly stride: number;
}

/** Texts: of row i the one that `codes[i]` numbers among the column's different ones. −1: missing. */
export interface TextCells {
  readonly type: "text";
  readonly name: string;
  /** Each once, in the order in which they came; without spaces around them, none empty. */
  readonly values: readonly string[];
  readonly codes: Int32Array;
}

/**
 * A matrix of numbers, as of embeddings, as a table whose columns are views of it.
 *
 * @param data [count, D], row-major; NaN: missing. Kept, not copied.
 * @param names D of them. Default `c0`, `c1`, ….
 * @throws NescioError `invalid-data` where sizes do not fit, or naming row and column of an infinite number.
 */
export function matrixTable(
  name: string,
  data: Float32Array,
  count: number,
  names: readonly string[] = numberedColumns(count > 0 ? Math.floor(data.length / count) : 0),
): CellTable {
  const width = names.length;
  checkColumns(name, names);
  if (!Number.isSafeInteger(count) || count < 1 || data.length !== count * width || data.length > maxCells) {
    const found = `${data.length} numbers for ${count} × ${width}`;
    throw refusedTable(name, `a matrix of at least 1 row and at most ${maxCells} numbers`, found);
  }
  const columns = names.map((column, offset): NumberCells => {
    return { type: "number", name: column, values: data, offset, stride: width };
  });
  const table = { name, count, columns };
  const infinite = data.findIndex((value) => value === Infinity || value === -Infinity);
  if (infinite < 0) return table;
  const place = placeIn(table, Math.floor(infinite / width), names[infinite % width]);
  throw refusedTable(placeName(place), "a finite number", String(data[infinite]));
}

/** A number of a column; NaN: missing. */
export function numberAt({ values, offset, stride }: NumberCells, row: number): number {
  return values[offset + row * stride];
}

/** Whether a row has nothing in a column. */
export function isMissing(column: CellColumn, row: number): boolean {
  return column.type === "number" ? Number.isNaN(numberAt(column, row)) : column.codes[row] < 0;
}

/** Where a cell is, for errors; `row` from 0. */
export function placeIn(
  { name, lines, firstRow = 1 }: Pick<CellTable, "name" | "lines" | "firstRow">,
  row: number,
  column: string,
): Place {
  return { file: name, row: firstRow + row, line: lines?.[row], column };
}

/** @throws NescioError `invalid-option` where the table has no such column. */
export function findColumn(table: CellTable, option: string, name: string): CellColumn {
  const column = table.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const expected = `a column of ${table.name} (${listNames(table.columns.map((each) => each.name))})`;
  throw new NescioError({ code: "invalid-option", subject: option, expected, found: JSON.stringify(name) });
}

export function refusedTable(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found, next });
}
