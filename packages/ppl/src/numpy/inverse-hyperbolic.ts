import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { constant, finite, withDerivatives } from "../math/float.js";
import { anyLogOf, log1pOf } from "../math/log.js";
import { signedAs } from "./hyperbolic.js";

/** From here on x² + 1 and x² − 1 are x², in either type, and no x² overflows below. */
const large = 2 ** 28;

/** log(2x) for large x, also where 2x overflows. Consumes `x`. */
function logOfTwice(x: JaxArray): JaxArray {
  const ln2 = constant(Math.LN2, x);
  return anyLogOf(x).add(ln2);
}

/** The slope 1 / root, and −x / root³ with root = √(x² ± 1) for x bounded by `large`. Consumes all. */
function inverseRoot(size: JaxArray, near: JaxArray, root: JaxArray): [JaxArray, JaxArray] {
  const slope = finite(np.reciprocal(np.where(np.less(large, size.ref), size, root.ref)));
  const ratio = near.div(root);
  return [slope, finite(np.negative(ratio.mul(np.square(slope.ref))))];
}

function arcsinhArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const size = np.absolute(fixed.ref);
  const near = np.minimum(size.ref, large);
  const square = np.square(near.ref);
  const root = np.sqrt(square.ref.add(1));
  // x + √(x² + 1) = 1 + x + x² / (1 + √(x² + 1)), of which the 1 is left out.
  const small = log1pOf(near.ref.add(square.div(root.ref.add(1))));
  const value = np.where(np.less(large, size.ref), logOfTwice(size.ref), small);
  const [slope, second] = inverseRoot(size, near, root);
  return withDerivatives(x, signedAs(value, fixed.ref), slope, signedAs(second, fixed));
}

function arccoshArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const near = np.minimum(fixed.ref, large);
  const above = near.ref.sub(1);
  // √(x² − 1), with all of its digits where x is close to 1.
  const root = np.sqrt(above.ref.mul(above.ref.add(2)));
  const small = log1pOf(above.add(root.ref));
  const value = np.where(np.less(large, fixed.ref), logOfTwice(fixed.ref), small);
  return withDerivatives(x, value, ...inverseRoot(fixed, near, root));
}

function arctanhArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const size = np.absolute(fixed.ref);
  const rest = np.subtract(1, size.ref);
  const value = log1pOf(size.ref.mul(2).div(rest.ref)).mul(0.5);
  const slope = finite(np.reciprocal(rest.mul(size.add(1))));
  const second = fixed.ref.mul(np.square(slope.ref)).mul(2);
  return withDerivatives(x, signedAs(value, fixed), slope, finite(second));
}

/** arsinh(x), elementwise. First and second derivatives are exact. Consumes `x`. */
export const arcsinh = unary({ number: Math.asinh, array: arcsinhArray, half: np.arcsinh });

/** arcosh(x), elementwise: NaN below 1. First and second derivatives are exact, but finite at 1. Consumes `x`. */
export const arccosh = unary({ number: Math.acosh, array: arccoshArray, half: np.arccosh });

/**
 * artanh(x), elementwise: infinite at −1 and 1, NaN beyond. First and second derivatives are exact, but finite at −1 and 1.
 * Consumes `x`.
 */
export const arctanh = unary({ number: Math.atanh, array: arctanhArray, half: np.arctanh });
