import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { split, type Key } from "./key.js";
import { standardNormal } from "./normal.js";
import { uniform } from "./uniform.js";

// A proposal is refused in fewer than 5 cases of 100 where the concentration is 1, and more rarely above.
const proposals = 8;

/**
 * Logarithms of gamma variables of rate 1: float32 of `shape`, to which `concentration` (above 0) broadcasts. Right for
 * concentrations so small that the variables themselves would underflow. Consumes its arrays.
 * Marsaglia and Tsang (2000), the first accepted of eight proposals; below 1 by their boost, in logarithms.
 */
export function logStandardGamma(key: Key, concentration: ArrayLike, shape: readonly number[]): JaxArray {
  const alpha = np.broadcastTo(np.array(concentration), [...shape]).astype(np.float32);
  const [normals, uniforms, boost] = split(key, 3);
  const small = np.less(alpha.ref, 1);
  const d = np.where(small.ref, alpha.ref.add(1), alpha.ref).sub(1 / 3);
  const c = np.reciprocal(np.sqrt(d.ref.mul(9)));
  const x = standardNormal(normals, [proposals, ...shape]);
  const u = uniform(uniforms, [proposals, ...shape]);
  const root = c.mul(x.ref).add(1);
  const cube = root.ref.mul(root.ref).mul(root.ref);
  const positive = np.greater(root, 0);
  const logCube = np.log(np.where(positive.ref, cube.ref, 1));
  const bound = x.ref
    .mul(x)
    .mul(0.5)
    .add(d.ref.mul(cube.mul(-1).add(1).add(logCube.ref)));
  const accepted = np.logicalAnd(positive, np.less(np.log(u), bound));
  const first = np.argmax(accepted.astype(np.int32), 0);
  const chosen = np.takeAlongAxis(logCube, np.expandDims(first, 0), 0).reshape([...shape]);
  const boosted = np.log(uniform(boost, shape)).mul(np.reciprocal(np.where(small.ref, alpha, 1)));
  return np
    .log(d)
    .add(chosen)
    .add(np.where(small, boosted, 0));
}

/** Gamma variables of rate 1: as `logStandardGamma`, exponentiated. */
export function standardGamma(key: Key, concentration: ArrayLike, shape: readonly number[]): JaxArray {
  return np.exp(logStandardGamma(key, concentration, shape));
}
