import * as z from "zod";
import { NescioError } from "../errors.js";
import { firstIssue } from "../validation.js";
import { invalidNetwork, size } from "./checks.js";
import type { Shape } from "./kind.js";
import {
  isWeighted,
  kindOfLayer,
  kindOfWeightedLayer,
  layerSchema,
  weightedTypes,
  type Layer,
} from "./kinds.js";

const layersSchema = z.strictObject({
  input: z.union([z.tuple([size, size, z.int().min(1).max(4)]), z.tuple([size])]),
  layers: z.array(layerSchema).max(64),
});

const networkSchema = layersSchema.extend({ layers: layersSchema.shape.layers.min(1) });

/** The shape of what a network takes: an image, or a row of numbers. */
export type InputShape =
  readonly [height: number, width: number, channels: number] | readonly [columns: number];

/** A plain, serialisable description of a network: input shape and layers; no weights. */
export interface Network {
  /** `[height, width, channels]` of the images, or `[columns]` of the rows, that it takes. */
  readonly input: InputShape;
  readonly layers: readonly Layer[];
}

/** A parameter tensor that a network needs. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
}

/** The shape after each layer, in layer order. Throws where a layer cannot take what comes to it. */
export function inferShapes(network: Network): Shape[] {
  let shape: Shape = network.input;
  const names = new Set<string>();
  return network.layers.map((layer, index) => {
    const subject = `network layer ${index} (${layer.type})`;
    if (isWeighted(layer)) {
      if (names.has(layer.name))
        throw invalidNetwork(subject, "a name of its own", `"${layer.name}" a second time`);
      names.add(layer.name);
    }
    shape = kindOfLayer(layer).shape(layer, shape, subject);
    return shape;
  });
}

/**
 * Validates a network from anywhere (a JSON file, a model file, a literal) and returns it typed and frozen.
 *
 * @throws NescioError `invalid-network`.
 */
export function parseNetwork(value: unknown): Network {
  const network = parse(networkSchema, value);
  if (network.layers.some(isWeighted)) return network;
  throw invalidNetwork("network", `at least one layer with weights (${weightedTypes.join(", ")})`, "none");
}

/** The same of a network that may have no weights. */
export function parseLayers(value: unknown): Network {
  return parse(layersSchema, value);
}

function parse(schema: typeof layersSchema, value: unknown): Network {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { path, expected, found } = firstIssue(parsed.error, value);
    throw new NescioError({
      code: "invalid-network",
      subject: path === "" ? "network" : `network.${path}`,
      expected,
      found,
      next: 'A network looks like { "input": [28, 28, 1], "layers": [{ "type": "flatten" }, …] }.',
    });
  }
  const network = parsed.data;
  const shapes = inferShapes(network);
  const last = shapes.at(-1) ?? network.input;
  if (last.length !== 1) {
    throw invalidNetwork(
      "network",
      "to end in a flat layer, one output per class",
      `shape ${last.join("×")}`,
    );
  }
  checkActivations(network, shapes);
  checkReading(network);
  return Object.freeze(network);
}

/**
 * Most numbers that one image becomes on its way through a network, its own counted: 64 MiB. A description of a few bytes may
 * ask for any amount of memory. (VGG-16 on 224×224 pixels makes 15 million.)
 */
const mostActivations = 2 ** 24;

function checkActivations({ input, layers }: Network, shapes: readonly Shape[]): void {
  const made = shapes.filter((_, index) => "step" in kindOfLayer(layers[index]));
  const values = [input, ...made].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  if (values <= mostActivations) return;
  throw invalidNetwork(
    "network",
    `at most ${mostActivations} numbers for one image, in its input and behind each layer`,
    String(values),
  );
}

/**
 * What says how inputs are read stands first, and no relu between it and the first layer that computes something new: a
 * relu on pixels as they are changes nothing, and the kernels leave it out.
 */
function checkReading(network: Network): void {
  const { layers } = network;
  if (layers.length === 0) return;
  const reads = (layer: Layer): boolean => kindOfLayer(layer).reads !== undefined;
  const late = layers.findIndex((layer, index) => index > 0 && reads(layer));
  if (late > 0) {
    const subject = `network layer ${late} (${layers[late].type})`;
    throw invalidNetwork(subject, "to be the first layer", `layer ${late}`);
  }
  const firstWeighted = layers.findIndex(isWeighted);
  const relu = layers.findIndex((layer) => layer.type === "relu");
  if ((reads(layers[0]) || takesRows(network)) && relu >= 0 && relu < firstWeighted) {
    const subject = `network layer ${relu} (relu)`;
    const before = reads(layers[0]) ? layers[0].type : "the input";
    throw invalidNetwork(subject, `a layer with weights between it and ${before}`, "none");
  }
}

/** Whether a network takes rows of numbers, and not images. */
export function takesRows({ input }: Pick<Network, "input">): boolean {
  return input.length === 1;
}

/**
 * The shape of the images that a network takes.
 *
 * @throws NescioError `unsupported` for one that takes rows of numbers.
 */
export function imageInput({ input }: Pick<Network, "input">): {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
} {
  if (input.length === 3) return { height: input[0], width: input[1], channels: input[2] };
  throw new NescioError({
    code: "unsupported",
    subject: "pictures",
    expected: "a network for images",
    found: `one for rows of ${input[0]} numbers`,
    next: "Give rows: a table with the columns that it was trained on, or a data set of rows.",
  });
}

/** Number of outputs: the classes it tells apart. */
export function outputCount(network: Network): number {
  return (inferShapes(network).at(-1) ?? network.input)[0];
}

/**
 * Every parameter tensor of the network, in layer order, as PyTorch shapes them: a dense weight is
 * `[outputs, inputs]`, a convolution's `[outputs, inputs, kernel, kernel]`.
 */
export function parameterSpecs(network: Network): ParameterSpec[] {
  const shapes = inferShapes(network);
  return network.layers.flatMap((layer, index) => {
    if (!isWeighted(layer)) return [];
    const shape = kindOfWeightedLayer(layer).weightShape(layer, shapes[index - 1] ?? network.input);
    return [
      { name: `${layer.name}.weight`, shape },
      { name: `${layer.name}.bias`, shape: [shape[0]] },
    ];
  });
}

/** The network without the layers that only training needs, such as dropout: what mean weights predict with. */
export function withoutRandomLayers(network: Network): Network {
  return { ...network, layers: network.layers.filter((layer) => !isRandom(layer)) };
}

function isRandom(layer: Layer): boolean {
  const kind = kindOfLayer(layer);
  return "random" in kind && kind.random;
}

/** "784-1024-10"; a convolution by its channels and its kernel's side, "784-16c5-32c5-128-10". */
export function networkName(network: Network): string {
  const inputs = network.input.reduce((a, b) => a * b, 1);
  const labels = network.layers.filter(isWeighted).flatMap((layer) => {
    return kindOfWeightedLayer(layer).label(layer) ?? [];
  });
  return [inputs, ...labels].join("-");
}

/**
 * A fully connected classifier: flatten, then dense + relu for each hidden size, then dense to the classes.
 * `denseNetwork([28, 28, 1], [1024], 10)` is the tutorial's 784-1024-10; `denseNetwork([4], [], 3)` a linear one for rows of 4.
 */
export function denseNetwork(input: InputShape, hidden: readonly number[], classes: number): Network {
  return parseNetwork({
    input,
    layers: [
      ...(input.length === 1 ? [] : [{ type: "flatten" }]),
      ...hidden.flatMap((outputs, i) => [{ type: "dense", name: `fc${i + 1}`, outputs }, { type: "relu" }]),
      { type: "dense", name: "out", outputs: classes },
    ],
  });
}

/** What `convNetwork` builds of. */
export interface ConvNetworkOptions {
  /** Channels of each convolution, e.g. `[16, 32]`. */
  readonly channels: readonly number[];
  /** Pixels along a side of every kernel, 1 to 15. */
  readonly kernel: number;
  /** Zeros around each convolution's input. Default 0. */
  readonly padding?: number | undefined;
  /** Sizes of the dense layers behind the convolutions. */
  readonly hidden: readonly number[];
  /** Rate of dropout before every dense layer, in [0, 1). Default: none. */
  readonly dropout?: number | undefined;
}

/**
 * A convolutional classifier in the manner of LeNet (LeCun, Bottou, Bengio, Haffner 1998): convolution, relu and max
 * pooling by 2 for each of `channels`, then dense + relu for each hidden size, then dense to the classes.
 * @throws NescioError `invalid-network` where the image becomes smaller than a kernel or a window.
 */
export function convNetwork(
  input: readonly [number, number, number],
  { channels, kernel, padding = 0, hidden, dropout }: ConvNetworkOptions,
  classes: number,
): Network {
  const drop = dropout === undefined ? [] : [{ type: "dropout", rate: dropout }];
  return parseNetwork({
    input,
    layers: [
      ...channels.flatMap((outputs, i) => [
        { type: "conv2d", name: `conv${i + 1}`, outputs, kernel, padding },
        { type: "relu" },
        { type: "maxPool2d", size: 2 },
      ]),
      { type: "flatten" },
      ...hidden.flatMap((outputs, i) => [
        ...drop,
        { type: "dense", name: `fc${i + 1}`, outputs },
        { type: "relu" },
      ]),
      ...drop,
      { type: "dense", name: "out", outputs: classes },
    ],
  });
}
