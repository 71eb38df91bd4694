import type { Dataset } from "../../data/dataset.js";
import { defaultSeed } from "../../math/random.js";
import type { Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import { checkWeights } from "../../prediction/check-weights.js";
import { fixedWeights } from "../../prediction/given-weights.js";
import type { DrawsNetworks, WeightSource } from "../../prediction/network-weights.js";
import type { Posterior, PredictOptions, Weights } from "../../prediction/posterior.js";
import type { NetworksOptions } from "../../prediction/predict-networks.js";
import { checkPrediction, reserveLogProbs } from "../../prediction/prediction.js";
import { predictDrawn } from "../predict-drawn.js";

/** One network and no doubt about its weights: a point estimate, the member of a deep ensemble. */
export class PointPosterior implements Posterior, DrawsNetworks {
  readonly kind = "point";

  /** @throws NescioError `invalid-model` naming the first tensor that is missing or of another shape. */
  constructor(
    readonly network: Network,
    readonly weights: Weights,
  ) {
    checkWeights(network, weights);
  }

  /** The one network, whatever the seed. */
  draw(): Weights {
    return this.weights;
  }

  meanWeights(): readonly Weights[] {
    return [this.weights];
  }

  networks(): WeightSource {
    return fixedWeights(this.weights);
  }

  /** Every sample is the same: the network runs once, and more samples (default 1) repeat what it says. */
  async predict(
    dataset: Dataset,
    options: PredictOptions & Pick<NetworksOptions, "variant"> = {},
  ): Promise<Predictive> {
    const { samples = 1, seed = defaultSeed } = options;
    checkPrediction(this.network, dataset, samples, seed);
    const one = await predictDrawn(this, this.networks(), dataset, { ...options, samples: 1 });
    return samples === 1 ? one : repeatSample(one, samples);
  }
}

function repeatSample({ images, classes, logProbs: one }: Predictive, samples: number): Predictive {
  const logProbs = reserveLogProbs(images, samples, classes);
  for (let image = 0; image < images; image++) {
    const row = one.subarray(image * classes, (image + 1) * classes);
    for (let s = 0; s < samples; s++) logProbs.set(row, (image * samples + s) * classes);
  }
  return { images, samples, classes, logProbs };
}
