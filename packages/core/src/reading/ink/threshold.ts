import type { InkMap } from "./ink-map.js";

/** Where ink begins. */
export interface Levels {
  /** What full ink reaches. */
  readonly full: number;
  /** Ink for certain. */
  readonly high: number;
  /** Ink where it hangs together with what is ink for certain. */
  readonly low: number;
}

/** Ink that takes less than this share of the ground's light is faint. */
export const faint = 0.22;
/** Fainter marks than this are the paper's. */
const leastContrast = 0.1;
const leastNoises = 5;
const bins = 200;

/**
 * The levels of a picture's ink by Otsu's method (1979) among all that stands out of the ground, so that neither much paper
 * nor faint lines draw the threshold to themselves; undefined where nothing stands out.
 */
export function levelsOf({ ink, noise }: InkMap): Levels | undefined {
  const floor = Math.max(0.05, 4 * noise);
  const histogram = new Float64Array(bins);
  const { values } = ink;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value > floor) histogram[Math.min(bins - 1, (value * bins) | 0)]++;
  }
  const between = otsu(histogram);
  if (between === undefined) return undefined;
  const full = upper(histogram, between, 0.7);
  if (full < Math.max(leastContrast, leastNoises * noise)) return undefined;
  return { full, high: 0.55 * full, low: Math.max(0.38 * full, Math.min(floor, 0.5 * full)) };
}

/** The bin that parts a histogram best: the largest variance between the parts. */
function otsu(histogram: Float64Array): number | undefined {
  const count = histogram.reduce((sum, value) => sum + value, 0);
  if (count === 0) return undefined;
  const total = histogram.reduce((sum, value, bin) => sum + value * bin, 0);
  let [best, at, below, mass] = [-1, 0, 0, 0];
  histogram.forEach((value, bin) => {
    below += value;
    mass += value * bin;
    if (below === 0 || below === count) return;
    const difference = mass / below - (total - mass) / (count - below);
    const between = below * (count - below) * difference * difference;
    if (between > best) [best, at] = [between, bin];
  });
  return at;
}

/** The value that a share of the pixels above a bin stays under. */
function upper(histogram: Float64Array, above: number, share: number): number {
  const part = histogram.subarray(above + 1);
  const count = part.reduce((sum, value) => sum + value, 0);
  if (count === 0) return (above + 0.5) / bins;
  let left = share * count;
  for (let bin = 0; bin < part.length; bin++) {
    left -= part[bin];
    if (left <= 0) return (above + 1 + bin + 0.5) / bins;
  }
  return 1;
}
