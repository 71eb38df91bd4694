import type { Random } from "../../../../packages/core/src/math/random.js";

/** The slope of a function in a direction, as finite differences have it. */
export interface Slope {
  readonly slope: number;
  /** How much two step sizes differ about it: large at kinks and jumps. */
  readonly doubt: number;
  /** What rounding may contribute. */
  readonly rounding: number;
}

/** How a slope is measured. */
export interface Measure {
  readonly step: number;
  /** Relative precision of the function's values. */
  readonly precision: number;
  /** How far the slope may be from the gradient's, relative to the largest number of the gradient. */
  readonly tolerance: number;
}

/** For values of single precision, which jax-js' exponentials and logarithms have in either type. */
export const coarse: Measure = { step: 0.02, precision: 1e-6, tolerance: 2e-3 };

/** For values of double precision. */
export const fine: Measure = { step: 0.002, precision: 1e-13, tolerance: 1e-6 };

/**
 * The derivative of `f` at t = 0 by central differences with two steps, extrapolated (Richardson): its error is of fourth
 * order. A kink within the steps shows in their slopes, one in their middle in how they bend: a smooth function's second
 * difference over the step halves with it.
 */
export function slopeOf(f: (t: number) => number, { step, precision }: Measure): Slope {
  const [far, near, middle, before, farBefore] = [1, 0.5, 0, -0.5, -1].map((t) => f(t * step));
  const wide = (far - farBefore) / (2 * step);
  const narrow = (near - before) / step;
  const bend = (far - 2 * middle + farBefore) / step;
  const narrowBend = (near - 2 * middle + before) / (step / 2);
  return {
    slope: (4 * narrow - wide) / 3,
    doubt: Math.max(Math.abs(narrow - wide), Math.abs(2 * narrowBend - bend)),
    rounding: (precision * Math.max(1, Math.abs(middle))) / step,
  };
}

/** A direction of steps: independent numbers of magnitude 0.25 to 1, so that no coordinate is left out. */
export function direction(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => {
    const u = random.uniform() - 0.5;
    return Math.sign(u) * (0.25 + 1.5 * Math.abs(u));
  });
}
