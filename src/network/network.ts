import * as z from "zod";
import { NescioError } from "../errors.js";
import { firstIssue } from "../validation.js";

/** Image shape `[height, width, channels]`, or `[features]` once flattened. */
export type Shape = readonly number[];

const size = z.int().min(1).max(65_536);

const layerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("flatten") }),
  z.strictObject({ type: z.literal("relu") }),
  z.strictObject({
    type: z.literal("dense"),
    /** Names the layer's parameters: `NAME.weight`, `NAME.bias`. */
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, "a letter, then letters, digits or _"),
    outputs: size,
  }),
]);

const networkSchema = z.strictObject({
  input: z.tuple([size, size, z.int().min(1).max(4)]),
  layers: z.array(layerSchema).min(1).max(64),
});

export type Layer = z.infer<typeof layerSchema>;
export type DenseLayer = Extract<Layer, { type: "dense" }>;

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

/** The shape after each layer, in layer order. Throws where a layer cannot take what comes to it. */
export function inferShapes(network: Network): Shape[] {
  let shape: Shape = network.input;
  const names = new Set<string>();
  return network.layers.map((layer, index) => {
    const subject = `network layer ${index} (${layer.type})`;
    switch (layer.type) {
      case "flatten":
        shape = [shape.reduce((a, b) => a * b, 1)];
        break;
      case "relu":
        break;
      case "dense":
        if (shape.length !== 1) {
          throw invalid(subject, "a flat input (put a flatten layer before it)", `shape ${shape.join("×")}`);
        }
        if (names.has(layer.name))
          throw invalid(subject, "a name of its own", `"${layer.name}" a second time`);
        names.add(layer.name);
        shape = [layer.outputs];
        break;
    }
    return shape;
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
  if (!network.layers.some((layer) => layer.type === "dense")) {
    throw invalid("network", "at least one layer with weights (dense)", "none");
  }
  return Object.freeze(network);
}

/** Number of outputs: the classes it tells apart. */
export function outputCount(network: Network): number {
  return inferShapes(network).at(-1)![0];
}

/** Every parameter tensor of the network, in layer order; a dense weight is `[outputs, inputs]`, as in PyTorch. */
export function parameterSpecs(network: Network): ParameterSpec[] {
  const shapes = inferShapes(network);
  return network.layers.flatMap((layer, index) => {
    if (layer.type !== "dense") return [];
    // Never the first: something before it has made the image flat.
    const inputs = shapes[index - 1][0];
    return [
      { name: `${layer.name}.weight`, shape: [layer.outputs, inputs] },
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
