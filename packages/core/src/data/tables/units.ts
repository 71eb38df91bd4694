import { quantileInPlace } from "../../math/quantile.js";
import { refusedTable, type CellColumn, type CellTable } from "./cell-table.js";
import type { ColumnSchema, NumberColumn } from "./column-schema.js";
import { numbersAt, summarize } from "./number-summary.js";

/** Fewer rows may all be strange ones. */
const LEAST_ROWS = 20;
/** In ranges of the training rows, beyond them. */
const RANGES = 10;
/** In the largest magnitude of the training rows: of years, a decade later is ten ranges away, and no other unit. */
const MAGNITUDES = 0.5;
/** Of numbers that all had one sign, those nearer to 0 than the nearest by this factor. */
const NEARER = 10;

/** Beyond which a number is one in another unit, if most others are. */
interface Bounds {
  readonly low: number;
  readonly high: number;
  /** Between −near and near, 0 left out; 0: nowhere. */
  readonly near: number;
}

/**
 * Whether a batch of rows has columns in other units than in training: where the median lies more than ten times the training
 * range away from it (and half the largest magnitude), or ten times nearer to 0 than any training row that was never 0. Strange
 * rows are no fault, for each is told apart when it is decided about; but where most rows of 20 or more are strange in this
 * way, none of the answers would be one about them.
 */
export class UnitsCheck {
  readonly #bounds: readonly (Bounds | undefined)[];
  readonly #counts: Uint32Array;

  constructor(
    private readonly table: CellTable,
    private readonly columns: readonly ColumnSchema[],
  ) {
    this.#bounds = columns.map((column) => (column.kind === "number" ? boundsOf(column) : undefined));
    // Of each column: numbers, those above, below, and nearer to 0.
    this.#counts = new Uint32Array(columns.length * 4);
  }

  /** Takes a number into account. */
  add(column: number, x: number): void {
    const counts = this.#counts;
    const bounds = this.#bounds[column];
    if (bounds === undefined) return;
    counts[4 * column]++;
    if (x > bounds.high) counts[4 * column + 1]++;
    else if (x < bounds.low) counts[4 * column + 2]++;
    else if (x !== 0 && Math.abs(x) < bounds.near) counts[4 * column + 3]++;
  }

  /** @throws NescioError `invalid-data` of the first column in other units. */
  check(cells: ReadonlyMap<string, CellColumn>, rows: Uint32Array): void {
    for (const [index, column] of this.columns.entries()) {
      const [count, ...beyond] = this.#counts.subarray(4 * index, 4 * index + 4);
      if (count < LEAST_ROWS || beyond.every((part) => 2 * part <= count)) continue;
      throw this.#refused(column as NumberColumn, cells.get(column.name)!, rows);
    }
  }

  #refused({ name, min, max }: NumberColumn, cells: CellColumn, rows: Uint32Array): Error {
    const numbers =
      cells.type === "number" ? numbersAt(cells, rows).filter((x) => !Number.isNaN(x)) : new Float64Array(1);
    const found = summarize(numbers);
    const median = quantileInPlace(numbers, 0.5);
    return refusedTable(
      `${this.table.name}, column ${JSON.stringify(name)}`,
      `numbers like those of training, from ${shown(min)} to ${shown(max)}`,
      `numbers from ${shown(found.min)} to ${shown(found.max)}, with a median of ${shown(median)}`,
      "Are they in other units? Convert them to those of training.",
    );
  }
}

function boundsOf({ min, max }: NumberColumn): Bounds | undefined {
  if (min === max) return undefined;
  const beyond = Math.max(RANGES * (max - min), MAGNITUDES * Math.max(Math.abs(min), Math.abs(max)));
  const near = min > 0 || max < 0 ? Math.min(Math.abs(min), Math.abs(max)) / NEARER : 0;
  return { low: min - beyond, high: max + beyond, near };
}

const shown = (x: number): string => String(Number(x.toPrecision(6)));
