import { readPicture, type Picture } from "@nescio/core";
import type { Seen } from "./verdict.js";

/** Side of a small picture, in pixels. */
const side = 56;

/** The middle of a picture, small. */
export function thumbnailOf(picture: Picture): Seen {
  const shape = { height: side, width: side, channels: 3 };
  return { ...shape, pixels: readPicture(picture, shape, { kind: "photo", fit: "crop" }).pixels };
}
