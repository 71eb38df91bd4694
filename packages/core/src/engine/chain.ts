import { inferShapes, type Layer, type Network, type Shape } from "../layers/network.js";

/** Height, width and channels; what is flat is one pixel of many channels. */
export interface Volume {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

interface StepBase {
  readonly source: Volume;
  readonly target: Volume;
  /** Whether a relu is folded in. */
  readonly relu: boolean;
  /** Rows and columns of zeros that the next step wants around `target`. */
  readonly border: number;
}

/** A layer with weights. `inputs`: how many of them meet in one output, the bias not counted. */
interface WeightedBase extends StepBase {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

export interface DenseStep extends WeightedBase {
  readonly kind: "dense";
}

export interface ConvStep extends WeightedBase {
  readonly kind: "conv2d";
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

export interface PoolStep extends StepBase {
  readonly kind: "maxPool2d" | "avgPool2d";
  readonly size: number;
  readonly stride: number;
}

export interface DropoutStep extends StepBase {
  readonly kind: "dropout";
  readonly rate: number;
}

/** A layer as the kernels see it: with the activation that follows folded in. */
export type Step = DenseStep | ConvStep | PoolStep | DropoutStep;
export type WeightedStep = DenseStep | ConvStep;

/** A network as the kernels see it. */
export interface Chain {
  readonly input: Volume;
  /** Zeros that the first step wants around the images. */
  readonly border: number;
  readonly steps: readonly Step[];
}

export function isWeightedStep<S extends Step>(step: S): step is S & WeightedStep {
  return step.kind === "dense" || step.kind === "conv2d";
}

/** Number of values. */
export function volumeSize({ height, width, channels }: Volume): number {
  return height * width * channels;
}

/**
 * The network as a chain of steps. `flatten` costs nothing here (features lie in the order height, width, channels), a
 * relu joins the step before it, and a relu that changes nothing — a second one, or one on the pixels, which are
 * never negative — goes away. A relu after max pooling or dropout is one before them: both keep the order of values.
 */
export function stepChain(network: Network): Chain {
  const shapes = inferShapes(network);
  const input = volumeOf(network.input);
  const steps: Step[] = [];
  let source = input;
  network.layers.forEach((layer, index) => {
    const target = volumeOf(shapes[index]);
    if (layer.type === "relu") foldRelu(steps);
    else if (layer.type !== "flatten") steps.push(stepOf(layer, source, target));
    source = target;
  });
  return {
    input,
    border: paddingOf(steps[0]),
    steps: steps.map((step, i) => ({ ...step, border: paddingOf(steps.at(i + 1)) })),
  };
}

function stepOf(layer: Exclude<Layer, { type: "relu" | "flatten" }>, source: Volume, target: Volume): Step {
  const base = { target, relu: false, border: 0 };
  switch (layer.type) {
    case "dense": {
      const { name, outputs } = layer;
      const inputs = volumeSize(source);
      const flat = { height: 1, width: 1, channels: inputs };
      return { ...base, kind: "dense", name, inputs, outputs, source: flat };
    }
    case "conv2d": {
      const { type: kind, ...rest } = layer;
      return { ...base, kind, ...rest, inputs: layer.kernel ** 2 * source.channels, source };
    }
    case "maxPool2d":
    case "avgPool2d": {
      const { type: kind, ...rest } = layer;
      return { ...base, kind, ...rest, source };
    }
    case "dropout":
      return { ...base, kind: "dropout", rate: layer.rate, source };
  }
}

function foldRelu(steps: Step[]): void {
  const at = steps.findLastIndex(({ kind }) => kind !== "maxPool2d" && kind !== "dropout");
  if (at >= 0) steps[at] = { ...steps[at], relu: true };
}

function volumeOf(shape: Shape): Volume {
  if (shape.length === 1) return { height: 1, width: 1, channels: shape[0] };
  return { height: shape[0], width: shape[1], channels: shape[2] };
}

function paddingOf(step: Step | undefined): number {
  return step?.kind === "conv2d" ? step.padding : 0;
}
