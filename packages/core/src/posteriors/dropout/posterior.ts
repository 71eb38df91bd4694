import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { randomStream } from "../../math/streams.js";
import type { Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import { checkWeights } from "../../prediction/check-weights.js";
import { fixedWeights } from "../../prediction/given-weights.js";
import type { Posterior, PredictOptions, Tensor, Weights } from "../../prediction/posterior.js";
import type { NetworksOptions } from "../../prediction/predict-networks.js";
import { predictDrawn } from "../predict-drawn.js";

/** Whether a network drops anything. */
export function drops({ layers }: Network): boolean {
  return layers.some((layer) => layer.type === "dropout" && layer.rate > 0);
}

/**
 * Monte-Carlo dropout (Gal and Ghahramani 2016): one network whose dropout layers go on dropping when it predicts, so
 * that every sample is another thinned network.
 */
export class DropoutPosterior implements Posterior {
  readonly kind = "dropout";
  readonly samplesByPlace = true;

  /**
   * @throws NescioError `invalid-model` naming the first tensor that is missing or of another shape, or for a network
   * without a dropout layer of a rate above 0: nothing would differ between samples.
   */
  constructor(
    readonly network: Network,
    readonly weights: Weights,
  ) {
    checkWeights(network, weights);
    if (drops(network)) return;
    throw new NescioError({
      code: "invalid-model",
      subject: "network of a dropout posterior",
      expected: "a dropout layer of a rate above 0",
      found: "none",
      next: "Add dropout layers, or use a point posterior.",
    });
  }

  /**
   * A thinned network as weights: dropping a dense layer's inputs is the same as setting columns of its weights to zero.
   * @throws NescioError `unsupported` where what is dropped does not come to a dense layer: the same weights see all
   * positions of an image, so no weights say which values were dropped. `predict` takes such networks.
   */
  draw(seed: number): Weights {
    const weights = new Map<string, Tensor>(this.weights);
    this.network.layers.forEach((layer, index) => {
      if (layer.type !== "dropout") return;
      const name = `${this.#droppedInto(index)}.weight`;
      const { shape, data } = weights.get(name)!;
      const random = randomStream("dropoutMask", seed, index);
      const mask = Float32Array.from({ length: shape[1] }, () =>
        random.uniform() < layer.rate ? 0 : 1 / (1 - layer.rate),
      );
      weights.set(name, { shape, data: data.map((value, at) => value * mask[at % mask.length]) });
    });
    return weights;
  }

  meanWeights(): readonly Weights[] {
    return [this.weights];
  }

  /** Each image has masks of its own in each sample. */
  predict(
    dataset: Dataset,
    options: PredictOptions & Pick<NetworksOptions, "variant" | "chunkBytes"> = {},
  ): Promise<Predictive> {
    return predictDrawn(this, fixedWeights(this.weights), dataset, { ...options, dropout: true });
  }

  /** The dense layer whose inputs a dropout layer drops. */
  #droppedInto(index: number): string {
    const passing = ["relu", "flatten", "dropout"];
    const layer = this.network.layers.slice(index).find(({ type }) => !passing.includes(type));
    if (layer?.type === "dense") return layer.name;
    throw new NescioError({
      code: "unsupported",
      subject: `network layer ${index} (dropout), drawn as weights`,
      expected: "a dense layer behind it",
      found: layer === undefined ? "no layer" : layer.type,
      next: "Use predict, which drops values instead of weights.",
    });
  }
}
