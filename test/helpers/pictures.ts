import type { Picture } from "../../packages/core/src/reading/picture.js";

/** A grey picture by a function of its pixels' places: 0 black, 255 white. */
export function greyPicture(width: number, height: number, grey: (x: number, y: number) => number): Picture {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      data.fill(grey(x, y), at, at + 3);
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}

/** How a character lies on its ground. */
export interface Sheet {
  readonly width?: number;
  readonly height?: number;
  /** Where the square of the character begins, and its side, in pixels. */
  readonly left?: number;
  readonly top?: number;
  readonly side?: number;
  readonly ground?: number;
  readonly ink?: number;
}

/** Light ink of 28×28 pixels drawn onto a sheet, dark on light by default, smoothly enlarged. */
export function onSheet(pixels: ArrayLike<number>, sheet: Sheet = {}): (x: number, y: number) => number {
  const { left = 40, top = 40, side = 140, ground = 235, ink = 40 } = sheet;
  const value = (column: number, row: number): number =>
    column < 0 || row < 0 || column > 27 || row > 27 ? 0 : pixels[28 * row + column];
  return (x, y) => {
    const [u, v] = [((x - left) * 28) / side - 0.5, ((y - top) * 28) / side - 0.5];
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const [a, b] = [u - column, v - row];
    const inked =
      (value(column, row) * (1 - a) + value(column + 1, row) * a) * (1 - b) +
      (value(column, row + 1) * (1 - a) + value(column + 1, row + 1) * a) * b;
    return ground + ((ink - ground) * inked) / 255;
  };
}

/** A character alone on its sheet. */
export function sheetOf(pixels: ArrayLike<number>, sheet: Sheet = {}): Picture {
  return greyPicture(sheet.width ?? 220, sheet.height ?? 220, onSheet(pixels, sheet));
}

/** Mean absolute difference, as a share of the ink. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [sum, ink] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    sum += Math.abs(a[i] - b[i]);
    ink += (a[i] + b[i]) / 2;
  }
  return sum / ink;
}

/** How alike two inputs are: the cosine of their values, from 0 to 1. */
export function likeness(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += a[i] * b[i];
    first += a[i] * a[i];
    second += b[i] * b[i];
  }
  return both / Math.sqrt(first * second);
}
