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
import { checkNumbers } from "../check-numbers.js";
import { meansOf } from "../../prediction/mean-weights.js";
import type { DrawsNetworks, WeightSource } from "../../prediction/network-weights.js";
import { gaussianWeights } from "./drawn-weights.js";
import { predictMeanField, samplesActivations } from "./predict.js";

/** A posterior that gives every weight and bias an independent Gaussian. */
export class MeanFieldPosterior implements Posterior, DrawsNetworks {
  readonly kind = "mean-field";

  /**
   * @param tensors One Gaussian tensor for each of the network's parameters (`parameterSpecs`).
   * @throws NescioError `invalid-model` naming the first tensor that is missing, of another shape, or has a scale that is not
   * above 0.
   */
  constructor(
    readonly network: Network,
    readonly tensors: ReadonlyMap<string, GaussianTensor>,
  ) {
    for (const { name, shape } of parameterSpecs(network)) {
      const tensor = tensors.get(name);
      const subject = `tensor "${name}"`;
      const invalid = (expected: string, found: string): NescioError =>
        new NescioError({ code: "invalid-model", subject, expected, found });
      if (tensor?.shape.join() !== shape.join()) {
        const found = tensor === undefined ? "no such tensor" : `shape ${tensor.shape.join("×")}`;
        throw invalid(`shape ${shape.join("×")}`, found);
      }
      const { loc, scale } = tensor;
      const size = shape.reduce((a, b) => a * b, 1);
      if (loc.length !== size || scale.length !== size) {
        throw invalid(`${size} means and ${size} scales`, `${loc.length} and ${scale.length}`);
      }
      checkNumbers(`${subject}, scale`, scale, "positive");
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
    return [meansOf(this.tensors)];
  }

  /** In a network of dense layers, whose activations are sampled. */
  get samplesByPlace(): boolean {
    return samplesActivations(this.network);
  }

  /** Undefined where activations are sampled. */
  networks(): WeightSource | undefined {
    return this.samplesByPlace ? undefined : gaussianWeights(this.tensors);
  }

  predict(dataset: Dataset, options: PredictOptions = {}): Promise<Predictive> {
    return predictMeanField(this, dataset, options);
  }
}
