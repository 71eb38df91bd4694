import { volumeSize, type Chain, type Step, type Volume } from "./chain.js";

/** Bytes of a window's record; the kernels' layout (kernels/window.ts). */
export const WINDOW_BYTES = 64;

/** How a volume lies in a panel: rows of pixels with a border of zeros around them, and the row of ones at the end. */
export interface Stored {
  /** Features from one row of pixels to the next. */
  readonly pitch: number;
  /** The first feature that is not border. */
  readonly first: number;
  /** Features in all, border and ones counted: a panel takes 32 bytes for each. */
  readonly rows: number;
}

/** Where a volume lies with a border around it. */
export function stored({ height, width, channels }: Volume, border: number): Stored {
  const pitch = (width + 2 * border) * channels;
  return {
    pitch,
    first: border * pitch + border * channels,
    rows: (height + 2 * border) * pitch + 1,
  };
}

/** Features of a panel of gradients: no border, and whole quads. */
export function gradientRows(volume: Volume): number {
  return Math.ceil(volumeSize(volume) / 4) * 4;
}

/** Where the images lie that come in. */
export function storedInput({ input, border }: Chain): Stored {
  return stored(input, border);
}

/** What `gatherPixels` is told of the images: rows of pixels, values in one, and where they lie in a panel. */
export interface GatherShape extends Stored {
  readonly height: number;
  readonly length: number;
}

/** The shape in which a chain wants its images. */
export function gatherShape(chain: Chain): GatherShape {
  const { height, width, channels } = chain.input;
  // Without a border an image is one row.
  const shape =
    chain.border === 0
      ? { height: 1, length: volumeSize(chain.input) }
      : { height, length: width * channels };
  return { ...shape, ...storedInput(chain) };
}

/** Where what a step makes lies. */
export function storedTarget({ target, border }: Step): Stored {
  return stored(target, border);
}

/**
 * A step's record for the kernels: a window that goes over its input. A dense layer has one of a single pixel, and a
 * dropout layer one at every pixel.
 */
export function windowRecord(step: Step): Uint32Array {
  const { source, target, relu } = step;
  const { kernel, stride, padding } = windowOf(step);
  const from = stored(source, padding);
  const to = storedTarget(step);
  return Uint32Array.of(
    ...[source.channels, target.channels, kernel, stride, padding],
    ...[source.height, source.width, target.height, target.width],
    ...[from.pitch, from.rows, to.pitch, to.first, to.rows],
    relu ? 1 : 0,
  );
}

function windowOf(step: Step): { kernel: number; stride: number; padding: number } {
  switch (step.kind) {
    case "conv2d":
      return step;
    case "maxPool2d":
    case "avgPool2d":
      return { kernel: step.size, stride: step.stride, padding: 0 };
    case "dense":
    case "dropout":
      return { kernel: 1, stride: 1, padding: 0 };
  }
}

/** A dropout rate as the kernels take it: in units of 2⁻²⁴, and what the values that stay grow by. */
export function dropoutRate(rate: number): { threshold: number; scale: number } {
  return { threshold: Math.min(Math.round(rate * 2 ** 24), 2 ** 24 - 1), scale: 1 / (1 - rate) };
}
