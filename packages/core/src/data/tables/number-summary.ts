import { numberAt, type NumberCells } from "./cell-table.js";

/** Numbers of a column in a few numbers. */
export interface NumberSummary {
  /** That are not missing. */
  readonly present: number;
  /** NaN where all are missing, as mean and max. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the population, not of a sample: numbers that are standardised by it have deviation 1. */
  readonly deviation: number;
}

/** A column's numbers at some rows, in their order; NaN: missing. */
export function numbersAt(column: NumberCells, rows: Uint32Array): Float64Array {
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) numbers[i] = numberAt(column, rows[i]);
  return numbers;
}

export function summarize(numbers: Float64Array): NumberSummary {
  let [present, min, max] = [0, Infinity, -Infinity];
  for (const x of numbers) {
    if (Number.isNaN(x)) continue;
    present++;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (present === 0) return { present, min: NaN, max: NaN, mean: NaN, deviation: 0 };
  // Of numbers between −1 and 1, so that squares and sums neither overflow nor vanish.
  const middle = min / 2 + max / 2;
  const half = max / 2 - min / 2;
  if (half === 0) return { present, min, max, mean: min, deviation: 0 };
  let sum = 0;
  for (const x of numbers) if (!Number.isNaN(x)) sum += (x - middle) / half;
  const mean = sum / present;
  let squares = 0;
  for (const x of numbers) if (!Number.isNaN(x)) squares += ((x - middle) / half - mean) ** 2;
  return {
    ...{ present, min, max },
    mean: Math.min(max, Math.max(min, middle + half * mean)),
    deviation: half * Math.sqrt(squares / present),
  };
}
