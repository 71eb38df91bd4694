import type { Reading } from "@nescio/core";
import type { Split } from "@nescio/core/internal";
import sharp from "sharp";
import { kindOf } from "./regular-file.js";
import type { ImageShape } from "./decode-image.js";
import { listImages } from "./image-folder.js";
import { findIdxSplit } from "./idx-dataset.js";
import { findKnownFiles } from "./known-folder.js";

/** Larger images are read smaller: training takes its time by the pixel. */
const LARGEST_SIDE = 128;
/** What they are then read as, at most. */
const READ_SIDE = 64;
/** Proportions that differ by less lose little at their edges. */
const SAME_PROPORTIONS = 1.5;

/**
 * How the images of a folder should be read where they are large, or of several sizes: cropped to common proportions, or
 * with bars where proportions differ much.
 *
 * @returns undefined for images of one size that can be taken as they are, and for what is no folder of images.
 * @throws NescioError as `loadImageFolder`.
 */
export async function chooseReading(
  folder: string,
  split: Split = "train",
): Promise<{ readonly reading: Reading; readonly shape: ImageShape } | undefined> {
  if ((await kindOf(folder)) !== "folder") return undefined;
  if ((await findIdxSplit(folder, split)) ?? (await findKnownFiles(folder, split))) return undefined;
  const { files } = await listImages(folder, split);
  const sizes: { width: number; height: number; colour: boolean }[] = [];
  for (const { path } of files) {
    const size = await sizeOf(path);
    // What is no image, the reading itself says best.
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  const [first] = sizes;
  const same = sizes.every(({ width, height }) => width === first.width && height === first.height);
  if (same && Math.max(first.width, first.height) <= LARGEST_SIDE) return undefined;
  const proportions = sizes.map(({ width, height }) => width / height).sort((a, b) => a - b);
  const at = (share: number): number => proportions[Math.floor(share * (proportions.length - 1))];
  const long = sizes.map(({ width, height }) => Math.max(width, height)).sort((a, b) => a - b);
  const side = Math.min(READ_SIDE, long[Math.floor(long.length / 2)]);
  const middle = at(0.5);
  const shape = {
    height: Math.max(1, Math.round(middle > 1 ? side / middle : side)),
    width: Math.max(1, Math.round(middle > 1 ? side : side * middle)),
    channels: sizes.some(({ colour }) => colour) ? 3 : 1,
  };
  const fit = at(0.95) / at(0.05) <= SAME_PROPORTIONS ? "crop" : "letterbox";
  return { reading: { kind: "photo", fit }, shape };
}

async function sizeOf(path: string): Promise<{ width: number; height: number; colour: boolean } | undefined> {
  try {
    const {
      width,
      height,
      space,
      orientation = 1,
    } = await sharp(path, { limitInputPixels: false }).metadata();
    const turned = orientation >= 5;
    const colour = space !== "b-w" && space !== "grey16";
    return { width: turned ? height : width, height: turned ? width : height, colour };
  } catch {
    return undefined;
  }
}
