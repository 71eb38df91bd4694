import { positiveVector } from "../constraints/index.js";
import { lowRankMultivariateNormal } from "../distributions/low-rank-multivariate-normal.js";
import { np } from "../jax.js";
import { checkOption } from "../check-option.js";
import { param } from "../primitives/param.js";
import { standardNormal } from "../random/index.js";
import type { Program } from "../runtime/run.js";
import { autoGuide, checkScale, type SpreadOptions } from "./auto-guide.js";
import { jointStart, sampleJointly, totalSize } from "./joint.js";

export interface AutoLowRankOptions extends SpreadOptions {
  /** Directions in which the numbers vary together, at least 1. Default: the root of how many there are. */
  readonly rank?: number | undefined;
}

/**
 * A guide of one Gaussian over all the random variables together, with covariance W·Wᵀ + diag(d²): between `autoNormal`
 * and `autoMultivariateNormal`. Its parameters are `PREFIX.loc`, `PREFIX.factor` (W) and `PREFIX.scale` (d).
 */
export function autoLowRank<A extends readonly unknown[]>(
  model: Program<A>,
  { initScale = 0.1, rank, ...options }: AutoLowRankOptions = {},
): Program<A, void> {
  checkScale("autoLowRank", initScale);
  if (rank !== undefined) {
    checkOption(
      "autoLowRank.rank",
      rank,
      "a whole number, at least 1",
      (n) => Number.isSafeInteger(n) && n >= 1,
    );
  }
  return autoGuide(model, options, (latents, prefix, constrain) => {
    const size = totalSize(latents);
    const columns = rank ?? Math.ceil(Math.sqrt(size));
    const loc = param(`${prefix}.loc`, () => jointStart(latents));
    // Half of the variance lies in the factor, and it must not start at 0: there its gradient vanishes.
    const factor = param(`${prefix}.factor`, (key) =>
      standardNormal(key, [size, columns]).mul(initScale / Math.sqrt(2 * columns)),
    );
    const scale = param(`${prefix}.scale`, () => np.full([size], initScale / Math.SQRT2), {
      constraint: positiveVector,
    });
    sampleJointly(latents, prefix, constrain, lowRankMultivariateNormal(loc, factor, scale));
  });
}
