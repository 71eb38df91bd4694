import { boxBlur } from "../box-blur.js";
import { coloursOf, type Colours } from "../colours.js";
import type { Background, Picture } from "../picture.js";
import { withPictureKernels } from "../picture-kernels.js";
import type { Plane } from "../plane.js";
import { resample } from "../resample.js";
import type { Polarity } from "./polarity.js";

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

/** A ground whose light is less than this is taken for it: of black paper, nothing can be taken away. */
const leastLight = 32;
/** Most pixels that the spread is estimated from, and less than twice as many. */
const sampled = 20_000;

/**
 * The ink of a picture: the ground is what is left when all that is narrower than a stroke may be is filled with what is around
 * it. Gradients, vignettes and the edges of shadows are ground.
 *
 * @param polarity Where it is known.
 * @param reach Half the widest stroke, as a share of the longest side.
 */
export function inkMapOf(grey: Plane, polarity: Polarity, reach: number): InkMap {
  const { width, height, values } = smoothed(grey);
  const radius = Math.max(1, Math.ceil(reach * Math.max(width, height)));
  const bytes = values.byteLength;
  const step = Math.max(1, Math.floor(values.length / sampled));
  const count = Math.floor(values.length / step);
  return withPictureKernels(
    (kernels) => [bytes, bytes, kernels.morphologyRoom(width, height, radius), kernels.spreadRoom(count)],
    ({ kernels, buffer, at: [plane, ground, room, rest] }) => {
      new Float32Array(buffer, plane, values.length).set(values);
      const isDark = polarity === "dark-on-light";
      kernels[isDark ? "closing" : "opening"](plane, width, height, radius, room, ground);
      kernels.takeGroundOff(ground, plane, values.length, Number(isDark), leastLight);
      // Of a normal distribution, the median deviation is 0.6745 standard deviations.
      const noise = kernels.spread(ground, count, step, rest) / 0.6745;
      const ink = { width, height, values: new Float32Array(buffer.slice(ground, ground + bytes)) };
      return { ink, polarity, noise };
    },
  );
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
  const scaled = (plane: Plane): Plane => resample(plane, to(width), to(height), filter);
  const [red, green, blue] = colours;
  const first = scaled(red);
  return red === green && green === blue ? [first, first, first] : [first, scaled(green), scaled(blue)];
}

/** Grain and the blocks of JPEG are finer than strokes. */
function smoothed(plane: Plane): Plane {
  return Math.max(plane.width, plane.height) > 300 ? boxBlur(plane, 1) : plane;
}
