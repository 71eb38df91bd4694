import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastExp, fastLog } from "../math/index.js";
import { compiled, firstAccepted, parameter } from "./compiled.js";
import { split, type Key } from "./key.js";
import { normalsOf } from "./normal.js";
import { unitOf } from "./uniform.js";

// One proposal in twenty is refused at concentration 1, fewer above: all of them in one draw of 6·10⁷.
const proposals = 6;

const draw = compiled((shape, key, concentration) => {
  const alpha = parameter(concentration, shape);
  const [normals, units, boosts] = split(key, 3);
  const isSmall = np.less(alpha.ref, 1);
  const d = alpha.ref.add(isSmall.ref.astype(np.float32)).sub(1 / 3);
  const x = normalsOf(normals, [proposals, ...shape]);
  const root = x.ref.mul(np.reciprocal(np.sqrt(d.ref.mul(9)))).add(1);
  const isPositive = np.less(0, root.ref);
  const logCube = fastLog(np.where(isPositive.ref, root.ref, 1)).mul(3);
  const cube = root.ref.mul(root.ref).mul(root);
  const bound = x.ref
    .mul(x)
    .mul(0.5)
    .add(d.ref.mul(np.subtract(1, cube).add(logCube.ref)));
  const isBelow = np.less(fastLog(unitOf(units, [proposals, ...shape])), bound);
  const chosen = firstAccepted(logCube, np.logicalAnd(isPositive, isBelow), np.zeros(shape));
  const boost = fastLog(unitOf(boosts, shape)).div(np.where(isSmall.ref, alpha, 1));
  return fastLog(d)
    .add(chosen)
    .add(np.where(isSmall, boost, 0));
});

/**
 * Logarithms of gamma variables of rate 1: float32 of `shape`, to which `concentration` (above 0) broadcasts. Right for
 * concentrations so small that the variables themselves would underflow. No gradient reaches the concentration.
 * Consumes its arrays.
 * Marsaglia and Tsang (2000), the first accepted of six proposals; below 1 by their boost, in logarithms.
 */
export function logStandardGamma(key: Key, concentration: ArrayLike, shape: readonly number[]): JaxArray {
  return draw(shape, key, concentration);
}

/** Gamma variables of rate 1: as `logStandardGamma`, exponentiated, and no smaller than float32 can be (2⁻¹⁴⁹). */
export function standardGamma(key: Key, concentration: ArrayLike, shape: readonly number[]): JaxArray {
  return np.maximum(fastExp(logStandardGamma(key, concentration, shape)), 2 ** -149);
}
