import { delta } from "../distributions/delta.js";
import type { JaxArray } from "../jax.js";
import { param } from "../primitives/param.js";
import { sample } from "../primitives/sample.js";
import type { Program } from "../runtime/run.js";
import { autoGuide, type AutoGuideOptions } from "./auto-guide.js";
import type { Drawn } from "./constrained.js";

/**
 * A guide of single points: `traceElbo` then finds the maximum of the joint density (MAP). Its parameters are `PREFIX.SITE`,
 * the values themselves; `PREFIX.SITE.unconstrained`, places in the unconstrained space, where bounds of the support may
 * come from other random variables.
 */
export function autoDelta<A extends readonly unknown[]>(
  model: Program<A>,
  options: AutoGuideOptions = {},
): Program<A, void> {
  return autoGuide(model, options, (latents, prefix, constrain) => {
    const points = new Map<string, Drawn>();
    for (const { name, prior, transform, bounded, start } of latents) {
      if (bounded) points.set(name, { place: param(`${prefix}.${name}.unconstrained`, start.ref).ref });
      else {
        const first = (): JaxArray => transform.forward(start.ref);
        const value = param(`${prefix}.${name}`, first, { constraint: prior.support });
        points.set(name, { value: value.ref });
        sample(name, delta(value, 0, prior.eventShape.length));
      }
    }
    const placed = constrain(points);
    for (const { name, prior } of latents) {
      const point = placed.get(name);
      if (point === undefined) continue;
      point.logVolume.dispose();
      sample(name, delta(point.value, 0, prior.eventShape.length));
    }
  });
}
