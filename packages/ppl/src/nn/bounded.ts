import { np, type JaxArray } from "../jax/jax.js";

/** The number within ±`bound` that is nearest; NaN stays NaN. Consumes `x`. */
export function bounded(x: JaxArray, bound: number): JaxArray {
  return np.maximum(np.minimum(x, bound), -bound);
}

/** x times `factor`, which is 0 where x is below −`bound`: as is the product, also at −∞. Consumes both. */
export function gated(x: JaxArray, factor: JaxArray, bound: number): JaxArray {
  return np.where(np.less(x.ref, -bound), 0, x.mul(factor));
}
