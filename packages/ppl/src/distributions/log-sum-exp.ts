import { lax, np, type JaxArray } from "../jax.js";
import { fastExp, fastLog } from "../math/index.js";

/** Finite logits less the largest along the last axis, which changes nothing that they say. Consumes `logits`. */
export function centred(logits: JaxArray): JaxArray {
  return logits.ref.sub(lax.stopGradient(np.max(logits, -1, { keepdims: true })));
}

/** log Σ exp over the last axis, of centred logits. Consumes `logits`. */
export function logSum(logits: JaxArray): JaxArray {
  // For as few numbers as classes are, jax-js' own functions are faster; but they know single precision only.
  if (logits.dtype !== np.float64) return np.log(np.sum(np.exp(logits), -1));
  return fastLog(np.sum(fastExp(logits), -1));
}

/** The logarithms of the probabilities along the last axis, of any finite logits. Consumes `logits`. */
export function logSoftmax(logits: JaxArray): JaxArray {
  const difference = centred(logits);
  return difference.ref.sub(np.expandDims(logSum(difference), -1));
}
