import { NescioError } from "@nescio/core";
import { independent, positiveVector, real, realVector } from "../constraints/index.js";
import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastLog } from "../math/index.js";
import { shapeOf } from "../memory.js";
import { foldIn, standardNormal } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats, floatType } from "./floats.js";
import { matrixVector } from "./matrices.js";

/**
 * Gaussian vectors with mean `loc` `[..., n]` and covariance W·Wᵀ + diag(d²), where W is `factor` `[..., n, r]` and d is
 * `scale` `[..., n]`: few directions in which the entries vary together, and noise of their own. Densities cost n·r².
 */
export const lowRankMultivariateNormal = defineDistribution({
  name: "LowRankMultivariateNormal",
  parameters: ["loc", "factor", "scale"],
  constraints: {
    loc: realVector,
    factor: { ...independent(real, 2), name: "realMatrix" },
    scale: positiveVector,
  },
  support: realVector,
  eventShape,
  reparameterized: true,
  sample(key, shape, { loc, factor, scale }) {
    const dtype = floatType(loc, factor, scale);
    const rank = shapeOf(factor).at(-1)!;
    const common = standardNormal(foldIn(key.ref, 0), [...shape.slice(0, -1), rank]).astype(dtype);
    const own = standardNormal(foldIn(key, 1), [...shape]).astype(dtype);
    const shared = matrixVector(factor as JaxArray, common);
    return np.add(loc, shared.add(np.multiply(scale, own)));
  },
  // The covariance's determinant and inverse by way of C = I + AᵀA, A = diag(1/d)·W, which is only r × r
  // (matrix determinant lemma; Woodbury).
  logProb(value, params) {
    const [x, loc, factor, scale] = floats(value, params.loc, params.factor, params.scale);
    const n = scale.shape.at(-1)!;
    const rank = factor.shape.at(-1)!;
    const a = factor.div(np.expandDims(scale.ref, -1));
    const z = x.sub(loc).div(scale.ref);
    const at = np.matrixTranspose(a.ref);
    const c = np.matmul(at.ref, a).add(np.eye(rank));
    const u = matrixVector(at, z.ref);
    const { logDeterminant, quadratic } = eliminate(c, u, rank);
    const distance = np.sum(np.square(z), -1).sub(quadratic);
    const logVolume = np.sum(fastLog(scale), -1).mul(2).add(logDeterminant);
    return distance
      .add(logVolume)
      .add(n * Math.log(2 * Math.PI))
      .mul(-0.5);
  },
  mean: ({ loc }) => loc,
  variance: ({ factor, scale }) => np.sum(np.square(factor), -1).add(np.square(scale)),
});

/** log |C| and uᵀ C⁻¹ u of positive definite C `[..., r, r]` by symmetric elimination (L·D·Lᵀ). Consumes both. */
function eliminate(
  c: JaxArray,
  u: JaxArray,
  rank: number,
): { logDeterminant: JaxArray; quadratic: JaxArray } {
  let logDeterminant = np.zeros(c.shape.slice(0, -2), { dtype: c.dtype });
  let quadratic = np.zeros(u.shape.slice(0, -1), { dtype: c.dtype });
  for (let k = 0; k < rank; k++) {
    const unit = np.array(Array.from({ length: rank }, (_, i) => (i === k ? 1 : 0)));
    const column = np.sum(c.ref.mul(unit.ref), -1);
    const pivot = np.sum(column.ref.mul(unit.ref), -1);
    const entry = np.sum(u.ref.mul(unit), -1);
    logDeterminant = logDeterminant.add(fastLog(pivot.ref));
    quadratic = quadratic.add(np.square(entry.ref).div(pivot.ref));
    const scaled = column.ref.div(np.expandDims(pivot, -1));
    u = u.sub(scaled.ref.mul(np.expandDims(entry, -1)));
    c = c.sub(np.expandDims(scaled, -1).mul(np.expandDims(column, -2)));
  }
  c.dispose();
  u.dispose();
  return { logDeterminant, quadratic };
}

function eventShape(params: { loc: ArrayLike; factor: ArrayLike; scale: ArrayLike }): number[] {
  const loc = shapeOf(params.loc);
  const factor = shapeOf(params.factor);
  const scale = shapeOf(params.scale);
  const n = loc[loc.length - 1];
  if (scale[scale.length - 1] === n && factor[factor.length - 2] === n) return [n];
  throw new NescioError({
    code: "invalid-program",
    subject: "LowRankMultivariateNormal",
    expected: `a factor of ${n} rows and a scale of ${n} entries, as loc has`,
    found: `shapes [${factor.join(", ")}] and [${scale.join(", ")}]`,
  });
}
