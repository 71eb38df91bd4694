import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";
import { asFloat, constant, polynomial } from "./float.js";
import { isPlain } from "./plain.js";

// jax-js compiles to vector instructions what consists of additions, products, minima, maxima, floor, sqrt, comparisons
// and `where` of 32 bits, and only that: no bit is touched here.

interface Precision {
  /** The exponential of it is 0. */
  readonly low: number;
  /** The exponential of it is infinity. */
  readonly high: number;
  /** 2 ln 2, in a part whose products with small integers are exact and the rest. */
  readonly step: readonly [number, number];
  /** (eʳ − 1 − r) / r² for |r| ≤ ln 2. */
  readonly tail: readonly number[];
  /** 2ᵇ + 1, b one less than the bits of the mantissa. */
  readonly splitter: number;
}

const single: Precision = {
  low: -105,
  high: 90,
  // 2 ln 2 to 14 bits, and what is missing.
  step: [1.38623046875, 6.389236989061883e-5],
  tail: [0.5000003465, 0.1666661424, 0.04166126409, 0.008336097433, 0.001410458668, 0.0001961264664],
  splitter: 2 ** 23 + 1,
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

const double: Precision = {
  low: -746,
  high: 711,
  step: [1.386294361119326, 5.647058112606315e-13],
  tail: Array.from({ length: 16 }, (_, k) => 1 / factorial(k + 2)),
  splitter: 2 ** 52 + 1,
};

/** How often to square a crude power for the one that is wanted. */
const squarings = 10;
/**
 * 2ᵗ in powers of t. Single precision would do with less, but where x is known, jax-js computes ahead of time, in double
 * precision: then nothing is rounded to a power of two, and the crude one has to be right.
 */
const crude = Array.from({ length: 6 }, (_, k) => Math.LN2 ** k / factorial(k));

/**
 * exp(x) as the product of two factors, without derivatives, for finite x within the bounds of its type; NaN stays NaN.
 * x = 2h ln 2 + r, and the factors are eʳ 2ʰ and 2ʰ. The power of two is a crude one rounded to its leading bit, after
 * Veltkamp. Consumes `x`.
 */
export function expFactors(x: JaxArray): [JaxArray, JaxArray] {
  if (isPlain()) return [np.exp(x.ref), np.onesLike(x)];
  const p = x.dtype === np.float64 ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const h = np.floor(x.ref.mul(c(0.5 / Math.LN2)).add(0.5));
  const r = x.add(h.ref.mul(c(-p.step[0]))).add(h.ref.mul(c(-p.step[1])));
  const square = r.ref.mul(r.ref);
  const mantissa = square.mul(polynomial(r.ref, p.tail)).add(r).add(1);
  let power = polynomial(h.mul(2 ** -squarings), crude);
  for (let i = 0; i < squarings; i++) power = power.ref.mul(power);
  const leading = power.ref.mul(c(p.splitter)).add(power.ref.mul(c(-p.splitter)).add(power));
  return [mantissa.mul(leading.ref), leading];
}

/** No lower than the arguments of which exp is 0. Consumes `x`. */
export function boundedBelow(x: JaxArray): JaxArray {
  return np.maximum(x, constant((x.dtype === np.float64 ? double : single).low, x));
}

/**
 * exp(x), elementwise, for float32 to 2·10⁻⁷ (relative) and for float64 to 10⁻¹⁵, in operations that vectorise: jax-js'
 * own is a call for each element, with an error of 4·10⁻⁶ for both. Underflows through the subnormals to 0, overflows
 * to infinity. First and second derivatives are exact, NaN where it overflows. Consumes `x`.
 */
export function fastExp(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return np.exp(value);
  const { high } = value.dtype === np.float64 ? double : single;
  const bounded = boundedBelow(np.minimum(value, constant(high, value)));
  const fixed = lax.stopGradient(bounded.ref);
  const d = bounded.sub(fixed.ref);
  const [first, second] = expFactors(fixed);
  // The factors are finite: their product times a deviation of zero is not, where it overflows.
  return lax.stopGradient(first).mul(d.ref.mul(0.5).add(1).mul(d).add(1)).mul(lax.stopGradient(second));
}
