import * as z from "zod";
import { NescioError } from "../errors.js";
import { firstIssue } from "../validation.js";

/** Image shape `[height, width, channels]`, or `[features]` once flattened. */
export type Shape = readonly number[];

const size = z.int().min(1).max(65_536);
/** Names a layer's parameters: `NAME.weight`, `NAME.bias`. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, "a letter, then letters, digits or _");

/** Square windows of pixels; those that do not fit whole are dropped. `stride` is `size` where it is left out. */
const pool = <T extends "maxPool2d" | "avgPool2d">(type: T) =>
  z
    .strictObject({
      type: z.literal(type),
      size: z.int().min(1).max(256),
      stride: z.int().min(1).max(256).optional(),
    })
    .transform((layer) => ({ ...layer, stride: layer.stride ?? layer.size }));

const layerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("flatten") }),
  z.strictObject({ type: z.literal("relu") }),
  z.strictObject({ type: z.literal("dense"), name, outputs: size }),
  z.strictObject({
    type: z.literal("conv2d"),
    name,
    /** Channels of what comes out. */
    outputs: z.int().min(1).max(4096),
    /** Pixels along a side of the square kernel. */
    kernel: z.int().min(1).max(15),
    /** Pixels from one position of the kernel to the next. */
    stride: z.int().min(1).max(15).default(1),
    /** Rows and columns of zeros around the image; fewer than the kernel's. */
    padding: z.int().min(0).max(14).default(0),
  }),
  pool("maxPool2d"),
  pool("avgPool2d"),
  z.strictObject({
    type: z.literal("dropout"),
    /** Share of the values that training sets to zero, in [0, 1); the others grow by 1 / (1 − rate). */
    rate: z.number().min(0).lt(1),
  }),
]);

const networkSchema = z.strictObject({
  input: z.tuple([size, size, z.int().min(1).max(4)]),
  layers: z.array(layerSchema).min(1).max(64),
});

export type Layer = z.infer<typeof layerSchema>;
export type DenseLayer = Extract<Layer, { type: "dense" }>;
export type ConvLayer = Extract<Layer, { type: "conv2d" }>;
/** A layer that has parameters. */
export type WeightedLayer = DenseLayer | ConvLayer;

/** A plain, serialisable description of a network: input shape and layers; no weights. */
export interface Network {
  /** `[height, width, channels]` of the images it takes. */
  readonly input: readonly [number, number, number];
  readonly layers: readonly Layer[];
}

/** A parameter tensor that a network needs. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
}

function invalid(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-network", subject, expected, found });
}

/** Whether a layer has parameters, `NAME.weight` and `NAME.bias`. */
export function isWeighted(layer: Layer): layer is WeightedLayer {
  return layer.type === "dense" || layer.type === "conv2d";
}

/** The shape after each layer, in layer order. Throws where a layer cannot take what comes to it. */
export function inferShapes(network: Network): Shape[] {
  let shape: Shape = network.input;
  const names = new Set<string>();
  return network.layers.map((layer, index) => {
    const subject = `network layer ${index} (${layer.type})`;
    if (isWeighted(layer)) {
      if (names.has(layer.name)) throw invalid(subject, "a name of its own", `"${layer.name}" a second time`);
      names.add(layer.name);
    }
    shape = shapeAfter(layer, shape, subject);
    return shape;
  });
}

function shapeAfter(layer: Layer, shape: Shape, subject: string): Shape {
  switch (layer.type) {
    case "flatten":
      return [shape.reduce((a, b) => a * b, 1)];
    case "relu":
    case "dropout":
      return shape;
    case "dense":
      if (shape.length !== 1) {
        throw invalid(subject, "a flat input (put a flatten layer before it)", `shape ${shape.join("×")}`);
      }
      return [layer.outputs];
    case "conv2d":
      if (layer.padding >= layer.kernel) {
        throw invalid(subject, `a padding below the kernel's ${layer.kernel}`, `${layer.padding}`);
      }
      return [...windows(shape, layer.kernel, layer.stride, layer.padding, subject), layer.outputs];
    case "maxPool2d":
    case "avgPool2d":
      return [...windows(shape, layer.size, layer.stride, 0, subject), shape[2]];
  }
}

/** How many windows fit down and across an image. */
function windows(shape: Shape, side: number, stride: number, padding: number, subject: string): number[] {
  const found = `shape ${shape.join("×")}`;
  if (shape.length !== 3) throw invalid(subject, "an image (put it before the flatten layer)", found);
  return shape.slice(0, 2).map((length) => {
    const room = length + 2 * padding - side;
    if (room < 0) {
      const padded = padding > 0 ? `, padded by ${padding}` : "";
      throw invalid(subject, `an image of at least ${side}×${side}`, found + padded);
    }
    return Math.floor(room / stride) + 1;
  });
}

/** Validates a network from anywhere (a JSON file, a model file, a literal) and returns it typed and frozen. */
export function parseNetwork(value: unknown): Network {
  const parsed = networkSchema.safeParse(value);
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
  const last = shapes.at(-1)!;
  if (last.length !== 1) {
    throw invalid("network", "to end in a flat layer, one output per class", `shape ${last.join("×")}`);
  }
  if (!network.layers.some(isWeighted)) {
    throw invalid("network", "at least one layer with weights (dense, conv2d)", "none");
  }
  return Object.freeze(network);
}

/** Number of outputs: the classes it tells apart. */
export function outputCount(network: Network): number {
  return inferShapes(network).at(-1)![0];
}

/**
 * Every parameter tensor of the network, in layer order, as PyTorch shapes them: a dense weight is
 * `[outputs, inputs]`, a convolution's `[outputs, inputs, kernel, kernel]`.
 */
export function parameterSpecs(network: Network): ParameterSpec[] {
  const shapes = inferShapes(network);
  return network.layers.flatMap((layer, index) => {
    if (!isWeighted(layer)) return [];
    // The last axis of what comes in: features, or channels.
    const inputs = (index === 0 ? network.input : shapes[index - 1]).at(-1)!;
    const window = layer.type === "conv2d" ? [layer.kernel, layer.kernel] : [];
    return [
      { name: `${layer.name}.weight`, shape: [layer.outputs, inputs, ...window] },
      { name: `${layer.name}.bias`, shape: [layer.outputs] },
    ];
  });
}

/**
 * A fully connected classifier: flatten, then dense + relu for each hidden size, then dense to the classes.
 * `denseNetwork([28, 28, 1], [1024], 10)` is the tutorial's 784-1024-10.
 */
export function denseNetwork(
  input: readonly [number, number, number],
  hidden: readonly number[],
  classes: number,
): Network {
  return parseNetwork({
    input,
    layers: [
      { type: "flatten" },
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
