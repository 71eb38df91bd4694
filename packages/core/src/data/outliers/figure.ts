import type { Random } from "../../math/random.js";
import type { ImageDataset } from "../dataset.js";
import { between } from "./drawing.js";

export type Shape = Pick<ImageDataset, "height" | "width" | "channels">;

/** What an image shows, where it can be told from its ground by colour. Places in pixels, from the upper left corner. */
export interface Figure {
  /** 1 where the figure is: `[height, width]`. */
  readonly mask: Uint8Array;
  readonly area: number;
  /** The middle of its mass. */
  readonly x: number;
  readonly y: number;
  /** Its larger side. */
  readonly extent: number;
  /** Of a stroke, its width. */
  readonly thickness: number;
}

/**
 * How far the mean colours of figure and ground are apart, at least, in standard deviations about them along the line between: with
 * two means it is 2.65 for values of a normal distribution, and 3.46 of a uniform one.
 */
const LEAST_SEPARATION = 4.5;
const LARGEST_SHARE = 0.8;
const LEAST_AREA = 3;
/** Few images need more. */
const ROUNDS = 5;
/** Share of the figure on every side that may be specks and does not count for its extent. */
const SPECKS = 1 / 200;

/**
 * Figure and ground by two means (Lloyd 1982), from the colour of the image's border and what is half as far from it as anything.
 * undefined of an image that is no figure on a ground: most photographs.
 *
 * @param pixels `[height, width, channels]`.
 */
export function figureOf(pixels: Uint8Array, shape: Shape): Figure | undefined {
  const { height, width, channels } = shape;
  const count = height * width;
  const mask = new Uint8Array(count);
  const squares = (at: number, colour: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += (pixels[at * channels + k] - colour[k]) ** 2;
    return sum;
  };
  const meanWhere = (isMeant: (at: number) => boolean): Float64Array => {
    const colour = new Float64Array(channels);
    let places = 0;
    for (let at = 0; at < count; at++) {
      if (!isMeant(at)) continue;
      places++;
      for (let k = 0; k < channels; k++) colour[k] += pixels[at * channels + k];
    }
    return colour.map((sum) => sum / places);
  };
  const isBorder = (at: number): boolean =>
    at < width || at >= count - width || at % width === 0 || at % width === width - 1;

  let ground = meanWhere(isBorder);
  let farthest = 0;
  for (let at = 0; at < count; at++) farthest = Math.max(farthest, squares(at, ground));
  for (let at = 0; at < count; at++) mask[at] = Number(squares(at, ground) > farthest / 4);
  let ink = ground;
  for (let round = 0; round < ROUNDS; round++) {
    const area = mask.reduce((sum, value) => sum + value, 0);
    if (area < LEAST_AREA || area > LARGEST_SHARE * count) return undefined;
    ink = meanWhere((at) => mask[at] === 1);
    ground = meanWhere((at) => mask[at] === 0);
    for (let at = 0; at < count; at++) mask[at] = Number(squares(at, ink) < squares(at, ground));
  }
  const axis = ink.map((value, k) => value - ground[k]);
  const distance = Math.hypot(...axis);
  let within = 0;
  for (let at = 0; at < count; at++) {
    const mean = mask[at] === 1 ? ink : ground;
    let along = 0;
    for (let k = 0; k < channels; k++) along += (pixels[at * channels + k] - mean[k]) * (axis[k] / distance);
    within += along ** 2 / count;
  }
  return distance < LEAST_SEPARATION * Math.sqrt(within) ? undefined : measured(mask, shape);
}

function measured(mask: Uint8Array, { height, width }: Shape): Figure | undefined {
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  let [edges, x, y] = [0, 0, 0];
  for (let at = 0; at < mask.length; at++) {
    const [column, row] = [at % width, Math.floor(at / width)];
    if (column + 1 < width && mask[at] !== mask[at + 1]) edges++;
    if (row + 1 < height && mask[at] !== mask[at + width]) edges++;
    if (mask[at] === 0) continue;
    columns[column]++;
    rows[row]++;
    x += column + 0.5;
    y += row + 0.5;
  }
  const area = columns.reduce((sum, value) => sum + value, 0);
  if (area < LEAST_AREA || edges === 0) return undefined;
  return {
    mask,
    area,
    x: x / area,
    y: y / area,
    extent: Math.max(extentOf(columns, area), extentOf(rows, area)),
    // A stroke's area over half its outline, which has 4/π times as many steps from pixel to pixel as it is long.
    thickness: ((8 / Math.PI) * area) / edges,
  };
}

function extentOf(sums: Float64Array, area: number): number {
  let low = 0;
  let high = sums.length - 1;
  for (let sum = sums[low]; sum <= SPECKS * area; sum += sums[low]) low++;
  for (let sum = sums[high]; sum <= SPECKS * area; sum += sums[high]) high--;
  return high - low + 1;
}

/** Where an image shows no figure: the measures of one that it could have. */
export function anyFigure({ height, width }: Shape, random: Random): Figure {
  const extent = between(random, 0.4, 0.9) * Math.min(height, width);
  return {
    mask: new Uint8Array(height * width),
    area: between(random, 0.1, 0.5) * extent ** 2,
    x: between(random, 0.3, 0.7) * width,
    y: between(random, 0.3, 0.7) * height,
    extent,
    thickness: between(random, 0.1, 0.5) * extent,
  };
}
