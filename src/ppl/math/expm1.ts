import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastExp } from "./exp.js";
import { asFloat, withDerivatives } from "./float.js";
import { fastLog } from "./log.js";

/**
 * exp(x) − 1, elementwise, right where x is small: jax-js' own is single precision for float64 too. By Kahan's
 * (u − 1) x / log u, u = exp(x), whose rounding errors cancel. First and second derivatives are exact. Consumes `x`.
 */
export function expm1(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  const fixed = lax.stopGradient(value.ref);
  const small = np.less(np.absolute(fixed.ref), 1);
  const near = np.where(small.ref, fixed.ref, 1);
  const u = fastExp(near.ref);
  const one = np.equal(u.ref, 1);
  const quotient = near.ref.div(fastLog(np.where(one.ref, 2, u.ref)));
  const around = np.where(one, near, u.sub(1).mul(quotient));
  const exp = fastExp(fixed);
  const result = np.where(small, around, exp.ref.sub(1));
  const { max } = np.finfo(value.dtype);
  const slope = np.minimum(exp, max);
  return withDerivatives(value, result, slope.ref, slope);
}
