import { stored, type Stored } from "../engine/window.js";
import type { Volume } from "../engine/volume.js";
import type { Shape } from "./kind.js";
import { kindOfLayer, kindOfStep, type Step } from "./kinds.js";
import { inferShapes, type Network } from "./network.js";

/** A network as the kernels see it. */
export interface Chain {
  readonly input: Volume;
  /** Zeros that the first step wants around the images. */
  readonly border: number;
  readonly steps: readonly Step[];
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
    const kind = kindOfLayer(layer);
    if ("step" in kind) steps.push(kind.step(layer, source, target));
    else if (kind.activation === "relu") foldRelu(steps);
    source = target;
  });
  return {
    input,
    border: paddingOf(steps[0]),
    steps: steps.map((step, i) => ({ ...step, border: paddingOf(steps.at(i + 1)) })),
  };
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
