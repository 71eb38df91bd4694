import type { Dataset } from "../../data/dataset.js";
import type { KernelVariant } from "../../engine/kernels.js";
import { NescioError } from "../../errors.js";
import { defaultSeed } from "../../math/random.js";
import { randomStream, streamSeed } from "../../math/streams.js";
import type { Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import { activations } from "../../prediction/activations.js";
import { checkWeights } from "../../prediction/check-weights.js";
import type { Posterior, PredictOptions, Tensor, Weights } from "../../prediction/posterior.js";
import { checkPrediction, reserveLogProbs } from "../../prediction/prediction.js";
import { lastLayerOf, type LastLayer } from "../last-layer.js";
import { drawNoise, triangleLength, type LastLayerPrecision } from "./covariance.js";

/** What errors about its network call it. */
export const NAME = "last-layer Laplace";

/** Most outputs of the last layer for all samples of a round: the layers before it run once for a round. */
const ROUND_OUTPUTS = 8192;

/**
 * A network whose last layer, bias included, is a Gaussian around the trained weights with the curvature found there
 * (last-layer Laplace; Daxberger, Kristiadi, Immer, Eschenhagen, Bauer and Hennig 2021); all other layers are certain.
 */
export class LaplacePosterior implements Posterior {
  readonly kind = "laplace";
  readonly #last: LastLayer;
  /** The last round's layers: a single image after the other asks for the same. */
  #drawn: { readonly key: string; readonly network: Network; readonly weights: Weights } | undefined;

  /**
   * @param weights The trained network.
   * @throws NescioError `invalid-model` for tensors or a precision of another shape, `unsupported` for a network that
   * ends in anything but a dense layer.
   */
  constructor(
    readonly network: Network,
    readonly weights: Weights,
    readonly precision: LastLayerPrecision,
  ) {
    checkWeights(network, weights);
    this.#last = lastLayerOf(network, NAME);
    const { inputs, outputs } = this.#last;
    const check = (part: string, found: number, wanted: number): void => {
      if (found === wanted) return;
      throw new NescioError({
        code: "invalid-model",
        subject: `Laplace posterior, ${part}`,
        expected: `${wanted} numbers`,
        found: String(found),
      });
    };
    if (precision.structure === "full") {
      check("factor of the precision", precision.factor.length, triangleLength((inputs + 1) * outputs));
    } else {
      check("eigenvalues of the inputs", precision.inputs.values.length, inputs + 1);
      check("eigenvectors of the inputs", precision.inputs.vectors.length, (inputs + 1) ** 2);
      check("eigenvalues of the outputs", precision.outputs.values.length, outputs);
      check("eigenvectors of the outputs", precision.outputs.vectors.length, outputs ** 2);
    }
  }

  draw(seed: number): Weights {
    const { layer } = this.#last;
    const { weight, bias } = this.#drawLast(seed);
    return new Map(this.weights).set(`${layer.name}.weight`, weight).set(`${layer.name}.bias`, bias);
  }

  meanWeights(): readonly Weights[] {
    return [this.weights];
  }

  /** The certain layers run once for up to some hundreds of samples; every sample draws a last layer that all images meet. */
  async predict(
    dataset: Dataset,
    options: PredictOptions & { readonly variant?: KernelVariant | undefined } = {},
  ): Promise<Predictive> {
    const { samples = 100, seed = defaultSeed, onProgress } = options;
    checkPrediction(this.network, dataset, samples, seed);
    const { outputs: classes } = this.#last;
    const logProbs = reserveLogProbs(dataset.count, samples, classes);
    const most = Math.max(1, Math.floor(ROUND_OUTPUTS / classes));
    for (let from = 0; from < samples; from += most) {
      const group = Math.min(most, samples - from);
      const { network, weights } = this.#layersFor(seed, from, group);
      const outputs = await activations(network, weights, dataset, {
        ...options,
        onProgress: (done, total) => onProgress?.(Math.floor((total * from + done * group) / samples), total),
      });
      for (let image = 0; image < dataset.count; image++) {
        for (let s = 0; s < group; s++) {
          const at = (image * group + s) * classes;
          logSoftmax(
            outputs.subarray(at, at + classes),
            logProbs.subarray((image * samples + from + s) * classes),
          );
        }
      }
    }
    return { images: dataset.count, samples, classes, logProbs };
  }

  /** The networks of `group` samples from `from` on as one. */
  #layersFor(seed: number, from: number, group: number): { network: Network; weights: Weights } {
    const key = [seed, from, group].join();
    if (this.#drawn?.key !== key) {
      const drawn = Array.from({ length: group }, (_, s) =>
        this.#drawLast(streamSeed("laplaceSample", seed, from + s)),
      );
      this.#drawn = { key, ...this.#widened(drawn) };
    }
    return this.#drawn;
  }

  /** The network with the last layers of several draws side by side as one. */
  #widened(drawn: readonly { weight: Tensor; bias: Tensor }[]): { network: Network; weights: Weights } {
    const { layer, inputs, outputs } = this.#last;
    const all = drawn.length * outputs;
    const weight = new Float32Array(all * inputs);
    const bias = new Float32Array(all);
    drawn.forEach((one, s) => {
      weight.set(one.weight.data, s * outputs * inputs);
      bias.set(one.bias.data, s * outputs);
    });
    return {
      network: {
        ...this.network,
        layers: [...this.network.layers.slice(0, -1), { ...layer, outputs: all }],
      },
      weights: new Map(this.weights)
        .set(`${layer.name}.weight`, { shape: [all, inputs], data: weight })
        .set(`${layer.name}.bias`, { shape: [all], data: bias }),
    };
  }

  #drawLast(seed: number): { weight: Tensor; bias: Tensor } {
    const { layer, inputs, outputs } = this.#last;
    const noise = drawNoise(this.precision, outputs, inputs + 1, randomStream("laplaceNoise", seed));
    const weight = this.weights.get(`${layer.name}.weight`)!;
    const bias = this.weights.get(`${layer.name}.bias`)!;
    return {
      weight: {
        shape: weight.shape,
        data: weight.data.map((mean, at) => mean + noise[at + Math.floor(at / inputs)]),
      },
      bias: {
        shape: bias.shape,
        data: bias.data.map((mean, o) => mean + noise[o * (inputs + 1) + inputs]),
      },
    };
  }
}

function logSoftmax(outputs: Float32Array, to: Float32Array): void {
  let top = -Infinity;
  for (const value of outputs) top = Math.max(top, value);
  let sum = 0;
  for (const value of outputs) sum += Math.exp(value - top);
  const logSum = top + Math.log(sum);
  for (let c = 0; c < outputs.length; c++) to[c] = outputs[c] - logSum;
}
