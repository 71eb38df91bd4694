import type { Constraint } from "../constraint.js";
import { np, type JaxArray } from "../jax.js";

/** Which values do not belong to a support of numbers; NaN is not among them, so that it shows in the density. Consumes `value`. */
export function outside(support: Constraint, value: JaxArray): JaxArray {
  return np.logicalNot(np.logicalOr(support.check(value.ref), np.isnan(value)));
}
