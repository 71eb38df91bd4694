import { lowerCholesky } from "../constraints/index.js";
import { multivariateNormal } from "../distributions/multivariate-normal.js";
import { np } from "../jax.js";
import { param } from "../primitives/param.js";
import type { Program } from "../runtime/run.js";
import { autoGuide, checkScale, type SpreadOptions } from "./auto-guide.js";
import { jointStart, sampleJointly, totalSize } from "./joint.js";

/**
 * A guide of one Gaussian over all the random variables together, with all their correlations, in the unconstrained space:
 * D numbers take D(D + 3)/2 parameters. These are `PREFIX.loc` and `PREFIX.scaleTril`.
 */
export function autoMultivariateNormal<A extends readonly unknown[]>(
  model: Program<A>,
  { initScale = 0.1, ...options }: SpreadOptions = {},
): Program<A, void> {
  checkScale("autoMultivariateNormal", initScale);
  return autoGuide(model, options, (latents, prefix, constrain) => {
    const size = totalSize(latents);
    const loc = param(`${prefix}.loc`, () => jointStart(latents));
    const scaleTril = param(`${prefix}.scaleTril`, () => np.eye(size).mul(initScale), {
      constraint: lowerCholesky,
    });
    sampleJointly(latents, prefix, constrain, multivariateNormal(loc, scaleTril));
  });
}
