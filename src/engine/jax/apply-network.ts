import type { Layer, Network } from "../../network/network.js";
import { nn, np, type JaxArray } from "./jax.js";

/** The parameters of a network by name, `fc1.weight`, `fc1.bias`, …, each as `parameterSpecs` shapes it. */
export type JaxWeights = Readonly<Record<string, JaxArray>>;

/** What runs a layer that has parameters, in place of the plain product. */
export type DenseRule = (layer: Extract<Layer, { type: "dense" }>, x: JaxArray) => JaxArray;

/**
 * A network as a pure function of its weights: what it makes of a batch of images, before any softmax.
 * @param x `[images, …]`: the network's input shape behind the first axis, or already flat. Consumed.
 * @param weights Consumed.
 * @returns `[images, outputs]`
 */
export function applyNetwork(network: Network, weights: JaxWeights, x: JaxArray): JaxArray {
  return walkNetwork(network, x, ({ name }, h) =>
    // x·Wᵀ: the layout of PyTorch, and the faster product here.
    np.matmul(h, weights[`${name}.weight`].transpose()).add(weights[`${name}.bias`]),
  );
}

/** The same with a rule of one's own for the layers that have parameters. */
export function walkNetwork(network: Network, x: JaxArray, dense: DenseRule): JaxArray {
  const images = x.shape[0];
  return network.layers.reduce((h, layer) => {
    switch (layer.type) {
      case "flatten":
        return h.reshape([images, -1]);
      case "relu":
        return nn.relu(h);
      case "dense":
        return dense(layer, h);
    }
  }, x);
}
