import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat, constant } from "../math/float.js";
import { countOf, type Axes, type ReductionOptions } from "./axes.js";
import { isnan } from "./classification.js";
import { nansum, sum } from "./sum.js";

interface SpreadOptions extends ReductionOptions {
  /** What the number of entries is less by where squares are averaged. Default: 0. */
  correction?: number;
}

/** The mean along an axis or axes; NaN of no entries. Consumes `x`. */
export function mean(x: Operand, axes: Axes = null, options?: ReductionOptions): JaxArray {
  const value = asFloat(x);
  const count = constant(countOf(value, axes), value);
  return sum(value, axes, options).div(count);
}

/** The mean along axes, weighted by weights of the shape of `x` or of one axis. Consumes both. */
export function average(
  x: Operand,
  axes: Axes = null,
  options?: { weights?: Operand; keepdims?: boolean },
): JaxArray {
  const weights = options?.weights;
  if (weights === undefined) return mean(x, axes, options);
  // Whole numbers jax-js would divide as such.
  return np.average(asFloat(x), axes, { ...options, weights: asFloat(weights) });
}

/** The mean of what is not NaN; NaN of nothing. Consumes `x`. */
export function nanmean(x: Operand, axes: Axes = null, options?: ReductionOptions): JaxArray {
  const value = asFloat(x);
  const count = sum(np.logicalNot(isnan(value.ref)), axes, options).astype(value.dtype);
  return nansum(value, axes, options).div(count);
}

/** The mean square of differences from the mean along axes. Consumes `x` and the mean. */
export function var_(
  x: Operand,
  axes: Axes = null,
  options: SpreadOptions & { mean?: Operand } = {},
): JaxArray {
  const value = asFloat(x);
  const { correction = 0, keepdims = false } = options;
  const count = constant(countOf(value, axes) - correction, value);
  const middle = options.mean ?? mean(value.ref, axes, { keepdims: true });
  return sum(np.square(np.subtract(value, middle)), axes, { keepdims }).div(count);
}

/** The standard deviation along axes. Consumes `x` and the mean. */
export function std(
  x: Operand,
  axes: Axes = null,
  options: SpreadOptions & { mean?: Operand } = {},
): JaxArray {
  return np.sqrt(var_(x, axes, options));
}

/** The variance of what is not NaN; NaN where less is left than is corrected for. Consumes `x`. */
export function nanvar(x: Operand, axes: Axes = null, options: SpreadOptions = {}): JaxArray {
  const value = asFloat(x);
  const { correction = 0, keepdims = false } = options;
  const there = np.logicalNot(isnan(value.ref));
  const count = sum(there.ref, axes, { keepdims }).astype(value.dtype).sub(correction);
  const difference = value.ref.sub(nanmean(value, axes, { keepdims: true }));
  const total = sum(np.where(there, np.square(difference), 0), axes, { keepdims });
  const isEnough = np.less(0, count.ref);
  return np.where(isEnough.ref, total.div(np.where(isEnough, count, 1)), NaN);
}

/** The standard deviation of what is not NaN. Consumes `x`. */
export function nanstd(x: Operand, axes: Axes = null, options: SpreadOptions = {}): JaxArray {
  return np.sqrt(nanvar(x, axes, options));
}
