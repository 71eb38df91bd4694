import * as z from "zod";
import { NescioError } from "../errors.js";
import { Random } from "../math/random.js";
import { checked } from "../validation.js";
import { affineAbout, warp, type Affine, type Displacement, type ImageShape } from "./warp.js";

/** The shape of an augmentation in JSON. */
export const augmentationSchema = z.strictObject({
  /** Most pixels that an image is moved, in either direction and along either axis; uniform. */
  shift: z.number().min(0).max(1000).default(0),
  /** Most degrees that it is turned, in either direction; uniform. */
  rotation: z.number().min(0).max(180).default(0),
  /** Most that it grows or shrinks, as a share below 1: uniform from 1 − scale to 1 + scale. */
  scale: z.number().min(0).max(0.9).default(0),
  /** Root mean square of an elastic displacement's two parts, in pixels (Simard, Steinkraus and Platt 2003). */
  elastic: z.number().min(0).max(1000).default(0),
  /** Standard deviation of the Gaussian that smooths the displacement, in pixels. */
  elasticSigma: z.number().min(0.5).max(100).default(4),
  /** Whether every other image is mirrored, left to right. */
  mirror: z.boolean().optional(),
  /** What comes in from outside: a value (0 to 255) for each channel, or what lies at the image's edge. Default 0. */
  outside: z.union([z.literal("edge"), z.array(z.int().min(0).max(255)).min(1).max(4).readonly()]).optional(),
});

/** How training images vary from epoch to epoch; see the schema's comments for each field. */
export type Augmentation = Readonly<z.infer<typeof augmentationSchema>>;

/** Fills in what is not given: 0, no change. Throws `invalid-option` naming the field that does not fit. */
export function augmentation(value: unknown): Augmentation {
  return checked(augmentationSchema, value, (path) => `augmentation${path && `, ${path}`}`);
}

/** Writes a variation of `from` into `to`; the same random stream gives the same variation. */
export type Augment = (from: Uint8Array, to: Uint8Array, random: Random) => void;

/**
 * The augmentation for images of one shape.
 *
 * @throws NescioError `invalid-option` where what comes in has not a value for each channel.
 */
export function augmenter(shape: ImageShape, options: Augmentation): Augment {
  const { shift, rotation, scale, elastic, elasticSigma, mirror = false, outside } = options;
  checkOutside(shape, outside);
  const within = (random: Random, most: number): number => (2 * random.uniform() - 1) * most;
  const bend = elastic > 0 ? elasticField(shape, elastic, elasticSigma) : undefined;
  return (from, to, random) => {
    const matrix = affineAbout(shape, {
      degrees: within(random, rotation),
      scale: 1 + within(random, scale),
      right: within(random, shift),
      down: within(random, shift),
    });
    const displacement = bend?.(random);
    const turned = mirror && random.uniform() < 0.5 ? mirrored(matrix, shape) : matrix;
    warp(from, shape, turned, to, displacement, outside);
  };
}

function checkOutside({ channels }: ImageShape, outside: Augmentation["outside"]): void {
  if (outside === undefined || outside === "edge" || outside.length === channels) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "augmentation, outside",
    expected: `"edge", or a value for each channel (${channels})`,
    found: `${outside.length} values`,
  });
}

/** The map that takes its source from the other side, left to right. */
function mirrored([a, b, c, d, e, f]: Affine, { width }: ImageShape): Affine {
  return [-a, b, c + a * (width - 1), -d, e, f + d * (width - 1)];
}

/** Draws displacements: independent normals on a grid as wide as the smoothing, interpolated in between. */
function elasticField(
  { height, width }: ImageShape,
  elastic: number,
  sigma: number,
): (random: Random) => Displacement {
  // White noise smoothed by a Gaussian of this width has nothing finer than the width itself: cubic B-splines on
  // knots σ√3 apart (a cubic B-spline's variance is a third of its knots' distance squared) say the same for far
  // fewer normals.
  const distance = Math.max(1, sigma * Math.sqrt(3));
  const columns = splines(width, distance);
  const rows = splines(height, distance);
  const field = { columns: new Float32Array(height * width), rows: new Float32Array(height * width) };
  const knots = new Float64Array(rows.knots * columns.knots);
  const across = new Float64Array(rows.knots * width);
  return (random) => {
    for (const part of [field.columns, field.rows]) {
      for (let i = 0; i < knots.length; i++) knots[i] = elastic * random.normal();
      for (let r = 0; r < rows.knots; r++) {
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (let k = 0; k < 4; k++) {
            sum += columns.weights[4 * x + k] * knots[r * columns.knots + columns.first[x] + k];
          }
          across[r * width + x] = sum;
        }
      }
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (let k = 0; k < 4; k++)
            sum += rows.weights[4 * y + k] * across[(rows.first[y] + k) * width + x];
          part[y * width + x] = sum;
        }
      }
    }
    return field;
  };
}

/** The four cubic B-splines over each pixel, scaled so that the sum of unit normals has unit variance. */
function splines(
  pixels: number,
  distance: number,
): { knots: number; first: Uint16Array; weights: Float64Array } {
  const first = new Uint16Array(pixels);
  const weights = new Float64Array(4 * pixels);
  for (let i = 0; i < pixels; i++) {
    const at = i / distance;
    first[i] = Math.floor(at);
    const t = at - first[i];
    const values = [
      (1 - t) ** 3 / 6,
      (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
      (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
      t ** 3 / 6,
    ];
    const size = Math.hypot(...values);
    values.forEach((value, k) => (weights[4 * i + k] = value / size));
  }
  return { knots: first[pixels - 1] + 4, first, weights };
}
