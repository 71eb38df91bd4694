import { np, type JaxArray } from "../jax/jax.js";
import { arcsineOf, arctangentOf } from "../math/arctangent.js";
import { unary } from "../math/elementwise.js";
import { constant, finite, withDerivatives } from "../math/float.js";
import { isPlain } from "../math/plain.js";

/** 1 / √(1 − x²), and its derivative. Consumes `x`. */
function arcsineSlopes(x: JaxArray): [JaxArray, JaxArray] {
  // Not 1 − x², which has lost its digits where x is close to 1.
  const cosine = np.sqrt(np.subtract(1, x.ref).mul(x.ref.add(1)));
  const slope = finite(np.reciprocal(cosine));
  return [slope.ref, finite(x.mul(slope.ref).mul(np.square(slope)))];
}

function asinArray(x: JaxArray, fixed: JaxArray): JaxArray {
  return withDerivatives(x, arcsineOf(fixed.ref), ...arcsineSlopes(fixed));
}

/** By the sine of half of the angle where x is large, by that of what is missing from π/2 where it is small. */
function acosArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const pi = constant(Math.PI, fixed);
  const quarter = constant(Math.PI / 2, fixed);
  const size = np.absolute(fixed.ref);
  const isLarge = np.less(0.5, size.ref);
  const half = np.sqrt(np.subtract(1, size).mul(0.5));
  const arcsine = arcsineOf(np.where(isLarge.ref, half, fixed.ref));
  const twice = arcsine.ref.mul(2);
  const far = np.where(np.less(fixed.ref, 0), np.subtract(pi, twice.ref), twice);
  const value = np.where(isLarge, far, np.subtract(quarter, arcsine));
  const [slope, second] = arcsineSlopes(fixed);
  return withDerivatives(x, value, np.negative(slope), np.negative(second));
}

function atanArray(x: JaxArray, fixed: JaxArray): JaxArray {
  if (isPlain()) {
    fixed.dispose();
    return np.atan(x);
  }
  const slope = np.reciprocal(np.square(fixed.ref).add(1));
  const second = np.negative(finite(fixed.ref)).mul(np.square(slope.ref)).mul(2);
  return withDerivatives(x, arctangentOf(fixed), slope, second);
}

/** arcsin x, elementwise: NaN beyond −1 and 1. First and second derivatives are exact, but finite. Consumes `x`. */
export const asin = unary({ number: Math.asin, array: asinArray, half: np.asin });

/** arccos x, elementwise: NaN beyond −1 and 1. First and second derivatives are exact, but finite. Consumes `x`. */
export const acos = unary({ number: Math.acos, array: acosArray, half: np.acos });

/** arctan x, elementwise. First and second derivatives are exact. Consumes `x`. */
export const atan = unary({ number: Math.atan, array: atanArray, half: np.atan });
