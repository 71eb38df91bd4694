import {
  defaultSeed,
  NescioError,
  parameterSpecs,
  Random,
  type Dataset,
  type Network,
  type Posterior,
  type Predictive,
  type PredictOptions,
  type Tensor,
  type Weights,
} from "@nescio/core";
import { checkPrediction } from "@nescio/core/internal";
import { sizeOf } from "../memory.js";
import type { SiteDraws } from "../mcmc/mcmc.js";
import { predictDrawn } from "./predict-drawn.js";
import { moduleSite } from "./random-module.js";

// Stream of the host's generator that picks draws.
const PICK = 11;

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
    return this.draws[new Random(seed, PICK).integer(this.draws.length)];
  }

  /** Samples are draws spread evenly over those there are; asked for more than there are, draws are used again. */
  async predict(dataset: Dataset, options: PredictOptions = {}): Promise<Predictive> {
    const { samples = Math.min(100, this.draws.length), seed = defaultSeed } = options;
    checkPrediction(this.network, dataset, samples, seed);
    const at = (s: number): Weights => this.draws[Math.floor((s * this.draws.length) / samples)];
    return predictDrawn(this.network, at, samples, dataset, options);
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

/** Throws unless there is a tensor of the right shape for every parameter. */
export function checkWeights(network: Network, weights: Weights, subject: string): void {
  for (const { name, shape } of parameterSpecs(network)) {
    const tensor = weights.get(name);
    if (tensor?.shape.join() === shape.join() && tensor.data.length === sizeOf(shape)) continue;
    throw invalid(
      `${subject}, tensor "${name}"`,
      `shape ${shape.join("×")}`,
      tensor === undefined ? "no such tensor" : `shape ${tensor.shape.join("×")}`,
    );
  }
}

function invalid(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-model", subject, expected, found });
}
