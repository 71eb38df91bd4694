import { positive } from "../constraints/index.js";
import { normal } from "../distributions/normal.js";
import { toEvent } from "../distributions/to-event.js";
import { transformedDistribution } from "../distributions/transformed.js";
import { np } from "../jax.js";
import { param } from "../primitives/param.js";
import { sample } from "../primitives/sample.js";
import type { Program } from "../runtime/run.js";
import { autoGuide, checkScale, type SpreadOptions } from "./auto-guide.js";

/**
 * A guide of independent Gaussians in the unconstrained space, one for each number: mean field. Its parameters are
 * `PREFIX.SITE.loc` and `PREFIX.SITE.scale`.
 */
export function autoNormal<A extends readonly unknown[]>(
  model: Program<A>,
  { initScale = 0.1, ...options }: SpreadOptions = {},
): Program<A, void> {
  checkScale("autoNormal", initScale);
  return autoGuide(model, options, (latents, prefix) => {
    for (const { name, prior, transform, unconstrainedShape, start } of latents) {
      const loc = param(`${prefix}.${name}.loc`, start.ref);
      const scale = param(`${prefix}.${name}.scale`, () => np.full([...unconstrainedShape], initScale), {
        constraint: positive,
      });
      const inner = toEvent(normal(loc, scale), unconstrainedShape.length - prior.batchShape.length);
      sample(name, transform.name === "identity" ? inner : transformedDistribution(inner, [transform]));
    }
  });
}
