import type { GaussianTensor, Tensor, Weights } from "../prediction/posterior.js";

/** A Gaussian prior of its own for each weight of a network, as the kernels take it. */
export interface WeightsPrior {
  readonly locs: Weights;
  /** 1 / scale². */
  readonly precisions: Weights;
  /** Of each layer, the mean of ln scale over its weights and biases. */
  readonly logScales: readonly number[];
}

/** As the prior of settings has them, so that squares fit an f32. */
const [smallest, largest] = [1e-9, 1e9];

/**
 * A posterior as a prior: what is learned next is added to what is known (Broderick et al. 2013, "Streaming variational Bayes",
 * arXiv:1307.6769).
 *
 * @param tensors In the order of `parameterSpecs`: a weight and a bias of each layer.
 */
export function weightsPrior(tensors: ReadonlyMap<string, GaussianTensor>): WeightsPrior {
  const scaleOf = (value: number): number => Math.min(largest, Math.max(smallest, value));
  const made = (of: (tensor: GaussianTensor) => Float32Array): Weights =>
    new Map(
      Array.from(tensors, ([name, tensor]): [string, Tensor] => [
        name,
        { shape: tensor.shape, data: of(tensor) },
      ]),
    );
  const all = [...tensors.values()];
  const logScales: number[] = [];
  for (let i = 0; i < all.length; i += 2) {
    const scales = [...all[i].scale, ...all[i + 1].scale];
    logScales.push(scales.reduce((sum, scale) => sum + Math.log(scaleOf(scale)), 0) / scales.length);
  }
  return {
    locs: made(({ loc }) => loc),
    precisions: made(({ scale }) => scale.map((value) => 1 / scaleOf(value) ** 2)),
    logScales,
  };
}
