import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { expOf } from "../math/exp.js";
import { expm1Of } from "../math/expm1.js";
import { constant, finite, withDerivatives } from "../math/float.js";

/** From here on exp(−x) adds nothing to exp(x), in either type. */
const large = 22;

/** x with the sign of `like`. Consumes both. */
export function signedAs(x: JaxArray, like: JaxArray): JaxArray {
  return np.where(np.less(like, 0), np.negative(x.ref), x);
}

/** exp(x) / 2 for large x, also where exp(x) overflows: x − 1 is exact. Consumes `x`. */
function halfExp(x: JaxArray): JaxArray {
  const half = constant(Math.E / 2, x);
  return expOf(x.sub(1)).mul(half);
}

/** sinh |x| and cosh x, without derivatives. Consumes `x`. */
function sinhAndCosh(x: JaxArray): [JaxArray, JaxArray] {
  const size = np.absolute(x);
  const isLarge = np.less(large, size.ref);
  const far = halfExp(size.ref);
  const [expm1, exp] = expm1Of(size);
  const inverse = np.reciprocal(exp.ref);
  const sinh = expm1.ref.add(expm1.mul(inverse.ref)).mul(0.5);
  const cosh = exp.add(inverse).mul(0.5);
  return [np.where(isLarge.ref, far.ref, sinh), np.where(isLarge, far, cosh)];
}

function sinhArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const [size, cosh] = sinhAndCosh(fixed.ref);
  const sinh = signedAs(size, fixed);
  return withDerivatives(x, sinh.ref, finite(cosh), finite(sinh));
}

function coshArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const [size, cosh] = sinhAndCosh(fixed.ref);
  return withDerivatives(x, cosh.ref, finite(signedAs(size, fixed)), finite(cosh));
}

/** tanh(x) = (1 − e) / (1 + e) with e = exp(−2|x|), and its derivative 4e / (1 + e)². */
function tanhArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const [minus, e] = expm1Of(np.absolute(fixed.ref).mul(-2));
  const sum = minus.ref.add(2);
  const tanh = signedAs(np.negative(minus.div(sum.ref)), fixed);
  const slope = e.mul(4).div(np.square(sum));
  const second = tanh.ref.mul(slope.ref).mul(-2);
  return withDerivatives(x, tanh, slope, second);
}

/** sinh(x), elementwise. First and second derivatives are exact, but finite. Consumes `x`. */
export const sinh = unary({ number: Math.sinh, array: sinhArray, half: np.sinh });

/** cosh(x), elementwise. First and second derivatives are exact, but finite. Consumes `x`. */
export const cosh = unary({ number: Math.cosh, array: coshArray, half: np.cosh });

/** tanh(x), elementwise. First and second derivatives are exact. Consumes `x`. */
export const tanh = unary({ number: Math.tanh, array: tanhArray, half: np.tanh });
