import { lax, np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { unary } from "./elementwise.js";
import { constant, polynomial } from "./float.js";
import { isPlain } from "./plain.js";
import { powerOfTwo } from "./power-of-two.js";

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
}

const single: Precision = {
  low: -105,
  high: 90,
  // 2 ln 2 to 14 bits, and what is missing.
  step: [1.38623046875, 6.389236989061883e-5],
  tail: [0.5000003465, 0.1666661424, 0.04166126409, 0.008336097433, 0.001410458668, 0.0001961264664],
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

const double: Precision = {
  low: -746,
  high: 711,
  step: [1.386294361119326, 5.647058112606315e-13],
  tail: Array.from({ length: 16 }, (_, k) => 1 / factorial(k + 2)),
};

/**
 * exp(x) as the product of two factors, without derivatives, for finite x within the bounds of its type; NaN stays NaN.
 * x = 2h ln 2 + r, and the factors are eʳ 2ʰ and 2ʰ. Consumes `x`.
 */
export function expFactors(x: JaxArray): [JaxArray, JaxArray] {
  if (isPlain()) return [np.exp(x.ref), np.onesLike(x)];
  const p = x.dtype === np.float64 ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const h = np.floor(x.ref.mul(c(0.5 / Math.LN2)).add(0.5));
  const r = x.add(h.ref.mul(c(-p.step[0]))).add(h.ref.mul(c(-p.step[1])));
  const square = r.ref.mul(r.ref);
  const mantissa = square.mul(polynomial(r.ref, p.tail)).add(r).add(1);
  const leading = powerOfTwo(h);
  return [mantissa.mul(leading.ref), leading];
}

/** No lower than the arguments of which exp is 0. Consumes `x`. */
export function boundedBelow(x: JaxArray): JaxArray {
  return np.maximum(x, constant((x.dtype === np.float64 ? double : single).low, x));
}

/** No higher than the arguments of which exp is infinite. Consumes `x`. */
function boundedAbove(x: JaxArray): JaxArray {
  return np.minimum(x, constant((x.dtype === np.float64 ? double : single).high, x));
}

/** exp(x) without derivatives, for any x. Consumes `x`. */
export function expOf(x: JaxArray): JaxArray {
  if (isPlain()) return np.exp(x);
  const [first, second] = expFactors(boundedBelow(boundedAbove(x)));
  return first.mul(second);
}

function expArray(x: JaxArray, fixed: JaxArray): JaxArray {
  fixed.dispose();
  if (isPlain()) return np.exp(x);
  const bounded = boundedBelow(boundedAbove(x));
  const middle = lax.stopGradient(bounded.ref);
  const d = bounded.sub(middle.ref);
  const [first, second] = expFactors(middle);
  // The factors are finite: their product times a deviation of zero is not, where it overflows.
  return lax.stopGradient(first).mul(d.ref.mul(0.5).add(1).mul(d).add(1)).mul(lax.stopGradient(second));
}

/**
 * exp(x), elementwise, for float32 to 2·10⁻⁷ (relative) and for float64 to 10⁻¹⁵: jax-js' own is a call for each element,
 * with an error of 4·10⁻⁶ for both. Underflows through the subnormals to 0, overflows to infinity. First and second
 * derivatives are exact, NaN or infinite where it overflows. Consumes `x`.
 */
export const fastExp = unary({ number: Math.exp, array: expArray, half: np.exp });
