import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";
import {
  asFloat,
  constant,
  finite,
  largestFloat32,
  polynomial,
  smallestFloat32,
  withDerivatives,
} from "./float.js";

interface Precision {
  /** Arguments are brought into the octave around 2 to the power of this, by the steps below. */
  readonly base: number;
  /** What numbers below the base are multiplied by first, as a power of two. */
  readonly lift: number;
  readonly steps: readonly number[];
  /** ln 2, in a part whose products with exponents are exact and the rest. */
  readonly ln2: readonly [number, number];
  readonly largest: number;
  readonly smallest: number;
}

const single: Precision = {
  base: -22,
  lift: 127,
  steps: [64, 64, 32, 16, 8, 4, 2, 1],
  ln2: [0.693145751953125, 1.4286068203094173e-6],
  largest: largestFloat32,
  smallest: smallestFloat32,
};

const double: Precision = {
  base: -52,
  lift: 1022,
  steps: [512, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1],
  ln2: [0.6931471805592082, 7.371002565167799e-13],
  largest: Number.MAX_VALUE,
  smallest: Number.MIN_VALUE,
};

// log(1 + f) / f and 1 / (1 + f) for 1 + f from √½ to √2.
const overF = [
  1, -0.4999998829, 0.3333332402, -0.2500158512, 0.2000207167, -0.166091265, 0.1418007872, -0.1324084269,
  0.1291417033, -0.07638592457,
];
const crudeReciprocal = [0.9984709677, -1.009225963, 1.10836999, -0.9142623919];

/** 2 atanh(s) / s, in powers of s². */
const atanh = Array.from({ length: 12 }, (_, k) => 2 / (2 * k + 1));

/**
 * log(x) and 1 / x of positive finite x, subnormals included; the logarithm of the largest or smallest number beyond, NaN
 * for NaN. An exponent is found by halving its range: no bit of x is looked at. Consumes `x`.
 */
export function logAndReciprocal(x: JaxArray): [log: JaxArray, reciprocal: JaxArray] {
  const isDouble = x.dtype === np.float64;
  const p = isDouble ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const bounded = np.minimum(np.maximum(x, c(p.smallest)), c(p.largest));
  const low = np.less(bounded.ref, c(2 ** p.base));
  let m = bounded.mul(np.where(low.ref, c(2 ** p.lift), c(1)));
  let scale = np.where(low.ref, c(2 ** p.lift), c(2 ** -p.base));
  let exponent = np.where(low.ref, c(p.base - p.lift), c(p.base));
  for (const step of p.steps) {
    const high = np.less(c(2 ** (p.base + step - 0.5)), m.ref);
    const factor = np.where(high.ref, c(2 ** -step), c(1));
    exponent = exponent.add(np.where(high, c(step), c(0)));
    scale = scale.mul(factor.ref);
    m = m.mul(factor);
  }
  const f = m.mul(c(2 ** -p.base)).sub(1);
  let inverse: JaxArray;
  let log: JaxArray;
  if (isDouble) {
    inverse = np.reciprocal(f.ref.add(1));
    const s = f.ref.mul(np.reciprocal(f.add(2)));
    log = s.ref.mul(polynomial(s.ref.mul(s), atanh));
  } else {
    inverse = reciprocalNear(f.ref.add(1), polynomial(f.ref, crudeReciprocal));
    // A product, not a sum: the compiler would move the −1 in f to the end of it.
    log = f.ref.mul(polynomial(f, overF));
  }
  const whole = log.add(exponent.ref.mul(c(p.ln2[1]))).add(exponent.mul(c(p.ln2[0])));
  return [whole, inverse.mul(scale).mul(np.where(low, c(2 ** -p.base), c(1)))];
}

/** 1 / x from a guess that is right to a percent or better: two steps of Newton's. Consumes both. */
export function reciprocalNear(x: JaxArray, guess: JaxArray): JaxArray {
  const better = guess.ref.mul(np.subtract(2, x.ref.mul(guess)));
  return better.ref.mul(np.subtract(1, x.mul(better.ref))).add(better);
}

/** Puts right what `logAndReciprocal` does not know: `log` where x is 0, negative or infinite. Consumes both. */
function withEnds(x: JaxArray, log: JaxArray): JaxArray {
  const p = x.dtype === np.float64 ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const positive = np.where(np.less(c(p.largest), x.ref), Infinity, log);
  const zero = np.where(np.less(x.ref, c(p.smallest)), -Infinity, positive);
  return np.where(np.less(x, 0), NaN, zero);
}

/**
 * log(x), elementwise, for float32 to 2·10⁻⁷ (relative) and for float64 to 10⁻¹⁵, in operations that vectorise: −∞ at 0,
 * NaN below, ∞ at ∞. First and second derivatives are exact, but finite at 0. Consumes `x`.
 */
export function fastLog(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return np.log(value);
  const fixed = lax.stopGradient(value.ref);
  const [log, raw] = logAndReciprocal(fixed.ref);
  const inverse = finite(raw);
  const second = finite(np.negative(inverse.ref.mul(inverse.ref)));
  return withDerivatives(value, withEnds(fixed, log), inverse, second);
}

/**
 * log(1 + x), elementwise, right where x is small: float32 to 3·10⁻⁷ (relative), float64 to 10⁻¹⁵; −∞ at −1, NaN below.
 * First and second derivatives are exact, but finite at −1. Consumes `x`.
 */
export function fastLog1p(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return np.log1p(value);
  const fixed = lax.stopGradient(value.ref);
  const sum = fixed.ref.add(1);
  // The maximum changes nothing, but keeps the compiler from turning (x + 1) − 1 into x.
  const lost = fixed.sub(np.maximum(sum.ref, 0).sub(1));
  const [log, raw] = logAndReciprocal(sum.ref);
  const inverse = finite(raw);
  const second = finite(np.negative(inverse.ref.mul(inverse.ref)));
  const result = withEnds(sum, log.add(lost.mul(inverse.ref)));
  return withDerivatives(value, result, inverse, second);
}
