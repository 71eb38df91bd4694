import { numberAt, placeIn, refusedTable, type CellColumn, type CellTable } from "./cell-table.js";
import { placeName } from "./cell.js";
import {
  columnWidth,
  featureCount,
  featureNames,
  type ColumnSchema,
  type NumberColumn,
} from "./column-schema.js";
import { listNames } from "./columns.js";
import { maxEncodedValues } from "./limits.js";
import { chosenRows } from "./rows.js";
import { UnitsCheck } from "./units.js";

export interface EncodeRowsOptions {
  /** Rows of the table, from 0, in the order that is wanted. Default: all. */
  readonly rows?: ArrayLike<number> | undefined;
  /** Whether columns are refused that seem to be in other units than in training (see `UnitsCheck`). Default `refuse`. */
  readonly otherUnits?: "refuse" | "allow" | undefined;
}

/** A cell of a kind that no training row had. */
export interface UnseenCell {
  readonly column: string;
  /** The category; null: the value is missing where in training none was. */
  readonly value: string | null;
}

/** Rows of a table as inputs of a network. */
export interface EncodedRows {
  readonly count: number;
  /** The D inputs' names. */
  readonly features: readonly string[];
  /** [count, D], row-major. Finite. */
  readonly data: Float32Array;
  /** By the row's place among the encoded ones, from 0; only of rows that have some, and at most 16 of each. */
  readonly unseen: ReadonlyMap<number, readonly UnseenCell[]>;
}

/** Numbers farther from the mean are encoded as this many deviations: unfamiliar they are either way, and sums stay finite. */
export const FARTHEST = 1e6;
const MOST_UNSEEN = 16;
/** Rows that are encoded at a time: the columns of a matrix lie side by side, and are read while they are in the cache. */
const BLOCK = 128;

/**
 * Encodes rows by what `inferColumns` learned. A number becomes (x − mean) / deviation, computed in double precision; a category 1
 * in the input of its value and 0 in the others of its column. Where a value is missing the number is 0, as the mean, and the
 * category all 0; their input `missing` is 1. A category that training never had is all 0, and told in `unseen`; so is a missing
 * value where in training none was. Columns that the schema does not have are passed over.
 *
 * @throws NescioError `invalid-data` where columns are missing, have another type than in training (with the first cell's place), or
 *   other units; where there are more than 2²⁸ numbers. `invalid-option` of rows that the table has not.
 */
export function encodeRows(
  columns: readonly ColumnSchema[],
  table: CellTable,
  { rows: chosen, otherUnits = "refuse" }: EncodeRowsOptions = {},
): EncodedRows {
  const rows = chosenRows(table, chosen);
  const names = table.columns.map(({ name }) => name);
  checkHasColumns(columns, table.name, names);
  const width = featureCount(columns);
  const count = rows.length;
  if (count * width > maxEncodedValues) {
    const next = "Take parts of the table.";
    throw refusedTable(table.name, `at most ${maxEncodedValues} numbers`, `${count} × ${width}`, next);
  }
  const data = new Float32Array(count * width);
  const unseen = new Map<number, UnseenCell[]>();
  const onUnseen = (at: number, cell: UnseenCell): void => {
    const cells = unseen.get(at);
    if (cells === undefined) unseen.set(at, [cell]);
    else if (cells.length < MOST_UNSEEN) cells.push(cell);
  };
  const target = { table, rows, data, width, onUnseen };
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const units = new UnitsCheck(table, columns);
  let start = 0;
  const encoders = columns.map((schema, index) => {
    const encoder = columnEncoder(schema, byName.get(schema.name)!, start, target, (x) =>
      units.add(index, x),
    );
    start += columnWidth(schema);
    return encoder;
  });
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(count, from + BLOCK);
    for (const encode of encoders) encode(from, to);
  }
  if (otherUnits === "refuse") units.check(byName, rows);
  return { count, features: featureNames(columns), data, unseen };
}

/**
 * Refuses a table that lacks columns; before its rows are read, too.
 * @throws NescioError `invalid-data` naming those that are missing and those that are expected.
 */
export function checkHasColumns(
  columns: readonly ColumnSchema[],
  table: string,
  names: readonly string[],
): void {
  const has = new Set(names);
  const expected = columns.map(({ name }) => name);
  const lacking = expected.filter((name) => !has.has(name));
  if (lacking.length === 0) return;
  throw refusedTable(
    table,
    `the columns that were learned from: ${listNames(expected)}`,
    `a table without ${listNames(lacking)}, but with ${listNames(names)}`,
    "Does the first row name the columns as in training?",
  );
}

interface EncoderTarget {
  readonly table: CellTable;
  readonly rows: Uint32Array;
  readonly data: Float32Array;
  readonly width: number;
  readonly onUnseen: (at: number, cell: UnseenCell) => void;
}

/** Encodes a column's cells of some of the chosen rows. */
type Encoder = (from: number, to: number) => void;

function columnEncoder(
  schema: ColumnSchema,
  column: CellColumn,
  start: number,
  { table, rows, data, width, onUnseen }: EncoderTarget,
  onNumber: (x: number) => void,
): Encoder {
  const { name } = schema;
  const whereMissing = start + columnWidth(schema) - 1;
  const missingAt = (at: number): void => {
    if (schema.missing) data[at * width + whereMissing] = 1;
    else onUnseen(at, { column: name, value: null });
  };
  if (schema.kind === "number") {
    if (column.type === "text") return absentEncoder(table, column, rows, "a number", missingAt);
    return (from, to) => {
      for (let at = from; at < to; at++) {
        const x = numberAt(column, rows[at]);
        if (Number.isNaN(x)) {
          missingAt(at);
          continue;
        }
        onNumber(x);
        data[at * width + start] = standardized(x, schema);
      }
    };
  }
  if (column.type === "number") return absentEncoder(table, column, rows, "text", missingAt);
  const placeOf = new Map(schema.values.map((value, place) => [value, start + place]));
  const places = column.values.map((value) => placeOf.get(value));
  return (from, to) => {
    for (let at = from; at < to; at++) {
      const code = column.codes[rows[at]];
      if (code < 0) {
        missingAt(at);
        continue;
      }
      const place = places[code];
      if (place === undefined) onUnseen(at, { column: name, value: column.values[code] });
      else data[at * width + place] = 1;
    }
  };
}

function standardized(x: number, { mean, deviation }: NumberColumn): number {
  const difference = x - mean;
  // Of the largest numbers only the difference is too large.
  const z = Number.isFinite(difference) ? difference / deviation : (x / 2 - mean / 2) / (deviation / 2);
  // Not −0, which has other bits than 0.
  return Math.max(-FARTHEST, Math.min(FARTHEST, z)) + 0;
}

/** Of a column of another type, which is none where all is missing. */
function absentEncoder(
  table: CellTable,
  column: CellColumn,
  rows: Uint32Array,
  expected: string,
  missingAt: (at: number) => void,
): Encoder {
  for (const row of rows) {
    const cell = column.type === "number" ? numberAt(column, row) : (column.values[column.codes[row]] ?? NaN);
    if (Number.isNaN(cell)) continue;
    const subject = placeName(placeIn(table, row, column.name));
    throw refusedTable(subject, `${expected}, as in training`, JSON.stringify(cell));
  }
  return (from, to) => {
    for (let at = from; at < to; at++) missingAt(at);
  };
}
