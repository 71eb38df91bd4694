import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { expOf } from "../math/exp.js";
import { constant, finite, withDerivatives } from "../math/float.js";
import { logOf } from "../math/log.js";
import { signedAs } from "./hyperbolic.js";

/** The cube root of positive finite numbers: one of Newton's steps from what exp and log say. Consumes `x`. */
function cubeRootOf(x: JaxArray): JaxArray {
  const third = constant(1 / 3, x);
  const near = expOf(logOf(x.ref).mul(third));
  const excess = near.ref.sub(x.div(np.square(near.ref)));
  return near.sub(excess.mul(constant(1 / 3, near)));
}

function cbrtArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const size = np.absolute(fixed.ref);
  const isOrdinary = np.logicalAnd(np.less(0, size.ref), np.less(size.ref, Infinity));
  const root = cubeRootOf(np.where(isOrdinary.ref, size.ref, 1));
  const value = signedAs(np.where(isOrdinary, root, size), fixed);
  const slope = finite(np.reciprocal(np.square(value.ref).mul(3)));
  const second = finite(np.square(slope.ref).div(value.ref).mul(-2));
  return withDerivatives(x, value.ref, slope, np.where(np.equal(value, 0), 0, second));
}

/** The cube root, elementwise. First and second derivatives are exact, but finite at 0. Consumes `x`. */
export const cbrt = unary({ number: Math.cbrt, array: cbrtArray, half: np.cbrt });
