import { coloursOf, type Colours } from "../colours.js";
import { boxBlur } from "../filters.js";
import type { Background, Picture } from "../picture.js";
import { createPlane, type Plane } from "../plane.js";
import { resample } from "../resample.js";
import { groundOf, type Polarity } from "./ground.js";

/** How strongly each pixel is inked, at the size that reading works at. */
export interface InkMap {
  /** Share of the ground's light that the ink takes away, or on dark ground adds: 0 on the ground, at most 1. */
  readonly ink: Plane;
  readonly polarity: Polarity;
  /** Spread of the ground, in the same unit: a standard deviation, estimated by the median of absolute deviations. */
  readonly noise: number;
}

/** Longest side that reading works at; digits of a twentieth of it are still 24 pixels high. */
const workSide = 480;
/** Pictures below this size are enlarged, so that strokes are some pixels wide. */
const leastSide = 160;

/** The ink of a picture. `polarity` where it is known. */
export function inkMapOf(grey: Plane, polarity: Polarity, reach: number): InkMap {
  const smooth = smoothed(grey);
  const ink = inkIn(smooth, groundOf(smooth, polarity, reach), polarity);
  return { ink, polarity, noise: spreadOf(ink) };
}

/** The colours of a picture at the size that reading works at. */
export function coloursToRead(picture: Picture, background: Background): Colours {
  const longest = Math.max(picture.width, picture.height);
  const factor = Math.max(1, Math.floor(longest / workSide));
  const colours = coloursOf(picture, background, { across: factor, down: factor });
  const [{ width, height }] = colours;
  const side = Math.max(width, height);
  const scale = side > workSide ? workSide / side : side < leastSide ? leastSide / side : 1;
  if (scale === 1) return colours;
  const to = (length: number): number => Math.max(1, Math.round(length * scale));
  const filter = scale < 1 ? "triangle" : "lanczos3";
  const [red, green, blue] = colours.map((plane) => resample(plane, to(width), to(height), filter));
  return [red, green, blue];
}

/** A ground whose light is less than this is taken for it: of black paper, nothing can be taken away. */
const leastLight = 32;

/** The ground divided out, or taken off where it is dark. */
function inkIn(grey: Plane, ground: Plane, polarity: Polarity): Plane {
  const result = createPlane(grey.width, grey.height);
  const dark = polarity === "dark-on-light";
  for (let i = 0; i < result.values.length; i++) {
    const [value, under] = [grey.values[i], ground.values[i]];
    result.values[i] = dark
      ? (under - value) / Math.max(leastLight, under)
      : (value - under) / Math.max(leastLight, 255 - under);
  }
  return result;
}

/** Grain and the blocks of JPEG are finer than strokes. */
function smoothed(plane: Plane): Plane {
  return Math.max(plane.width, plane.height) > 300 ? boxBlur(plane, 1) : plane;
}

function spreadOf({ values }: Plane): number {
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const sample = Float32Array.from(
    { length: Math.floor(values.length / step) },
    (_, i) => values[i * step],
  ).sort();
  const middle = sample[sample.length >> 1];
  const deviations = sample.map((value) => Math.abs(value - middle)).sort();
  // Of a normal distribution, the median deviation is 0.6745 standard deviations.
  return deviations[deviations.length >> 1] / 0.6745;
}
