import {
  MeanFieldPosterior,
  NescioError,
  parameterSpecs,
  type ImageDataset,
  type GaussianTensor,
  type Network,
  type Posterior,
  type Predictive,
  type PredictOptions,
  type Tensor,
  type Weights,
} from "@nescio/core";
import { givenWeights, predictDrawn, streamSeed } from "@nescio/core/internal";
import { gaussianOf } from "../distributions/gaussian-of.js";
import { seed as seeded } from "../handlers/seed.js";
import { withParams } from "../handlers/with-params.js";
import { trace } from "../handlers/trace.js";
import { np, type JaxArray } from "../jax.js";
import { mapArrays } from "../memory.js";
import type { Arrays } from "../optimizers/optimizer.js";
import type { Program } from "../runtime/run.js";
import type { TracedSample } from "../trace.js";
import { moduleSite } from "./random-module.js";

/** A network's posterior as a guide draws it. It keeps arrays of jax-js: `dispose` frees them. */
export class GuidePosterior implements Posterior {
  readonly kind = "guide";

  constructor(
    readonly network: Network,
    readonly draw: (seed: number) => Weights,
    readonly dispose: () => void,
  ) {}

  predict(dataset: ImageDataset, options: PredictOptions = {}): Promise<Predictive> {
    const weightsAt = (sample: number, seed: number): Weights =>
      this.draw(streamSeed("guideSample", seed, sample));
    return predictDrawn(this, givenWeights(weightsAt), dataset, options);
  }
}

export interface GuidePosteriorOptions<A extends readonly unknown[]> {
  readonly network: Network;
  /** The name that `randomModule` was given. */
  readonly module: string;
  readonly guide: Program<A>;
  /** Its parameters: `svi.params(state)`. Consumed. */
  readonly params: Arrays;
  /** What the guide is called with; arrays are consumed. Default: nothing. */
  readonly args?: A | undefined;
}

/**
 * The posterior of a network from a guide and its parameters. Where the guide gives every weight a Gaussian of its own, fixed by the
 * parameters alone, and draws no counts, this is a `MeanFieldPosterior`, which the fused kernels run and model files hold; otherwise networks
 * are drawn from the guide one by one.
 * @throws NescioError `invalid-program` where the guide does not draw all of the network's parameters.
 */
export function guidePosterior<A extends readonly unknown[]>(
  options: GuidePosteriorOptions<A>,
): MeanFieldPosterior | GuidePosterior {
  const { network, module, guide, params } = options;
  const args = options.args ?? ([] as unknown as A);
  const specs = parameterSpecs(network);
  // Two runs tell by their numbers whether Gaussians depend on other draws, unless these are counts, which may well be the same.
  const counts = new Set<string>();
  /** What `read` makes of the site of each parameter in one run of the guide. */
  const run = <T>(seed: number, read: (site: TracedSample) => T): Map<string, T> => {
    const taken = trace(seeded(withParams(guide, params), seed))(...mapArrays(args, (array) => array.ref));
    try {
      for (const { name, distribution } of taken.latents())
        if (distribution.support.discrete) counts.add(name);
      return new Map(
        specs.map(({ name, shape }) => {
          const site = taken.sites.get(moduleSite(module, name));
          if (site?.type === "sample" && site.value.shape.join() === shape.join()) return [name, read(site)];
          const found =
            site === undefined ? "no such site" : `a ${site.type} of shape [${site.value.shape.join(", ")}]`;
          throw new NescioError({
            code: "invalid-program",
            subject: `site "${moduleSite(module, name)}"`,
            expected: `the guide to draw it, of shape [${shape.join(", ")}]`,
            found,
          });
        }),
      );
    } finally {
      taken.dispose();
    }
  };
  const dispose = (): void => {
    mapArrays([params, args], (array) => {
      array.dispose();
      return array;
    });
  };
  let kept = false;
  try {
    const [one, other] = [0, 1].map((seed) => run(seed, gaussianTensor));
    const tensors = counts.size > 0 ? undefined : fixedGaussians(one, other);
    if (tensors !== undefined) return new MeanFieldPosterior(network, tensors);
    kept = true;
    const draw = (seed: number): Weights =>
      run(seed, ({ value }): Tensor => ({ shape: value.shape, data: hostCopy(value.ref) }));
    return new GuidePosterior(network, draw, dispose);
  } finally {
    if (!kept) dispose();
  }
}

function gaussianTensor({ distribution }: TracedSample): GaussianTensor | undefined {
  const gaussian = gaussianOf(distribution);
  if (gaussian === undefined) return undefined;
  const { shape } = gaussian.loc;
  return { shape, loc: hostCopy(gaussian.loc), scale: hostCopy(gaussian.scale) };
}

function hostCopy(array: JaxArray): Float32Array {
  return array.astype(np.float32).dataSync() as Float32Array;
}

/** The Gaussians, if two runs with other draws have the same ones: then none depends on what another site drew. */
function fixedGaussians(
  one: ReadonlyMap<string, GaussianTensor | undefined>,
  other: ReadonlyMap<string, GaussianTensor | undefined>,
): Map<string, GaussianTensor> | undefined {
  const tensors = new Map<string, GaussianTensor>();
  for (const [name, tensor] of one) {
    const again = other.get(name);
    if (tensor === undefined || again === undefined) return undefined;
    const same = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => value === b[i]);
    if (!same(tensor.loc, again.loc) || !same(tensor.scale, again.scale)) return undefined;
    tensors.set(name, tensor);
  }
  return tensors;
}
