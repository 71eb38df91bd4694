import { seed } from "../handlers/seed.js";
import type { JaxArray } from "../jax.js";
import type { Latent } from "../latents.js";
import { runApart } from "../run-apart.js";
import { handle, type Handler, type Program } from "../runtime/run.js";
import { labelOf } from "../runtime/site.js";
import { sumLast } from "../transforms/sum-last.js";
import type { Transform } from "../transforms/transform.js";

/** What a guide has for a random variable: a place in the unconstrained space, or the value itself. */
export type Drawn = { readonly place: JaxArray } | { readonly value: JaxArray };

/** A value, and the logarithm of what the bijection did to the volume there, of the site's batch shape. */
export interface Constrained {
  readonly value: JaxArray;
  readonly logVolume: JaxArray;
}

/**
 * Takes places to values. Where bounds of supports may come from other random variables, the model is run with all that
 * was drawn, so that each bijection is that of this very run. Consumes the arrays in `drawn`, borrows those in `args`.
 * @returns The values of those that were given places, by site.
 */
export function constrained<A extends readonly unknown[]>(
  model: Program<A>,
  args: A,
  latents: readonly Latent[],
  drawn: ReadonlyMap<string, Drawn>,
): Map<string, Constrained> {
  const found = new Map<string, Constrained>();
  const valueOf = (name: string, transform: Transform, batchShape: readonly number[]): JaxArray => {
    const at = drawn.get(name)!;
    if ("value" in at) return at.value;
    const value = transform.forward(at.place.ref);
    const logSlope = transform.logDetJacobian(at.place, value.ref);
    // The transform's own event may be smaller than the site's: what is left of its axes is summed.
    found.set(name, { value: value.ref, logVolume: sumLast(logSlope, logSlope.ndim - batchShape.length) });
    return value;
  };
  if (latents.some(({ bounded }) => bounded)) {
    const placing: Handler = {
      process(site, frame) {
        if (site.type !== "sample" || site.value !== undefined || !drawn.has(site.name)) return;
        const { support, batchShape } = site.distribution;
        site.value = frame.own(valueOf(site.name, support.transform!, batchShape), labelOf(site));
      },
    };
    // Randomness is only for what is no random variable of the model.
    runApart(handle(placing, seed(model, 0)), args);
  } else {
    for (const { name, transform, prior } of latents) valueOf(name, transform, prior.batchShape).dispose();
  }
  return found;
}
