import type { Plane } from "../plane.js";

/** Darker than this is the black around a set character. */
const black = 40;
/** As light as the middle of a stroke. */
const light = 150;
/** How far the centre of mass may be from the middle, as a share of the shorter side. */
const offCentre = 0.08;
/** The box of MNIST's digits, as a share of the shorter side, with a pixel of 28 to spare. */
const largestBox = 21 / 28;
const smallestBox = 18 / 28;

/**
 * Whether an input-sized picture, light on black, is to be left as it is: it is set as MNIST's digits are, or reaches
 * its border, so that nobody knows how much of it there is.
 */
export function isSet(plane: Plane): boolean {
  const { width, height, values } = plane;
  let [mass, x, y, dark, bright] = [0, 0, 0, 0, 0];
  let [left, right, top, bottom] = [width, -1, height, -1];
  values.forEach((value, at) => {
    if (value < black) dark++;
    if (value > light) bright++;
    mass += value;
    const column = at % width;
    const row = Math.floor(at / width);
    x += value * (column + 0.5);
    y += value * (row + 0.5);
    if (value < black) return;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  });
  if (bright === 0 || dark < 0.5 * values.length) return false;
  if (left === 0 || top === 0 || right === width - 1 || bottom === height - 1) return true;
  const side = Math.min(width, height);
  const box = Math.max(right - left, bottom - top) + 1;
  const off = Math.max(Math.abs(x / mass - width / 2), Math.abs(y / mass - height / 2));
  return box <= largestBox * side && box >= smallestBox * side && off <= offCentre * side;
}
