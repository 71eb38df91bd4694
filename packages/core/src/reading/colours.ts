import { createPlane, type Plane } from "./plane.js";
import type { Background, Picture } from "./picture.js";

/** Red, green and blue, from 0 to 255. */
export type Colours = readonly [red: Plane, green: Plane, blue: Plane];

/** How many of a picture's columns and rows become one. */
export interface Reduction {
  readonly across: number;
  readonly down: number;
}

/** Nothing is reduced. */
export const whole: Reduction = { across: 1, down: 1 };

/**
 * The colours of a picture laid on its background, reduced by whole numbers: each pixel is the mean of `across`×`down` of
 * the picture's, fewer at the right and lower border. One pass over the picture, however large it is. Of a grey picture that is
 * not reduced, all three are the same plane.
 */
export function coloursOf(picture: Picture, background: Background, by: Reduction): Colours {
  const { width, height, data } = picture;
  const grey = by.across * by.down === 1 ? greyOf(picture) : undefined;
  if (grey !== undefined) return [grey, grey, grey];
  const columns = Math.ceil(width / by.across);
  const rows = Math.ceil(height / by.down);
  const planes = [0, 1, 2].map(() => createPlane(columns, rows)) as [Plane, Plane, Plane];
  const [red, green, blue] = planes.map(({ values }) => values);
  const under = background === "white" ? 1 : 0;
  for (let row = 0; row < height; row++) {
    const into = Math.floor(row / by.down) * columns;
    let at = 4 * row * width;
    for (let column = 0; column < columns; column++) {
      const end = Math.min(width, (column + 1) * by.across);
      for (let x = column * by.across; x < end; x++, at += 4) {
        const opacity = data[at + 3] / 255;
        const ground = under * (255 - data[at + 3]);
        red[into + column] += data[at] * opacity + ground;
        green[into + column] += data[at + 1] * opacity + ground;
        blue[into + column] += data[at + 2] * opacity + ground;
      }
    }
  }
  if (by.across * by.down > 1) for (const plane of planes) divide(plane, width, height, by);
  return planes;
}

/** The one plane of a picture that is grey and nowhere transparent, as drawings and scans are. */
function greyOf({ width, height, data }: Picture): Plane | undefined {
  const plane = createPlane(width, height);
  const { values } = plane;
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    const value = data[at];
    if (data[at + 1] !== value || data[at + 2] !== value || data[at + 3] !== 255) return undefined;
    values[i] = value;
  }
  return plane;
}

/** By how many pixels each sum is of. */
function divide(plane: Plane, width: number, height: number, { across, down }: Reduction): void {
  const { width: columns, height: rows, values } = plane;
  for (let row = 0; row < rows; row++) {
    const high = Math.min(down, height - row * down);
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] /= high * Math.min(across, width - column * across);
    }
  }
}

/** Light per code value (IEC 61966-2-1, sRGB). */
const light = Float32Array.from({ length: 256 }, (_, code) => {
  const value = code / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

function codeOf(value: number): number {
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
}

/** What a black-and-white picture shows of the colours: sRGB code values of their luminance, from 0 to 255. */
export function luminance([red, green, blue]: Colours): Plane {
  if (red === green && green === blue) return red;
  const result = createPlane(red.width, red.height);
  for (let i = 0; i < result.values.length; i++) {
    const r = red.values[i];
    const g = green.values[i];
    const b = blue.values[i];
    // Grey is itself, without the rounding of there and back.
    result.values[i] =
      r === g && g === b ? r : codeOf(0.2126 * lightOf(r) + 0.7152 * lightOf(g) + 0.0722 * lightOf(b));
  }
  return result;
}

/** Light of a value between two codes, linearly; what a sharp enlargement has beyond black or white is black or white. */
function lightOf(code: number): number {
  const value = Math.min(255, Math.max(0, code));
  const low = Math.min(254, Math.floor(value));
  return light[low] + (value - low) * (light[low + 1] - light[low]);
}
