import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { randomStream } from "../../math/streams.js";
import { parameterSpecs, type Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import type {
  GaussianTensor,
  Posterior,
  PredictOptions,
  Tensor,
  Weights,
} from "../../prediction/posterior.js";
import { predictMeanField } from "./predict.js";

/** A posterior that gives every weight and bias an independent Gaussian. */
export class MeanFieldPosterior implements Posterior {
  readonly kind = "mean-field";

  /**
   * @param tensors One Gaussian tensor for each of the network's parameters (`parameterSpecs`).
   * @throws NescioError `invalid-model` naming the first tensor that is missing or of another shape.
   */
  constructor(
    readonly network: Network,
    readonly tensors: ReadonlyMap<string, GaussianTensor>,
  ) {
    for (const { name, shape } of parameterSpecs(network)) {
      const tensor = tensors.get(name);
      const size = shape.reduce((a, b) => a * b, 1);
      if (
        tensor?.shape.join() !== shape.join() ||
        tensor.loc.length !== size ||
        tensor.scale.length !== size
      ) {
        throw new NescioError({
          code: "invalid-model",
          subject: `tensor "${name}"`,
          expected: `shape ${shape.join("×")}`,
          found: tensor === undefined ? "no such tensor" : `shape ${tensor.shape.join("×")}`,
        });
      }
    }
  }

  draw(seed: number): Weights {
    const weights = new Map<string, Tensor>();
    parameterSpecs(this.network).forEach(({ name, shape }, index) => {
      const random = randomStream("meanFieldDraw", seed, index);
      const { loc, scale } = this.tensors.get(name)!;
      weights.set(name, { shape, data: loc.map((mean, i) => mean + scale[i] * random.normal()) });
    });
    return weights;
  }

  meanWeights(): readonly Weights[] {
    const loc = ([name, tensor]: [string, GaussianTensor]): [string, Tensor] => [
      name,
      { shape: tensor.shape, data: tensor.loc },
    ];
    return [new Map([...this.tensors].map(loc))];
  }

  predict(dataset: Dataset, options: PredictOptions = {}): Promise<Predictive> {
    return predictMeanField(this, dataset, options);
  }
}
