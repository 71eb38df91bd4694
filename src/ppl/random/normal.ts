import { np, type JaxArray } from "../jax.js";
import { split, type Key } from "./key.js";
import { uniform } from "./uniform.js";

/** Standard normals: float32 of `shape`. Consumes the key. */
export function standardNormal(key: Key, shape: readonly number[]): JaxArray {
  const [radial, angular] = split(key, 2);
  const radius = np.sqrt(np.log(uniform(radial, shape)).mul(-2));
  return radius.mul(np.cos(uniform(angular, shape).mul(2 * Math.PI)));
}
