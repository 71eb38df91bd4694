import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "./elementwise.js";
import { expOf } from "./exp.js";
import { finite, polynomial, withDerivatives } from "./float.js";
import { isPlain } from "./plain.js";

// (exp(x) − 1) / x = 1 + x/2! + x²/3! + …, to the last bit of each type for |x| ≤ 1.
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const series = (terms: number): number[] => Array.from({ length: terms }, (_, k) => 1 / factorial(k + 1));
const single = series(10);
const double = series(18);

/** exp(x) − 1 and exp(x), without derivatives. Consumes `x`. */
export function expm1Of(x: JaxArray): [expm1: JaxArray, exp: JaxArray] {
  const exp = expOf(x.ref);
  const isSmall = np.less(np.absolute(x.ref), 1);
  const around = isPlain() ? byLogarithm(x, exp.ref) : bySeries(x, isSmall.ref);
  return [np.where(isSmall, around, exp.ref.sub(1)), exp];
}

/** By a series, where `isSmall`. Consumes both. */
function bySeries(x: JaxArray, isSmall: JaxArray): JaxArray {
  const near = np.where(isSmall, x, 0);
  return near.ref.mul(polynomial(near.ref, near.dtype === np.float64 ? double : single));
}

/**
 * From an exponential and its logarithm, whose errors cancel: (u − 1) / log u is the same for x's exponential and a
 * rounded one (Kahan; Higham 2002, Accuracy and Stability of Numerical Algorithms, algorithm 2 of section 1.14.1).
 * Consumes both.
 */
function byLogarithm(x: JaxArray, exp: JaxArray): JaxArray {
  const difference = exp.ref.sub(1);
  const corrected = difference.ref.mul(x.ref.div(np.log(exp)));
  return np.where(np.equal(difference, 0), x, corrected);
}

function expm1Array(x: JaxArray, fixed: JaxArray): JaxArray {
  const [value, exp] = expm1Of(fixed);
  const slope = finite(exp);
  return withDerivatives(x, value, slope.ref, slope);
}

/**
 * exp(x) − 1, elementwise, right where x is small, for float32 to 3·10⁻⁷ (relative) and for float64 to 10⁻¹⁵: jax-js' own
 * is single precision for both. First and second derivatives are exact, but finite. Consumes `x`.
 */
export const expm1 = unary({ number: Math.expm1, array: expm1Array, half: np.expm1 });
