import type { Network } from "@nescio/core";
import type { WeightedLayer } from "@nescio/core/internal";
import { lax, nn, np, type JaxArray } from "../jax/jax.js";

/** The parameters of a network by name, `fc1.weight`, `fc1.bias`, …, each as `parameterSpecs` shapes it. */
export type JaxWeights = Readonly<Record<string, JaxArray>>;

/** What runs a layer that has parameters, in place of the plain product or convolution. */
export type WeightedRule = (layer: WeightedLayer, x: JaxArray) => JaxArray;

/**
 * What a dropout layer multiplies its input by, given the layer's place among all layers and the input's shape: 0 or
 * 1 / (1 − rate). Consumed.
 */
export type DropoutMask = (index: number, shape: readonly number[]) => JaxArray;

/**
 * A network as a pure function of its weights: what it makes of a batch of images, before any softmax.
 * @param x `[images, …]`: the network's input shape behind the first axis, or already flat where the network
 * flattens it at once. Consumed.
 * @param weights Consumed.
 * @param mask Default: none; dropout layers pass everything on.
 * @returns `[images, outputs]`
 */
export function applyNetwork(
  network: Network,
  weights: JaxWeights,
  x: JaxArray,
  mask?: DropoutMask,
): JaxArray {
  const rule: WeightedRule = (layer, h) =>
    applyWeights(layer, h, weights[`${layer.name}.weight`], weights[`${layer.name}.bias`]);
  return walkNetwork(network, x, rule, mask);
}

/** The same with a rule of one's own for the layers that have parameters. */
export function walkNetwork(
  network: Network,
  x: JaxArray,
  weighted: WeightedRule,
  mask?: DropoutMask,
): JaxArray {
  const images = x.shape[0];
  return network.layers.reduce((h, layer, index) => {
    switch (layer.type) {
      case "flatten":
        return h.reshape([images, -1]);
      case "relu":
        return nn.relu(h);
      case "dense":
      case "conv2d":
        return weighted(layer, h);
      case "maxPool2d":
        return pool(h, layer.size, layer.stride, (window) => np.max(window));
      case "avgPool2d":
        return pool(h, layer.size, layer.stride, (window) => np.mean(window));
      case "dropout":
        return mask === undefined ? h : h.mul(mask(index, h.shape));
    }
  }, x);
}

/**
 * A layer's product or convolution with its bias. Consumes its arguments.
 * @param x `[images, inputs]`, or `[images, height, width, channels]`.
 * @param weight As `parameterSpecs` shapes it.
 */
export function applyWeights(layer: WeightedLayer, x: JaxArray, weight: JaxArray, bias: JaxArray): JaxArray {
  // x·Wᵀ: the layout of PyTorch, and the faster product here.
  if (layer.type === "dense") return np.matmul(x, weight.transpose()).add(bias);
  const { stride, padding } = layer;
  const border: [number, number] = [padding, padding];
  const z = lax.conv(channelsFirst(x), weight, [stride, stride], [border, border]);
  return channelsLast(z).add(bias);
}

function pool(x: JaxArray, size: number, stride: number, summary: (window: JaxArray) => JaxArray): JaxArray {
  return channelsLast(lax.reduceWindow(channelsFirst(x), summary, [size, size], [stride, stride]));
}

// jax-js wants channels before height and width.
function channelsFirst(x: JaxArray): JaxArray {
  return np.transpose(x, [0, 3, 1, 2]);
}

function channelsLast(x: JaxArray): JaxArray {
  return np.transpose(x, [0, 2, 3, 1]);
}
