import type { ConvLayer, DenseLayer, GroupNormLayer, Layer, Network } from "@nescio/core";
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
  return network.layers.reduce((h, layer, index) => {
    const kind: JaxLayer<Layer> = layers[layer.type];
    return kind.apply(layer, h, { index, weighted, mask });
  }, x);
}

/**
 * What a layer makes of its weights, to which it is linear, and of what its `WeightedRule` is given. Consumes its
 * arguments.
 * @param x `[images, inputs]`, or `[images, height, width, channels]`.
 * @param weight As `parameterSpecs` shapes it.
 */
export function applyWeights(layer: WeightedLayer, x: JaxArray, weight: JaxArray, bias: JaxArray): JaxArray {
  const kind: JaxWeightedLayer<WeightedLayer> = layers[layer.type];
  return kind.applyWeights(layer, x, weight, bias);
}

/** What a layer may need of the walk through its network. */
interface Walk {
  /** The layer's place among all layers. */
  readonly index: number;
  readonly weighted: WeightedRule;
  readonly mask: DropoutMask | undefined;
}

/** A kind of layer on jax-js. All consume the arrays that they are given. */
interface JaxLayer<L> {
  apply(layer: L, x: JaxArray, walk: Walk): JaxArray;
}

/** One with parameters: `apply` leaves them to the walk's rule, which comes back to `applyWeights`. */
interface JaxWeightedLayer<L> extends JaxLayer<L> {
  applyWeights(layer: L, x: JaxArray, weight: JaxArray, bias: JaxArray): JaxArray;
}

const dense: JaxWeightedLayer<DenseLayer> = {
  apply: (layer, x, { weighted }) => weighted(layer, x),
  // x·Wᵀ: the layout of PyTorch, and the faster product here.
  applyWeights: (_, x, weight, bias) => np.matmul(x, weight.transpose()).add(bias),
};

const conv2d: JaxWeightedLayer<ConvLayer> = {
  apply: (layer, x, { weighted }) => weighted(layer, x),
  applyWeights: ({ stride, padding }, x, weight, bias) => {
    const border: [number, number] = [padding, padding];
    const z = lax.conv(channelsFirst(x), weight, [stride, stride], [border, border]);
    return channelsLast(z).add(bias);
  },
};

type PoolLayer = Extract<Layer, { readonly type: "maxPool2d" | "avgPool2d" }>;

const pool = (summary: (window: JaxArray) => JaxArray): JaxLayer<PoolLayer> => ({
  apply: ({ size, stride }, x) =>
    channelsLast(lax.reduceWindow(channelsFirst(x), summary, [size, size], [stride, stride])),
});

const groupNorm: JaxWeightedLayer<GroupNormLayer> = {
  apply: (layer, x, { weighted }) => {
    const { shape } = x;
    const [images, channels] = [shape[0], shape[shape.length - 1]];
    const groups = x.reshape([images, -1, layer.groups, channels / layer.groups]);
    const centred = groups.ref.sub(np.mean(groups, [1, 3], { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), [1, 3], { keepdims: true });
    const normalised = centred.div(np.sqrt(variance.add(1e-5)));
    return weighted(layer, normalised.reshape(shape));
  },
  applyWeights: (_, x, weight, bias) => x.mul(weight).add(bias),
};

/** Every kind of layer on jax-js: one that core has and that is not here does not compile. */
const layers = {
  flatten: { apply: (_, x) => x.reshape([x.shape[0], -1]) },
  relu: { apply: (_, x) => nn.relu(x) },
  dense,
  conv2d,
  maxPool2d: pool((window) => np.max(window)),
  avgPool2d: pool((window) => np.mean(window)),
  groupNorm,
  // By channel, the last axis.
  normalize: { apply: ({ offset, scale }, x) => x.sub(np.array([...offset])).div(np.array([...scale])) },
  standardize: {
    apply: ({ mean, deviation }, x) => x.sub(np.array([...mean])).div(np.array([...deviation])),
  },
  dropout: { apply: (_, x, { index, mask }) => (mask === undefined ? x : x.mul(mask(index, x.shape))) },
} satisfies {
  readonly [Type in Layer["type"]]: Type extends WeightedLayer["type"]
    ? JaxWeightedLayer<Extract<Layer, { readonly type: Type }>>
    : JaxLayer<Extract<Layer, { readonly type: Type }>>;
};

// jax-js wants channels before height and width.
function channelsFirst(x: JaxArray): JaxArray {
  return np.transpose(x, [0, 3, 1, 2]);
}

function channelsLast(x: JaxArray): JaxArray {
  return np.transpose(x, [0, 2, 3, 1]);
}
