import type { ImageDataset } from "../../packages/core/src/data/dataset.js";
import { applyNetwork, type JaxWeights } from "../../packages/ppl/src/network/apply-network.js";
import { jit, np, type JaxArray } from "../../packages/ppl/src/jax/jax.js";
import type { Weights } from "../../packages/core/src/prediction/posterior.js";
import type { Network } from "../../packages/core/src/layers/network.js";

/** Log-probabilities by jax-js in double precision, `[images, classes]`, of one network after the other. */
export function jaxLogProbs(network: Network, images: ImageDataset): (weights: Weights) => Float64Array {
  const shape = [images.count, images.height, images.width, images.channels];
  const pixels = Float64Array.from(images.pixels, (value) => value / 255);
  const array = (data: ArrayLike<number>, shape: readonly number[]): JaxArray =>
    np.array(Float64Array.from(data), { shape: [...shape], dtype: np.float64 });
  const run = jit((weights: JaxWeights, x: JaxArray) => applyNetwork(network, weights, x)) as unknown as (
    weights: JaxWeights,
    x: JaxArray,
  ) => JaxArray;
  return (weights) => {
    const arrays = [...weights].map(([name, { shape, data }]) => [name, array(data, shape)] as const);
    const z = run(Object.fromEntries(arrays), array(pixels, shape));
    const classes = z.shape[1];
    // jax-js' exp and log are no better than single precision.
    return (z.dataSync() as Float64Array).map((value, at, all) => {
      const image = at - (at % classes);
      return value - logSumExp(all.subarray(image, image + classes));
    });
  };
}

function logSumExp(values: Float64Array): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}
