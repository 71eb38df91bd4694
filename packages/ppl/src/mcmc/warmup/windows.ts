/** The slow windows of a warm-up: in each the covariance is estimated anew, and is taken over at its end. */
export interface Windows {
  /** First iteration of the first window. */
  readonly start: number;
  /** Last iterations of the windows, ascending; empty: only the step size adapts. */
  readonly ends: readonly number[];
}

const FAST_START = 75;
const FIRST = 25;
const FAST_END = 50;

/**
 * Stan's schedule (Stan Reference Manual, "HMC algorithm parameters"): 75 fast iterations, slow windows of 25, 50, 100,
 * …, of which the last is extended to meet the final fast ones. Warm-ups too short for one of each are parted
 * 15 : 75 : 10 with one window; those under 20 have none. The first window may be extended as well: with 151 to 199
 * iterations Stan has a second one, of as few as one draw.
 *
 * @param fastEnd Final fast iterations; Stan's are 50.
 */
export function stanWindows(warmup: number, fastEnd = FAST_END): Windows {
  if (warmup < 20) return { start: warmup, ends: [] };
  if (warmup < FAST_START + FIRST + fastEnd) {
    const start = Math.floor(0.15 * warmup);
    return { start, ends: [warmup - Math.floor(0.1 * warmup) - 1] };
  }
  const stop = warmup - fastEnd;
  const ends: number[] = [];
  let begin = FAST_START;
  for (let size = FIRST; begin < stop; size *= 2) {
    // Where the window after this one, twice as long, would not fit, this one takes all that is left.
    const next = begin + size;
    const fits = next + 2 * size <= stop;
    ends.push(fits ? next - 1 : stop - 1);
    begin = fits ? next : stop;
  }
  return { start: FAST_START, ends };
}

/** The same with a last fifth for the step size: what one proposal tells of it is little. */
export function randomWalkWindows(warmup: number): Windows {
  return stanWindows(warmup, Math.max(FAST_END, Math.floor(warmup / 5)));
}
