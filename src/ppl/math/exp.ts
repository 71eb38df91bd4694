import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";
import { asFloat, constant, finite, polynomial, withDerivatives } from "./float.js";

// jax-js compiles to vector instructions what consists of additions, products, minima, maxima, floor, sqrt, comparisons
// and `where` of 32 bits, and only that: no bit is touched here.

interface Precision {
  /** Arguments beyond it give 0. */
  readonly low: number;
  /** Arguments beyond it give infinity. */
  readonly high: number;
  /** 2 ln 2, in a part whose products with small integers are exact and the rest. */
  readonly step: readonly [number, number];
  /** (eʳ − 1 − r) / r² for |r| ≤ ln 2. */
  readonly tail: readonly number[];
  /** 2ᵗ for |t| ≤ 0.6, to some hundredths of a percent. */
  readonly crude: readonly number[];
  /** How often to square the crude power for the one that is wanted. */
  readonly squarings: number;
  /** 2ᵇ + 1, b one less than the bits of the mantissa. */
  readonly splitter: number;
}

const single: Precision = {
  low: -105,
  high: 90,
  // 2 ln 2 to 14 bits, and what is missing.
  step: [1.38623046875, 6.389236989061883e-5],
  tail: [
    0.4999999999, 0.1666667006, 0.04166667441, 0.008332770289, 0.001388808507, 0.0002007474442,
    2.506828232e-5,
  ],
  crude: [0.9998430597, 0.6930928675, 0.2437078028, 0.05610671951],
  squarings: 7,
  splitter: 2 ** 23 + 1,
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

const double: Precision = {
  low: -746,
  high: 711,
  step: [1.386294361119326, 5.647058112606315e-13],
  tail: Array.from({ length: 16 }, (_, k) => 1 / factorial(k + 2)),
  crude: Array.from({ length: 6 }, (_, k) => Math.LN2 ** k / factorial(k)),
  squarings: 10,
  splitter: 2 ** 52 + 1,
};

/**
 * exp(x) without derivatives, for float32 and float64; NaN stays NaN. x = 2h ln 2 + r, and eˣ = eʳ 2ʰ 2ʰ. The power of
 * two is that of a crude polynomial rounded to its leading bit, after Veltkamp. Consumes `x`.
 */
export function expOf(x: JaxArray): JaxArray {
  const p = x.dtype === np.float64 ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const bounded = np.maximum(np.minimum(x, c(p.high)), c(p.low));
  const h = np.floor(bounded.ref.mul(c(0.5 / Math.LN2)).add(0.5));
  const r = bounded.add(h.ref.mul(c(-p.step[0]))).add(h.ref.mul(c(-p.step[1])));
  const square = r.ref.mul(r.ref);
  const mantissa = square.mul(polynomial(r.ref, p.tail)).add(r).add(1);
  let power = polynomial(h.mul(2 ** -p.squarings), p.crude);
  for (let i = 0; i < p.squarings; i++) power = power.ref.mul(power);
  const scaled = power.ref.mul(c(p.splitter));
  const leading = scaled.ref.sub(scaled.sub(power));
  return mantissa.mul(leading.ref).mul(leading);
}

/**
 * exp(x), elementwise, for float32 to 2·10⁻⁷ (relative) and for float64 to 10⁻¹⁵, in operations that vectorise: jax-js'
 * own is a call for each element and has the accuracy of float32 for float64 too. Underflows through the subnormals to
 * 0, overflows to infinity. First and second derivatives are exact, but finite, and 0 at infinity. Consumes `x`.
 */
export function fastExp(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return np.exp(value);
  const result = expOf(lax.stopGradient(value.ref));
  const slope = finite(result.ref);
  return withDerivatives(value, result, slope.ref, slope);
}
