import { delta } from "../distributions/delta.js";
import type { Distribution } from "../distributions/distribution.js";
import { np, type JaxArray } from "../jax.js";
import type { Latent } from "../latents.js";
import { sample } from "../primitives/sample.js";

/** Numbers in the unconstrained space of all the sites together. */
export function totalSize(latents: readonly Latent[]): number {
  return latents.reduce((sum, { size }) => sum + size, 0);
}

/** Where all the sites start, one vector. */
export function jointStart(latents: readonly Latent[]): JaxArray {
  return np.concatenate(latents.map(({ start, size }) => start.ref.reshape([size])));
}

/**
 * Draws one vector for all the sites from `joint`, under the name `PREFIX.latent`, and gives each site its part: a point
 * whose density takes up what the transform does to the volume.
 */
export function sampleJointly(latents: readonly Latent[], prefix: string, joint: Distribution): void {
  const vector = sample(`${prefix}.latent`, joint, { auxiliary: true });
  let offset = 0;
  for (const { name, prior, transform, unconstrainedShape, size } of latents) {
    const x = vector.ref.slice([offset, offset + size]).reshape([...unconstrainedShape]);
    offset += size;
    const y = transform.forward(x.ref);
    const logDensity = transform.logDetJacobian(x, y.ref).mul(-1);
    // The transform's own event may be smaller than the site's: what is left of its axes is summed.
    const extra = logDensity.ndim - prior.batchShape.length;
    const axes = Array.from({ length: extra }, (_, i) => i - extra);
    sample(name, delta(y, extra > 0 ? logDensity.sum(axes) : logDensity, prior.eventShape.length));
  }
}
