import { lax, nn, np, type JaxArray } from "../jax.js";
import { fastExp, fastLog } from "../math/index.js";

/** log Σ exp over the last axis, of finite numbers. Consumes `x`. */
export function logSumExp(x: JaxArray): JaxArray {
  // For the few numbers that classes are, jax-js' own functions are faster; but they know single precision only.
  if (x.dtype !== np.float64) return nn.logsumexp(x, -1);
  const largest = lax.stopGradient(np.max(x.ref, -1, { keepdims: true }));
  return fastLog(np.sum(fastExp(x.sub(largest.ref)), -1)).add(np.squeeze(largest, -1));
}

/** The logarithms of the probabilities whose logits are given, along the last axis. Consumes `x`. */
export function logSoftmax(x: JaxArray): JaxArray {
  return x.ref.sub(np.expandDims(logSumExp(x), -1));
}
