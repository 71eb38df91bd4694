import { NescioError } from "../errors.js";
import { Random } from "../math/random.js";
import { createDataset, type ImageDataset } from "./dataset.js";

export interface NoiseOptions {
  /** Number of images, at least 1. */
  readonly count: number;
  /** Pixels, at least 1. */
  readonly height: number;
  /** Pixels, at least 1. */
  readonly width: number;
  /** Values per pixel, at least 1. */
  readonly channels: number;
  /** Integer from 0; the same seed gives the same images. */
  readonly seed: number;
}

/** Largest data set this makes, in bytes; one `Uint8Array` of every supported engine can hold it. */
const largest = 2 ** 31 - 1;

/**
 * White noise: every pixel is uniform on [0, 1] and independent of all others, the image that no classifier should
 * know. Stored as `round(255·u)`, so the two ends, 0 and 255, come up half as often as each value between them and
 * mean and variance stay those of the uniform distribution (to 1/255).
 *
 * @throws NescioError `invalid-option` for sizes that are not positive integers, a bad seed, or more than 2 GiB.
 */
export function noise({ count, height, width, channels, seed }: NoiseOptions): ImageDataset {
  for (const [what, value] of Object.entries({ count, height, width, channels })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new NescioError({
        code: "invalid-option",
        subject: `noise, ${what}`,
        expected: "a positive integer",
        found: String(value),
      });
    }
  }
  const size = count * height * width * channels;
  if (size > largest) {
    throw new NescioError({
      code: "invalid-option",
      subject: "noise",
      expected: `at most ${largest} values`,
      found: `${size} (${count} × ${height} × ${width} × ${channels})`,
      next: "Ask for fewer or smaller images.",
    });
  }
  const random = new Random(seed);
  const pixels = new Uint8Array(size);
  for (let i = 0; i < size; i++) pixels[i] = Math.round(255 * random.uniform());
  return createDataset({ name: "noise", count, height, width, channels, pixels, classes: [] });
}
