import { inputValues, type Dataset } from "../data/dataset.js";
import { stored, type Stored } from "../engine/window.js";
import type { Volume } from "../engine/volume.js";
import type { InputScaling, Shape } from "./kind.js";
import { kindOfLayer, kindOfStep, type Step } from "./kinds.js";
import { inferShapes, takesRows, type Network } from "./network.js";

/** A network as the kernels see it. */
export interface Chain {
  readonly input: Volume;
  /** Whether inputs are rows of numbers, and not pixels. */
  readonly rows: boolean;
  /** Zeros that the first step wants around the images. */
  readonly border: number;
  /** How the pixels of each channel, or the values of each column, are read. */
  readonly scaling: readonly InputScaling[];
  readonly steps: readonly Step[];
}

/**
 * The network as a chain of steps. `flatten` costs nothing here (features lie in the order height, width, channels), a
 * relu joins the step before it, and a relu that changes nothing — a second one, or one on the pixels, which are
 * never negative — goes away. `normalize` and `standardize` are part of how inputs are read. A relu after max pooling or dropout is one
 * before them: both keep the order of values.
 */
export function stepChain(network: Network): Chain {
  const shapes = inferShapes(network);
  const input = volumeOf(network.input);
  const steps: Step[] = [];
  let source = input;
  network.layers.forEach((layer, index) => {
    const target = volumeOf(shapes[index]);
    const kind = kindOfLayer(layer);
    if ("step" in kind) steps.push(kind.step(layer, source, target));
    else if (kind.activation === "relu") foldRelu(steps);
    source = target;
  });
  return {
    input,
    rows: takesRows(network),
    border: paddingOf(steps[0]),
    scaling: inputScaling(network),
    steps: steps.map((step, i) => ({ ...step, border: paddingOf(steps.at(i + 1)) })),
  };
}

/** How a network reads the pixels of each channel, or the values of each column. */
function inputScaling(network: Network): readonly InputScaling[] {
  const { input, layers } = network;
  // A part of a network may have no layer: what comes to the only one.
  const first = layers.at(0);
  const plain = { factor: takesRows(network) ? 1 : 1 / 255, addend: 0 };
  return (first && kindOfLayer(first).reads?.(first)) ?? Array.from({ length: input.at(-1)! }, () => plain);
}

/** What a network sees of inputs: `[count, height, width, channels]` of images, `[count, columns]` of rows. */
export function networkInputs(network: Network, dataset: Dataset): Float32Array {
  const scaling = inputScaling(network);
  return Float32Array.from(inputValues(dataset), (value, i) => {
    const { factor, addend } = scaling[i % scaling.length];
    return value * factor + addend;
  });
}

/** Where the images lie that come in. */
export function storedInput({ input, border }: Chain): Stored {
  return stored(input, border);
}

/** Where what a step makes lies. */
export function storedTarget({ target, border }: Step): Stored {
  return stored(target, border);
}

function foldRelu(steps: Step[]): void {
  const at = steps.findLastIndex((step) => !kindOfStep(step).keepsOrder);
  if (at >= 0) steps[at] = { ...steps[at], relu: true };
}

function volumeOf(shape: Shape): Volume {
  if (shape.length === 1) return { height: 1, width: 1, channels: shape[0] };
  return { height: shape[0], width: shape[1], channels: shape[2] };
}

function paddingOf(step: Step | undefined): number {
  return step === undefined ? 0 : kindOfStep(step).window(step).padding;
}
