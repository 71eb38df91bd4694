import { NescioError } from "@nescio/core";

/** How many values fall into each of `counts.length` bins of equal width between `low` and `high`. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
  /** Values under `low`, −∞ included. */
  readonly below: number;
  /** Values over `high`, +∞ included. */
  readonly above: number;
}

export interface HistogramOptions {
  /** Lower edge of the first bin. */
  readonly low: number;
  /** Upper edge of the last bin, which also holds the values equal to it. Greater than `low`. */
  readonly high: number;
  /** Number of bins, at least 1. */
  readonly bins: number;
}

/**
 * Counts values into bins of equal width. A bin holds its lower edge, the last one also its upper edge;
 * what lies outside is counted in `below` and `above`, so no value is lost.
 * Throws `invalid-option` for edges or bins that make no sense and `invalid-data` for NaN.
 */
export function histogram(values: ArrayLike<number>, options: HistogramOptions): Histogram {
  const { low, high, bins } = options;
  if (!Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new NescioError({
      code: "invalid-option",
      subject: "histogram",
      expected: "two finite edges, the lower one first",
      found: `${low} and ${high}`,
    });
  }
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new NescioError({
      code: "invalid-option",
      subject: "histogram",
      expected: "bins to be a positive integer",
      found: String(bins),
    });
  }
  const counts = new Uint32Array(bins);
  let below = 0;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) {
      throw new NescioError({
        code: "invalid-data",
        subject: "histogram",
        expected: "numbers",
        found: `NaN at ${i}`,
      });
    }
    if (value < low) below++;
    else if (value > high) above++;
    else counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++;
  }
  return { low, high, counts, below, above };
}
