import {
  NescioError,
  parameterSpecs,
  type ImageDataset,
  type Network,
  type Posterior,
  type Predictive,
  type PredictOptions,
  type Tensor,
  type Weights,
} from "@nescio/core";
import { checkWeights, givenWeights, predictDrawn, randomStream } from "@nescio/core/internal";
import { sizeOf } from "../memory.js";
import type { SiteDraws } from "../mcmc/mcmc.js";
import { moduleSite } from "./random-module.js";

/** A posterior that is known by networks drawn from it, as MCMC leaves it. */
export class DrawsPosterior implements Posterior {
  readonly kind = "draws";

  /**
   * @param draws At least one network, each with all of `network`'s parameters.
   * @throws NescioError `invalid-model` naming the first tensor that is missing or of another shape.
   */
  constructor(
    readonly network: Network,
    readonly draws: readonly Weights[],
  ) {
    if (draws.length === 0) throw invalid("draws of a posterior", "at least one network", "none");
    draws.forEach((weights, i) => checkWeights(network, weights, `draw ${i}`));
  }

  draw(seed: number): Weights {
    return this.draws[randomStream("choiceOfDraws", seed).integer(this.draws.length)];
  }

  /** Samples are draws spread evenly over those there are; asked for more than there are, draws are used again. */
  predict(dataset: ImageDataset, options: PredictOptions = {}): Promise<Predictive> {
    const { samples = Math.min(100, this.draws.length) } = options;
    const weightsAt = (sample: number): Weights =>
      this.draws[Math.floor((sample * this.draws.length) / samples)];
    return predictDrawn(this, givenWeights(weightsAt), dataset, { ...options, samples });
  }
}

/**
 * The posterior of a network from the draws of MCMC.
 * @param module The name that `randomModule` was given.
 * @throws NescioError `invalid-model` naming a site that is missing or of another shape.
 */
export function drawsPosterior(
  network: Network,
  module: string,
  sites: ReadonlyMap<string, SiteDraws>,
): DrawsPosterior {
  const parameters = parameterSpecs(network).map(({ name, shape }) => {
    const site = sites.get(moduleSite(module, name));
    if (site === undefined)
      throw invalid(`module "${module}"`, `draws of ${moduleSite(module, name)}`, "none");
    if (site.shape.join() !== shape.join()) {
      throw invalid(
        `site "${moduleSite(module, name)}"`,
        `draws of shape ${shape.join("×")}`,
        `draws of shape ${site.shape.join("×")}`,
      );
    }
    return { name, shape, data: site.data, size: sizeOf(shape) };
  });
  const count = parameters[0].data.length / parameters[0].size;
  const draws = Array.from({ length: count }, (_, i): Weights => {
    const tensors = parameters.map(({ name, shape, data, size }): [string, Tensor] => [
      name,
      { shape, data: Float32Array.from(data.subarray(i * size, (i + 1) * size)) },
    ]);
    return new Map(tensors);
  });
  return new DrawsPosterior(network, draws);
}

function invalid(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-model", subject, expected, found });
}
