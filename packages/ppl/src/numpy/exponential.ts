import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { expOf } from "../math/exp.js";
import { constant, finite, withDerivatives } from "../math/float.js";
import { scaledByPower } from "../math/power-of-two.js";

/** 2ˣ = 2ᵏ exp(r ln 2) with k the nearest whole number to x: what is raised is exact. Without derivatives. Consumes `x`. */
export function exp2Of(x: JaxArray): JaxArray {
  const [least, largest] = x.dtype === np.float64 ? [-1076, 1025] : [-151, 129];
  const bounded = np.maximum(np.minimum(x, largest), least);
  const k = np.floor(bounded.ref.add(0.5));
  const r = bounded.sub(k.ref);
  const mantissa = expOf(r.mul(constant(Math.LN2, k)));
  return scaledByPower(mantissa, k);
}

function exp2Array(x: JaxArray, fixed: JaxArray): JaxArray {
  const value = exp2Of(fixed);
  const slope = finite(value.ref).mul(constant(Math.LN2, value));
  const second = slope.ref.mul(constant(Math.LN2, value));
  return withDerivatives(x, value, slope, second);
}

/** 2ˣ, elementwise; exact for whole x. First and second derivatives are exact, but finite. Consumes `x`. */
export const exp2 = unary({ number: (x) => 2 ** x, array: exp2Array, half: np.exp2 });
