import { NescioError } from "@nescio/core";
import { np, type JaxArray } from "../jax/jax.js";
import { isFloat } from "../math/float.js";

// All of these are known numbers: they are computed in double precision and rounded once.

type Options = NonNullable<Parameters<typeof np.linspace>[4]>;

/** An array of known numbers; those of whole types are rounded down. */
function arrayOf(numbers: readonly number[], { dtype = np.float32, ...options }: Options = {}): JaxArray {
  if (numbers.length === 0) return np.zeros([0], { dtype, ...options });
  return np.array(isFloat(dtype) ? [...numbers] : numbers.map(Math.floor), { dtype, ...options });
}

/** What a formula makes of `count` points from 0 on, where 1 is the end. */
function spaced(count: number, hasEnd: boolean, at: (t: number) => number, options?: Options): JaxArray {
  if (!Number.isInteger(count) || count < 0) {
    throw new NescioError({
      code: "invalid-program",
      subject: "a number of points",
      expected: "a whole number of at least 0",
      found: `${count}`,
    });
  }
  const steps = Math.max(1, hasEnd ? count - 1 : count);
  return arrayOf(
    Array.from({ length: count }, (_, i) => at(i / steps)),
    options,
  );
}

/** Evenly spaced numbers from `start` to `stop`, float32 by default. */
export function linspace(
  start: number,
  stop: number,
  count = 50,
  hasEnd = true,
  options?: Options,
): JaxArray {
  return spaced(count, hasEnd, (t) => (t === 1 ? stop : start + t * (stop - start)), options);
}

/** Powers of `base` whose exponents are evenly spaced from `start` to `stop`, float32 by default. */
export function logspace(
  start: number,
  stop: number,
  count = 50,
  hasEnd = true,
  base = 10,
  options?: Options,
): JaxArray {
  return spaced(count, hasEnd, (t) => base ** (t === 1 ? stop : start + t * (stop - start)), options);
}

/** Numbers from `start` to `stop`, not 0 and of one sign, of which each is the same times the one before. */
export function geomspace(
  start: number,
  stop: number,
  count = 50,
  hasEnd = true,
  options?: Options,
): JaxArray {
  const sign = Math.sign(start);
  if (sign === 0 || sign !== Math.sign(stop)) {
    throw new NescioError({
      code: "invalid-program",
      subject: "the ends of geomspace",
      expected: "two numbers of one sign",
      found: `${start} and ${stop}`,
    });
  }
  const [from, to] = [Math.log10(Math.abs(start)), Math.log10(Math.abs(stop))];
  const at = (t: number): number => {
    if (t === 0) return start;
    return t === 1 ? stop : sign * 10 ** (from + t * (to - from));
  };
  return spaced(count, hasEnd, at, options);
}

/** Numbers from `start` (0, if there is one argument) up to `stop` without it: int32, or float32 where one has a fraction. */
export function arange(start: number, stop?: number, step = 1, options: Options = {}): JaxArray {
  const isWhole = [start, stop ?? 0, step].every(Number.isInteger);
  const dtype = options.dtype ?? (isWhole ? np.int32 : np.float32);
  if (!isFloat(dtype) || step === 0) return np.arange(start, stop, step, { ...options, dtype });
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const count = Math.max(0, Math.ceil((to - from) / step));
  return arrayOf(
    Array.from({ length: count }, (_, i) => from + i * step),
    { ...options, dtype },
  );
}

/** A window of so many numbers, the sum of cosines of a turn's multiples with these weights; 1 if it is a single one. */
function cosines(weights: readonly number[]): (count: number) => JaxArray {
  const at = (t: number): number =>
    weights.reduce((sum, weight, k) => sum + weight * Math.cos(2 * Math.PI * k * t), 0);
  return (count) => (count === 1 ? np.ones([1]) : spaced(count, true, at));
}

/** The window ½ − ½ cos, named after Hann. */
export const hann = cosines([0.5, -0.5]);

/** Blackman's window. */
export const blackman = cosines([0.42, -0.5, 0.08]);

/** Bartlett's window, a triangle. */
export function bartlett(count: number): JaxArray {
  return count === 1 ? np.ones([1]) : spaced(count, true, (t) => 1 - Math.abs(2 * t - 1));
}
