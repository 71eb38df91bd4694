import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastExp } from "./exp.js";
import { asFloat, polynomial, withDerivatives } from "./float.js";

// (exp(x) − 1) / x = 1 + x/2! + x²/3! + …, to the last bit of each type for |x| ≤ 1.
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const series = (terms: number): number[] => Array.from({ length: terms }, (_, k) => 1 / factorial(k + 1));
const single = series(10);
const double = series(18);

/**
 * exp(x) − 1, elementwise, right where x is small, for float32 to 3·10⁻⁷ (relative) and for float64 to 10⁻¹⁵: jax-js' own
 * is single precision for both. First and second derivatives are exact, but finite. Consumes `x`.
 */
export function expm1(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  const fixed = lax.stopGradient(value.ref);
  const isSmall = np.less(np.absolute(fixed.ref), 1);
  const near = np.where(isSmall.ref, fixed.ref, 0);
  const around = near.ref.mul(polynomial(near, value.dtype === np.float64 ? double : single));
  const exp = fastExp(fixed);
  const result = np.where(isSmall, around, exp.ref.sub(1));
  const slope = np.minimum(exp, np.finfo(value.dtype).max);
  return withDerivatives(value, result, slope.ref, slope);
}
