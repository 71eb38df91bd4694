import { positive } from "../constraints/index.js";
import { normal } from "../distributions/normal.js";
import { toEvent } from "../distributions/to-event.js";
import { transformedDistribution } from "../distributions/transformed.js";
import { np } from "../jax.js";
import { param } from "../primitives/param.js";
import { sample } from "../primitives/sample.js";
import type { Program } from "../runtime/run.js";
import { autoGuide, checkScale, type SpreadOptions } from "./auto-guide.js";
import type { Drawn } from "./constrained.js";
import { samplePoints } from "./joint.js";

/**
 * A guide of independent Gaussians in the unconstrained space, one for each number: mean field. Its parameters are
 * `PREFIX.SITE.loc` and `PREFIX.SITE.scale`.
 */
export function autoNormal<A extends readonly unknown[]>(
  model: Program<A>,
  { initScale = 0.1, ...options }: SpreadOptions = {},
): Program<A, void> {
  checkScale("autoNormal", initScale);
  return autoGuide(model, options, (latents, prefix, constrain) => {
    const drawn = new Map<string, Drawn>();
    for (const { name, prior, transform, bounded, unconstrainedShape, start } of latents) {
      const loc = param(`${prefix}.${name}.loc`, start.ref);
      const scale = param(`${prefix}.${name}.scale`, () => np.full([...unconstrainedShape], initScale), {
        constraint: positive,
      });
      const inner = toEvent(normal(loc, scale), unconstrainedShape.length - prior.batchShape.length);
      if (bounded) {
        drawn.set(name, { place: sample(`${prefix}.${name}`, inner, { auxiliary: true }).ref });
      } else {
        const outer = transform.name === "identity" ? inner : transformedDistribution(inner, [transform]);
        drawn.set(name, { value: sample(name, outer).ref });
      }
    }
    samplePoints(latents, constrain(drawn));
  });
}
