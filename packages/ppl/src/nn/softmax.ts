import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { fastExp } from "../math/exp.js";
import { asFloat, constant } from "../math/float.js";
import { fastLog } from "../math/log.js";

type Axes = number | number[] | null;

/** The largest entry along the axes, which stay, without derivatives; 0 where that is not finite. Borrows `x`. */
function centre(x: JaxArray, axes: Axes): JaxArray {
  const largest = lax.stopGradient(np.max(x.ref, axes, { keepdims: true }));
  return np.where(np.less(np.absolute(largest.ref), Infinity), largest, 0);
}

/** log Σ exp, with −∞ and no gradient where there is nothing to add. Consumes `x`, of which no entry is large. */
function logSum(x: JaxArray, axes: Axes): JaxArray {
  const sum = np.sum(fastExp(x), axes, { keepdims: true });
  const isNothing = np.equal(sum.ref, 0);
  return np.where(isNothing.ref, -Infinity, fastLog(np.where(isNothing, 1, sum)));
}

/**
 * Exponentials over their sum along an axis or axes. Entries of −∞ have no share; where all are −∞ the result is NaN.
 * Consumes `x`.
 * @param axes Default: the last one.
 */
export function softmax(x: Operand, axes: Axes = -1): JaxArray {
  const value = asFloat(x);
  const exp = fastExp(value.ref.sub(centre(value, axes)));
  value.dispose();
  return exp.ref.div(np.sum(exp, axes, { keepdims: true }));
}

/** The logarithm of `softmax`. Consumes `x`. */
export function logSoftmax(x: Operand, axes: Axes = -1): JaxArray {
  const value = asFloat(x);
  const shifted = value.ref.sub(centre(value, axes));
  value.dispose();
  return shifted.ref.sub(logSum(shifted, axes));
}

/** log Σ exp along axes: −∞, without a gradient, where all entries are −∞. Consumes `x`. */
export function logsumexp(x: Operand, axes: Axes = null, options?: { keepdims?: boolean }): JaxArray {
  const value = asFloat(x);
  const middle = centre(value, axes);
  const sum = logSum(value.sub(middle.ref), axes).add(middle);
  return options?.keepdims === true ? sum : np.squeeze(sum, axes);
}

/** The logarithm of the mean of exponentials along axes. Consumes `x`. */
export function logmeanexp(x: Operand, axes: Axes = null, options?: { keepdims?: boolean }): JaxArray {
  const count = np.size(x);
  const sum = logsumexp(x, axes, options);
  const logCount = constant(Math.log(count / sum.size), sum);
  return sum.sub(logCount);
}
