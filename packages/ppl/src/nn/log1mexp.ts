import { nn, np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { expm1Of } from "../math/expm1.js";
import { constant, finite, withDerivatives } from "../math/float.js";
import { anyLogOf, log1pOf } from "../math/log.js";

function log1mexpArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const ln2 = constant(Math.LN2, fixed);
  const isNear = np.less(fixed.ref, ln2);
  const [minus, exp] = expm1Of(np.negative(fixed));
  const rest = np.negative(minus);
  const value = np.where(isNear, anyLogOf(rest.ref), log1pOf(np.negative(exp.ref)));
  const slope = finite(exp.div(rest));
  const second = finite(np.negative(slope.ref.mul(slope.ref.add(1))));
  return withDerivatives(x, value, slope, second);
}

function log1mexpNumber(x: number): number {
  return x < Math.LN2 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x));
}

/**
 * log(1 − exp(−x)), elementwise: −∞ at 0, NaN below (Mächler 2012, Accurately computing log(1 − exp(−|a|))). First and second
 * derivatives are exact, but finite at 0. Consumes `x`.
 */
export const log1mexp = unary({ number: log1mexpNumber, array: log1mexpArray, half: nn.log1mexp });
