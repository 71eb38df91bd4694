import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { withoutLoan } from "../lent.js";
import { fastLog, logSigmoid, sigmoid } from "../math/index.js";
import { insideUnit } from "../math/open.js";
import { isArray, ref, shapeOf } from "../memory.js";
import type { Transform } from "./transform.js";

/** Both logarithms of sigmoid and 1 − sigmoid, summed: log of the slope of the logistic function. */
function logisticSlope(x: JaxArray): JaxArray {
  return logSigmoid(x.ref).add(logSigmoid(x.neg()));
}

/** y = 1 / (1 + exp(−x)), onto the numbers between 0 and 1. */
export const sigmoidTransform: Transform = intervalTransform(0, 1);

/**
 * y = lower + (upper − lower) · sigmoid(x), onto the numbers between two bounds. Arrays among the bounds stay the
 * caller's and must live as long as the transform.
 */
export function intervalTransform(from: ArrayLike, to: ArrayLike): Transform {
  const [lower, upper] = [withoutLoan(from), withoutLoan(to)];
  const width = (): ArrayLike =>
    typeof lower === "number" && typeof upper === "number"
      ? upper - lower
      : np.subtract(ref(upper), ref(lower));
  const shape = (of: readonly number[]): number[] =>
    np.broadcastShapes([...of], shapeOf(lower), shapeOf(upper));
  return {
    name: lower === 0 && upper === 1 ? "sigmoid" : "interval",
    arrays: [lower, upper].filter(isArray),
    eventDims: { input: 0, output: 0 },
    forward: (x) => insideUnit(sigmoid(x)).mul(width()).add(ref(lower)),
    // The distances to both bounds, not their ratio to the width: they are exact near the bounds.
    inverse: (y) => fastLog(y.ref.sub(ref(lower))).sub(fastLog(np.subtract(ref(upper), y))),
    logDetJacobian(x, y) {
      y.dispose();
      return logisticSlope(x).add(fastLog(width()));
    },
    forwardShape: shape,
    inverseShape: shape,
  };
}
