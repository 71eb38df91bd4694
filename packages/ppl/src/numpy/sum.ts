import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";
import { isAtHand } from "../math/host.js";
import type { Axes, ReductionOptions } from "./axes.js";
import { isnan } from "./classification.js";

/** What is added up: booleans are counted. Consumes `x`. */
export function countable(x: Operand): JaxArray {
  const value = typeof x === "object" ? x : np.array(x);
  return value.dtype === np.bool ? value.astype(np.int32) : value;
}

/** The sum along an axis or axes. Consumes `x`. */
export function sum(x: Operand, axes: Axes = null, options?: ReductionOptions): JaxArray {
  const value = countable(x);
  if (value.dtype !== np.float32 || !isAtHand(value)) return np.sum(value, axes, options);
  // jax-js adds one number after the other, so that a long sum loses digits.
  return np.sum(value.astype(np.float64), axes, options).astype(np.float32);
}

/** The sum of what is not NaN. Consumes `x`. */
export function nansum(x: Operand, axes: Axes = null, options?: ReductionOptions): JaxArray {
  const value = countable(x);
  return sum(isFloat(value.dtype) ? np.where(isnan(value.ref), 0, value) : value, axes, options);
}
