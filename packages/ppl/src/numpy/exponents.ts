import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat, together } from "../math/float.js";
import { split } from "../math/log.js";
import { scaledByPower } from "../math/power-of-two.js";
import { exp2 } from "./exponential.js";

/** x = m 2ᵉ with |m| from ½ to 1: m, and e as int32. 0 and what is not finite stay as they are, e is 0. Consumes `x`. */
export function frexp(x: Operand): [JaxArray, JaxArray] {
  const value = asFloat(x);
  const size = np.absolute(lax.stopGradient(value.ref));
  const isOrdinary = np.logicalAnd(np.less(0, size.ref), np.less(size.ref, Infinity));
  const [mantissa, near] = split(np.where(isOrdinary.ref, size, 0.5));
  const exponent = near.add(np.where(np.less(mantissa, 1), 0, 1));
  const part = scaledByPower(value.ref, np.negative(exponent.ref));
  return [np.where(isOrdinary.ref, part, value), np.where(isOrdinary, exponent, 0).astype(np.int32)];
}

/** x 2ᵏ, in two steps where 2ᵏ is beyond the floats. Consumes both. */
export function ldexp(x: Operand, k: Operand): JaxArray {
  const [value, exponent] = together(x, k);
  const half = np.floor(lax.stopGradient(exponent.ref).mul(0.5));
  return value.mul(exp2(half.ref)).mul(exp2(exponent.sub(half)));
}
