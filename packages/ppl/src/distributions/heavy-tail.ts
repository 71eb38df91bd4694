import { np, type JaxArray } from "../jax.js";
import { fastLog, fastLog1p } from "../math/index.js";
import { uniform, type Key } from "../random/index.js";

/** log(1 + z²), for z whose square would overflow too, and without loss where it is tiny. Consumes `z`. */
export function log1pSquare(z: JaxArray): JaxArray {
  const size = np.absolute(z);
  const above = np.greater(size.ref, 1);
  const big = np.where(above.ref, size.ref, 1);
  const small = np.where(above, 1, size);
  // 1 + z² is the square of one of them times 1 + the square of their ratio; the other one is 1.
  return fastLog1p(np.square(small.div(big.ref))).add(fastLog(big).mul(2));
}

/** Standard Cauchy variables: float32 of `shape`. Consumes the key. */
export function standardCauchy(key: Key, shape: readonly number[]): JaxArray {
  // Closer to a quarter turn, the rounded angle may lie beyond it.
  const limit = 0.5 - 2 ** -23;
  const turn = np.clip(uniform(key, shape).sub(0.5), -limit, limit);
  return np.tan(turn.mul(Math.PI));
}
