import type { Seen } from "../engine/verdict.js";

/** Whether two images have the same pixels. */
export function isSameImage(a: Seen, b: Seen): boolean {
  return (
    a.height === b.height &&
    a.width === b.width &&
    a.pixels.length === b.pixels.length &&
    a.pixels.every((value, i) => value === b.pixels[i])
  );
}
