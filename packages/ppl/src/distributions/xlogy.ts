import { np, type JaxArray } from "../jax.js";
import { fastLog, fastLog1p } from "../math/index.js";

/** a · log x, and 0 where both are 0. Consumes both. */
export function xlogy(a: JaxArray, x: JaxArray): JaxArray {
  return a.ref.mul(fastLog(np.where(bothZero(a, x.ref), 1, x)));
}

/** a · log(1 − x), and 0 where a is 0 and x is 1. Consumes both. */
export function xlog1my(a: JaxArray, x: JaxArray): JaxArray {
  return a.ref.mul(fastLog1p(np.negative(np.where(bothZero(a, np.subtract(1, x.ref)), 0, x))));
}

function bothZero(a: JaxArray, b: JaxArray): JaxArray {
  return np.logicalAnd(np.equal(a, 0), np.equal(b, 0));
}
