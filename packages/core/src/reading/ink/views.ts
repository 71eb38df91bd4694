import { affineAbout, warp } from "../../data/warp.js";
import type { InputShape } from "../kind.js";

/** How much larger a character is set. */
const larger = 1.14;
/** How far it is turned to the left, in degrees. */
const turn = 8;

/**
 * By how much a character may be set otherwise without its becoming another: larger, or turned a little. The digits of MNIST
 * vary in both, so what was learned of them holds for the views too; what only looks like a digit does so in one of them.
 * Chosen, among these, smaller, narrower, lower and to the right, on photographs of held-out training digits, scribbles and
 * drawings (docs/reading.md). A larger one is set anew, not enlarged: an enlarged input is blurred, and strange.
 *
 * @param plain The character as it is set.
 * @param set It by the size that it is set in; `plain` is of size 1.
 * @returns One plane each, `[height, width]`.
 */
export function viewsOf(
  plain: Uint8Array,
  set: (size: number) => Uint8Array,
  { height, width }: InputShape,
): Uint8Array[] {
  const shape = { height, width, channels: 1 };
  const turned = new Uint8Array(plain.length);
  warp(plain, shape, affineAbout(shape, { degrees: -turn }), turned);
  return [set(larger), turned];
}
