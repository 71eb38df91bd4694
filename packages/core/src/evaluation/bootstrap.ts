import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import { mostOf } from "../math/share-count.js";
import { randomStream } from "../math/streams.js";

/** A confidence interval. */
export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** How often the images are drawn anew; at least 1. Default 1,000. */
  readonly resamples?: number;
  /** Confidence level, in (0, 1). Default 0.95. */
  readonly level?: number;
  /** Unsigned 32-bit seed; the same seed gives the same intervals. Default `defaultSeed`. */
  readonly seed?: number;
}

/**
 * Percentile bootstrap intervals (Efron & Tibshirani 1993, chapter 13) of figures over images: the images are drawn with replacement, as
 * many as there are, and the figures computed again. They say how much a figure depends on which images were
 * in the test set, not how much on the training.
 *
 * A resample is handed over as counts, how often each image was drawn, so that figures that need the images
 * in some order have to sort them only once.
 *
 * @param sizes - Images of each group; every group is drawn from by itself.
 * @param figures - The figures under the counts `[images of all groups]`; the array is used again for the next
 *   resample. NaN where a resample does not have a figure; it is then left out of that figure's interval.
 * @returns One interval per figure; `[NaN, NaN]` where no resample had the figure.
 * @throws NescioError `invalid-option` for a group without images, or resamples or a level out of range.
 */
export function bootstrap(
  sizes: readonly number[],
  figures: (counts: Uint32Array) => readonly number[],
  { resamples = 1000, level = 0.95, seed = defaultSeed }: BootstrapOptions = {},
): Interval[] {
  const wrong = (what: string, expected: string, found: number): never => {
    throw new NescioError({
      code: "invalid-option",
      subject: `bootstrap, ${what}`,
      expected,
      found: String(found),
    });
  };
  for (const size of sizes) {
    if (!Number.isSafeInteger(size) || size < 1) wrong("images", "at least one in every group", size);
  }
  if (!Number.isSafeInteger(resamples) || resamples < 1) wrong("resamples", "a positive integer", resamples);
  if (!(level > 0 && level < 1)) wrong("level", "a share between 0 and 1", level);
  const random = randomStream("bootstrap", seed);
  const counts = new Uint32Array(sizes.reduce((sum, size) => sum + size, 0));
  const columns: number[][] = [];
  for (let resample = 0; resample < resamples; resample++) {
    counts.fill(0);
    let from = 0;
    for (const size of sizes) {
      // A 32-bit number times the size: less than one part in 10⁵ from uniform up to 40,000 images.
      const scale = size * 2 ** -32;
      for (let i = 0; i < size; i++) counts[from + Math.floor(random.uint32() * scale)]++;
      from += size;
    }
    figures(counts).forEach((value, i) => (columns[i] ??= []).push(value));
  }
  return columns.map((values) => percentiles(values, level));
}

function percentiles(values: readonly number[], level: number): Interval {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  if (sorted.length === 0) return [NaN, NaN];
  const outside = mostOf((1 - level) / 2, sorted.length);
  return [sorted[outside], sorted[sorted.length - 1 - outside]];
}

/** The mean of `values` where image i counts `counts[i]` times: a figure for {@link bootstrap}. */
export function weightedMean(values: ArrayLike<number>, counts: ArrayLike<number>): number {
  let sum = 0;
  let images = 0;
  for (let i = 0; i < values.length; i++) {
    // 0 times Infinity would be NaN.
    if (counts[i] > 0) sum += values[i] * counts[i];
    images += counts[i];
  }
  return sum / images;
}

/**
 * The interval of a share. Of what never happened in n images no resample makes anything happen: where the
 * share is 0 or 1, the far end is that of Clopper & Pearson 1934 instead, `(α/2)^(1/n)` from the other side.
 */
export function shareInterval(share: number, images: number, resampled: Interval, level = 0.95): Interval {
  const least = ((1 - level) / 2) ** (1 / images);
  if (share === 0) return [0, 1 - least];
  return share === 1 ? [least, 1] : resampled;
}
