import { np, type JaxArray } from "../jax/jax.js";
import { arctangentOf } from "../math/arctangent.js";
import { binary } from "../math/elementwise.js";
import { constant, deviation, finite } from "../math/float.js";

// Length and angle of a point of the plane are the real and imaginary part of its logarithm. By that, a small step from z
// changes them as w − w²/2 does, w the step divided by z: which has all of the first and second derivatives.

/** |(x, y)| without derivatives. Consumes both. */
function lengthOf(x: JaxArray, y: JaxArray): JaxArray {
  const [a, b] = [np.absolute(x), np.absolute(y)];
  const [large, small] = [np.maximum(a.ref, b.ref), np.minimum(a, b)];
  const isOrdinary = np.logicalAnd(np.less(0, large.ref), np.less(large.ref, Infinity));
  const ratio = small.div(np.where(isOrdinary.ref, large.ref, 1));
  const length = large.ref.mul(np.sqrt(np.square(ratio).add(1)));
  return np.where(isOrdinary, length, large);
}

/** A small step relative to a point: real and imaginary part of w. Consumes all. */
function relativeStep(x: JaxArray, y: JaxArray, fixedX: JaxArray, fixedY: JaxArray): [JaxArray, JaxArray] {
  const length = lengthOf(fixedX.ref, fixedY.ref);
  // Where there is no direction there is no derivative.
  const isOrdinary = np.logicalAnd(np.less(0, length.ref), np.less(length.ref, Infinity));
  const safe = np.where(isOrdinary.ref, length, 1);
  const over = (fixed: JaxArray): JaxArray =>
    finite(np.where(isOrdinary.ref, fixed, 0).div(safe.ref).div(safe.ref));
  const [cos, sin] = [over(fixedX), over(fixedY)];
  isOrdinary.dispose();
  safe.dispose();
  const [dx, dy] = [deviation(x), deviation(y)];
  const real = cos.ref.mul(dx.ref).add(sin.ref.mul(dy.ref));
  return [real, cos.mul(dy).sub(sin.mul(dx))];
}

function hypotArray(x: JaxArray, y: JaxArray, fixedX: JaxArray, fixedY: JaxArray): JaxArray {
  const length = lengthOf(fixedX.ref, fixedY.ref);
  const isInfinite = np.equal(length.ref, Infinity);
  const [real, imaginary] = relativeStep(x, y, fixedX, fixedY);
  const change = real.add(np.square(imaginary).mul(0.5));
  return length.ref.add(np.where(isInfinite, 0, length).mul(change));
}

/** Whether a number's sign is that of −1, also a zero's. Consumes `x`. */
function isNegative(x: JaxArray): JaxArray {
  return np.less(np.where(np.equal(x.ref, 0), np.reciprocal(x.ref), x), 0);
}

/** The angle without derivatives. Consumes both. */
function angleOf(y: JaxArray, x: JaxArray): JaxArray {
  const pi = constant(Math.PI, x);
  const [a, b] = [np.absolute(x.ref), np.absolute(y.ref)];
  // Of (0, 0) the angle is that of (1, 0), of (∞, ∞) that of (1, 1).
  const isBoth = np.logicalAnd(np.equal(a.ref, Infinity), np.equal(b.ref, Infinity));
  const quotient = np.where(np.equal(b.ref, 0), b.ref, b.div(a));
  const turn = arctangentOf(np.where(isBoth, 1, quotient));
  const angle = np.where(isNegative(x), np.subtract(pi, turn.ref), turn);
  return np.where(isNegative(y), np.negative(angle.ref), angle);
}

function atan2Array(y: JaxArray, x: JaxArray, fixedY: JaxArray, fixedX: JaxArray): JaxArray {
  const angle = angleOf(fixedY.ref, fixedX.ref);
  const [real, imaginary] = relativeStep(x, y, fixedX, fixedY);
  return angle.add(imaginary.mul(np.subtract(1, real)));
}

/** √(x² + y²), elementwise, which does not overflow. First and second derivatives are exact, 0 at (0, 0). Consumes both. */
export const hypot = binary({ number: Math.hypot, array: hypotArray, half: np.hypot });

/**
 * The angle from the x axis to (x, y), elementwise, from −π to π. First and second derivatives are exact, 0 at (0, 0).
 * Consumes both.
 */
export const atan2 = binary({ number: Math.atan2, array: atan2Array, half: np.atan2 });
