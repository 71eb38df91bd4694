import { createDataset, type ImageDataset } from "./dataset.js";

/** Every image mirrored, left to right; labels stay. */
export function mirrorImages(dataset: ImageDataset): ImageDataset {
  const { width, channels } = dataset;
  const pixels = new Uint8Array(dataset.pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    const column = Math.floor(at / channels) % width;
    pixels[at] = dataset.pixels[at + (width - 1 - 2 * column) * channels];
  }
  return createDataset({ ...dataset, name: `${dataset.name}, mirrored`, pixels });
}
