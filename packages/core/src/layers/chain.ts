import type { Dataset } from "../data/dataset.js";
import { stored, type Stored } from "../engine/window.js";
import type { Volume } from "../engine/volume.js";
import type { PixelScaling, Shape } from "./kind.js";
import { kindOfLayer, kindOfStep, type Step } from "./kinds.js";
import { inferShapes, type Network } from "./network.js";

/** A network as the kernels see it. */
export interface Chain {
  readonly input: Volume;
  /** Zeros that the first step wants around the images. */
  readonly border: number;
  /** How the pixels of each channel are read. */
  readonly scaling: readonly PixelScaling[];
  readonly steps: readonly Step[];
}

/**
 * The network as a chain of steps. `flatten` costs nothing here (features lie in the order height, width, channels), a
 * relu joins the step before it, and a relu that changes nothing — a second one, or one on the pixels, which are
 * never negative — goes away. `normalize` is part of how pixels are read. A relu after max pooling or dropout is one
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
    border: paddingOf(steps[0]),
    scaling: pixelScaling(network),
    steps: steps.map((step, i) => ({ ...step, border: paddingOf(steps.at(i + 1)) })),
  };
}

/** How a network reads the pixels of each channel. */
function pixelScaling({ input, layers: [first] }: Network): readonly PixelScaling[] {
  const channels = input[2];
  return (
    kindOfLayer(first).pixels?.(first) ??
    Array.from({ length: channels }, () => ({ factor: 1 / 255, addend: 0 }))
  );
}

/** What a network sees of images: their pixels as it reads them, `[count, height, width, channels]`. */
export function networkInputs(network: Network, { pixels }: Pick<Dataset, "pixels">): Float32Array {
  const scaling = pixelScaling(network);
  return Float32Array.from(pixels, (value, i) => {
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
