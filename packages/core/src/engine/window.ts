import { volumeSize, type Volume } from "./volume.js";

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

/** What `gatherPixels` is told of the images: rows of pixels, values in one, and where they lie in a panel. */
export interface GatherShape extends Stored {
  readonly height: number;
  readonly length: number;
  readonly channels: number;
}

/** The shape in which a network wants its images: `border` rows and columns of zeros around them. */
export function gatherShape({
  input,
  border,
}: {
  readonly input: Volume;
  readonly border: number;
}): GatherShape {
  const { height, width, channels } = input;
  // Without a border an image is one row.
  const shape =
    border === 0 ? { height: 1, length: volumeSize(input) } : { height, length: width * channels };
  return { ...shape, channels, ...stored(input, border) };
}

/** A square window of pixels that goes over an image; in pixels all three. */
export interface WindowShape {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** A window of one pixel that stops at every one. */
export const pixelWindow: WindowShape = { kernel: 1, stride: 1, padding: 0 };

/** From where to where a window goes. */
export interface WindowPath {
  readonly source: Volume;
  readonly target: Volume;
  /** Whether a relu follows at once. */
  readonly relu: boolean;
  /** Rows and columns of zeros around `target`. */
  readonly border: number;
}

/** A window's record for the kernels. */
export function windowRecord(
  { source, target, relu, border }: WindowPath,
  { kernel, stride, padding }: WindowShape,
): Uint32Array {
  const from = stored(source, padding);
  const to = stored(target, border);
  const sides = [source.height, source.width, target.height, target.width];
  const places = [from.pitch, from.rows, to.pitch, to.first, to.rows];
  return Uint32Array.of(
    source.channels,
    target.channels,
    kernel,
    stride,
    padding,
    ...sides,
    ...places,
    relu ? 1 : 0,
  );
}
