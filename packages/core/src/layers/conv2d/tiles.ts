import type { Tiles } from "../kind.js";
import type { ConvStep } from "./step.js";

/** Tiles that the kernels transform at a time, and quads of outputs that they multiply them with. */
export const TILES = 4;
const QUADS = 4;
/** Bytes of their own at the start of scratch memory. */
export const WORK = 768;

/** Fewer channels on either side, and the transforms take what the products save. */
const LEAST_CHANNELS = 8;

/**
 * How a convolution is computed by tiles, with 16 multiplications for 2×2 outputs instead of 36, 25 for 3×3 instead of 81, or
 * 36 for 4×4 instead of 144 (kernels/winograd.ts); undefined where that does not pay.
 */
export function tilesOf(step: ConvStep): Tiles | undefined {
  const { kernel, stride, padding, source, outputs } = step;
  if (kernel !== 3 || stride !== 1 || padding > 2 || Math.min(source.channels, outputs) < LEAST_CHANNELS) {
    return undefined;
  }
  const size = tileSize(step);
  return {
    size,
    kernelBytes: kernelBytes(size, source.channels, outputs),
    scratchBytes: productBytes(size, source.channels),
  };
}

/** Bytes of transformed kernels. */
export function kernelBytes(size: number, channels: number, outputs: number): number {
  return entriesOf(size) * Math.ceil(outputs / 4) * channels * 16;
}

/** Scratch memory for the products of a block of tiles, whose inputs have so many `features`. */
export function productBytes(size: number, features: number): number {
  return WORK + features * 32 + entriesOf(size) * (blockBytes(features) + TILES * QUADS * 128);
}

/** Bytes of an entry of a block's transformed inputs. */
export function blockBytes(features: number): number {
  return TILES * features * 32 + 64;
}

/** Entries of a transformed tile. */
export function entriesOf(size: number): number {
  return (size + 2) ** 2;
}

/** Outputs along a side of a tile: what makes the least work, edges that reach over the image counted. */
function tileSize({ target }: ConvStep): number {
  const products = (size: number): number =>
    Math.ceil(target.height / size) * Math.ceil(target.width / size) * entriesOf(size);
  return [2, 3, 4].reduce((best, size) => (products(size) < products(best) ? size : best));
}
