import { np, type JaxArray } from "../jax.js";
import { fastExp, fastLog, logSigmoid } from "../math/index.js";
import type { Transform } from "./transform.js";

/**
 * Vectors of K − 1 reals onto vectors of K numbers above 0 that sum to 1: of the rest of a stick, the share
 * sigmoid(xₖ − log(K − k)) is broken off. The offsets take 0 to equal parts (Stan Reference Manual, "Unit simplex").
 */
export const stickBreakingTransform: Transform = {
  name: "stickBreaking",
  eventDims: { input: 1, output: 1 },
  forward(x) {
    const { logShare, logRest } = breaks(x);
    const first = np.zerosLike(logRest.ref.slice(...front(logRest), [0, 1]));
    const last = first.ref;
    const logs = np.concatenate([logShare, last], -1).add(np.concatenate([first, logRest], -1));
    const { smallestNormal } = np.finfo(logs.dtype);
    return np.maximum(fastExp(logs), smallestNormal);
  },
  inverse(y) {
    const k = y.shape[y.ndim - 1];
    const { smallestNormal } = np.finfo(y.dtype);
    const parts = np.maximum(y, smallestNormal);
    // What is left after each piece: sums from the end, free of cancellation.
    const rest = np.flip(np.cumsum(np.flip(parts.ref, -1), -1), -1);
    const axes = front(parts);
    return fastLog(parts.slice(...axes, [0, k - 1]))
      .sub(fastLog(rest.slice(...axes, [1, k])))
      .add(offsets(k, y.dtype));
  },
  logDetJacobian(x, y) {
    y.dispose();
    const { logShare, logRest } = breaks(x);
    return np.sum(logShare.add(logRest), -1);
  },
  forwardShape: (shape) => [...shape.slice(0, -1), shape[shape.length - 1] + 1],
  inverseShape: (shape) => [...shape.slice(0, -1), shape[shape.length - 1] - 1],
};

/** Logarithms of the shares that are broken off, and of what is left after each. */
function breaks(x: JaxArray): { logShare: JaxArray; logRest: JaxArray } {
  const shifted = x.sub(offsets(x.shape[x.ndim - 1] + 1, x.dtype));
  const logRest = np.cumsum(logSigmoid(shifted.ref.neg()), -1);
  return { logShare: logSigmoid(shifted), logRest };
}

/** log(K − k) for k = 1 … K − 1. */
function offsets(k: number, dtype: JaxArray["dtype"]): JaxArray {
  return np.array(
    Array.from({ length: k - 1 }, (_, i) => Math.log(k - 1 - i)),
    { dtype },
  );
}

/** All axes but the last, whole, for `slice`. */
function front(array: JaxArray): [][] {
  return Array.from({ length: array.ndim - 1 }, () => []);
}
