import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { randomStream, streamSeed } from "../../math/streams.js";
import { parameterSpecs, type Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import type { Posterior, PredictOptions, Tensor, Weights } from "../../prediction/posterior.js";
import type { NetworksOptions } from "../../prediction/predict-networks.js";
import { checkNumbers } from "../check-numbers.js";
import { meansOf } from "../../prediction/mean-weights.js";
import { givenWeights } from "../../prediction/given-weights.js";
import type { DrawsNetworks, WeightSource } from "../../prediction/network-weights.js";
import { predictDrawn } from "../predict-drawn.js";

/** What SWAG knows of one parameter tensor. */
export interface SwagTensor {
  readonly shape: readonly number[];
  /** Mean of the iterates. */
  readonly loc: Float32Array;
  /** Standard deviation of each entry over the iterates, ≥ 0. */
  readonly scale: Float32Array;
  /** `[rank, …shape]`: the last iterates less the running means at their time. */
  readonly deviations: Float32Array;
}

/**
 * SWAG (Maddox, Garipov, Izmailov, Vetrov and Wilson 2019): a Gaussian through the iterates of SGD, its covariance half
 * their diagonal and half the low-rank one of their last deviations.
 */
export class SwagPosterior implements Posterior, DrawsNetworks {
  readonly kind = "swag";

  /**
   * @param tensors One for each of the network's parameters.
   * @param rank Deviations kept: 0 (the diagonal alone) or at least 2.
   * @throws NescioError `invalid-model` naming the first tensor that is missing, of another shape, or has a scale below 0.
   */
  constructor(
    readonly network: Network,
    readonly tensors: ReadonlyMap<string, SwagTensor>,
    readonly rank: number,
  ) {
    const invalid = (subject: string, expected: string, found: string): NescioError =>
      new NescioError({ code: "invalid-model", subject, expected, found });
    if (!Number.isInteger(rank) || rank < 0 || rank === 1) {
      throw invalid("SWAG posterior", "a rank of 0 or of at least 2", String(rank));
    }
    for (const { name, shape } of parameterSpecs(network)) {
      const tensor = tensors.get(name);
      const subject = `tensor "${name}"`;
      const wanted = shape.join("×");
      if (tensor?.shape.join() !== shape.join()) {
        const found = tensor === undefined ? "no such tensor" : `shape ${tensor.shape.join("×")}`;
        throw invalid(subject, `shape ${wanted}`, found);
      }
      const size = shape.reduce((a, b) => a * b, 1);
      const { loc, scale, deviations } = tensor;
      if (loc.length !== size || scale.length !== size || deviations.length !== size * rank) {
        const found = `${loc.length}, ${scale.length} and ${deviations.length}`;
        throw invalid(subject, `${size} means, ${size} scales and ${size * rank} deviations`, found);
      }
      checkNumbers(`${subject}, scale`, scale, "not-negative");
    }
  }

  /**
   * θ = mean + scale ∘ z₁ / √2 + D z₂ / √(2 (rank − 1)) (equation 1). Without deviations the diagonal is all there is:
   * θ = mean + scale ∘ z₁.
   */
  draw(seed: number): Weights {
    const { rank } = this;
    const common = randomStream("swagLowRank", seed);
    const lowRank = Float64Array.from({ length: rank }, () => common.normal() / Math.sqrt(2 * (rank - 1)));
    const share = rank === 0 ? 1 : Math.SQRT1_2;
    const weights = new Map<string, Tensor>();
    parameterSpecs(this.network).forEach(({ name, shape }, index) => {
      const { loc, scale, deviations } = this.tensors.get(name)!;
      const random = randomStream("swagDiagonal", seed, index);
      const data = loc.map((mean, i) => mean + share * scale[i] * random.normal());
      lowRank.forEach((z, k) => {
        const row = deviations.subarray(k * loc.length, (k + 1) * loc.length);
        for (let i = 0; i < row.length; i++) data[i] += z * row[i];
      });
      weights.set(name, { shape, data });
    });
    return weights;
  }

  meanWeights(): readonly Weights[] {
    return [meansOf(this.tensors)];
  }

  networks(): WeightSource {
    return givenWeights((sample, seed) => this.draw(streamSeed("swagSample", seed, sample)));
  }

  /** Draws a network for every sample, which all images meet. */
  predict(
    dataset: Dataset,
    options: PredictOptions & Pick<NetworksOptions, "variant" | "chunkBytes"> = {},
  ): Promise<Predictive> {
    return predictDrawn(this, this.networks(), dataset, options);
  }
}
