import { delta } from "../distributions/delta.js";
import { param } from "../primitives/param.js";
import { sample } from "../primitives/sample.js";
import type { Program } from "../runtime/run.js";
import { autoGuide, type AutoGuideOptions } from "./auto-guide.js";

/**
 * A guide of single points: `traceElbo` then finds the maximum of the joint density (MAP). Its parameters are `PREFIX.SITE`,
 * the values themselves.
 */
export function autoDelta<A extends readonly unknown[]>(
  model: Program<A>,
  options: AutoGuideOptions = {},
): Program<A, void> {
  return autoGuide(model, options, (latents, prefix) => {
    for (const { name, prior, transform, start } of latents) {
      const value = param(`${prefix}.${name}`, () => transform.forward(start.ref), {
        constraint: prior.support,
      });
      sample(name, delta(value, 0, prior.eventShape.length));
    }
  });
}
