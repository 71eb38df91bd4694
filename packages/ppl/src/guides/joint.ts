import { delta } from "../distributions/delta.js";
import type { Distribution } from "../distributions/distribution.js";
import { np, type JaxArray } from "../jax.js";
import type { Latent } from "../latents.js";
import { sample } from "../primitives/sample.js";
import type { Constrained, Drawn } from "./constrained.js";

/** Numbers in the unconstrained space of all the sites together. */
export function totalSize(latents: readonly Latent[]): number {
  return latents.reduce((sum, { size }) => sum + size, 0);
}

/** Where all the sites start, one vector. */
export function jointStart(latents: readonly Latent[]): JaxArray {
  return np.concatenate(latents.map(({ start, size }) => start.ref.reshape([size])));
}

/** Draws one vector for all the sites from `joint`, under the name `PREFIX.latent`, and gives each site its part. */
export function sampleJointly(
  latents: readonly Latent[],
  prefix: string,
  constrain: (drawn: ReadonlyMap<string, Drawn>) => Map<string, Constrained>,
  joint: Distribution,
): void {
  const vector = sample(`${prefix}.latent`, joint, { auxiliary: true });
  let offset = 0;
  const places = new Map<string, Drawn>();
  for (const { name, unconstrainedShape, size } of latents) {
    const place = vector.ref.slice([offset, offset + size]).reshape([...unconstrainedShape]);
    places.set(name, { place });
    offset += size;
  }
  samplePoints(latents, constrain(places));
}

/** Gives sites values that were constrained: points whose density takes up what the bijection does to the volume. */
export function samplePoints(latents: readonly Latent[], points: ReadonlyMap<string, Constrained>): void {
  for (const { name, prior } of latents) {
    const point = points.get(name);
    if (point !== undefined)
      sample(name, delta(point.value, point.logVolume.mul(-1), prior.eventShape.length));
  }
}
