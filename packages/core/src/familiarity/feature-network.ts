import { isWeighted, type Layer } from "../layers/kinds.js";
import { NescioError } from "../errors.js";
import { inferShapes, parseNetwork, takesRows, type Network } from "../layers/network.js";

/** Positions that are left of an image's height and width, about: windows of pixels are averaged down to them. */
const POSITIONS = 4;

/** Which layer familiarity looks at: the convolution in the middle, what comes to the last layer, or none. */
export type FeatureDepth = "middle" | "last" | "inputs";

/**
 * The network of the first layers of a classifier, whose outputs are what familiarity looks at. Dropout is left out. Layers
 * keep their names, so that the classifier's weights serve.
 *
 * @throws NescioError `unsupported` for the inputs of images.
 *
 * - `middle`: up to the convolution in the middle (of two the second) with its norm and the relu behind it, averaged down to
 *   about 4×4 positions; without convolutions, up to the first dense layer and the relu behind it. Later convolutions keep what
 *   tells the classes apart and lose what tells other images from them.
 * - `inputs`: rows as the network reads them. What no layer has changed cannot have lost what is strange about it.
 * - `last`: all but the last layer. What is like no class of those that are told apart is between them there, however much its
 *   surface is like theirs. Of a network without hidden layers: as `middle`.
 */
export function featureNetwork(
  network: Network,
  depth: FeatureDepth = takesRows(network) ? "inputs" : "middle",
): Network {
  const layers = network.layers;
  if (depth === "inputs") return inputNetwork(network);
  const shapes = inferShapes(network);
  const before = layers.slice(0, layers.findLastIndex(isWeighted));
  if (depth === "last" && before.some(isWeighted)) {
    const kept: Layer[] = before.filter(({ type }) => type !== "dropout");
    return parseNetwork({ input: network.input, layers: kept });
  }
  const convolutions = layers.flatMap(({ type }, at) => (type === "conv2d" ? [at] : []));
  const middle = convolutions.at(Math.floor(convolutions.length / 2));
  const last = middle ?? layers.findIndex(({ type }) => type === "dense");
  let end = last + 1;
  if (layers.at(end)?.type === "groupNorm") end++;
  if (layers.at(end)?.type === "relu") end++;
  const kept: Layer[] = layers.slice(0, end).filter(({ type }) => type !== "dropout");
  if (middle !== undefined) {
    const [height, width] = shapes[last];
    const size = Math.max(1, Math.round(Math.min(height, width) / POSITIONS));
    if (size > 1) kept.push({ type: "avgPool2d", size, stride: size });
    kept.push({ type: "flatten" });
  }
  return parseNetwork({ input: network.input, layers: kept });
}

/** How a network reads rows, and nothing else of it. */
function inputNetwork(network: Network): Network {
  if (takesRows(network)) {
    return { ...network, layers: network.layers.filter(({ type }) => type === "standardize") };
  }
  throw new NescioError({
    code: "unsupported",
    subject: "familiarity, features",
    expected: "middle or last, of images",
    found: "inputs",
  });
}
