import type { Seen } from "./verdict.js";

/** Where a patch is laid over an image: at each of the rows in each of the columns. */
export interface OcclusionGrid {
  /** Sides of the patch, in pixels. */
  readonly patchHeight: number;
  readonly patchWidth: number;
  /** Upper edges of the rows, left edges of the columns. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** A patch is about this part of a side. */
const partOfSide = 7;

/** Places that overlap by half, the last ones flush with the image's edges. */
export function occlusionGrid({ height, width }: Pick<Seen, "height" | "width">): OcclusionGrid {
  const patchHeight = patchOf(height);
  const patchWidth = patchOf(width);
  return {
    patchHeight,
    patchWidth,
    rows: startsOf(height, patchHeight),
    columns: startsOf(width, patchWidth),
  };
}

function patchOf(side: number): number {
  return Math.max(1, Math.round(side / partOfSide));
}

function startsOf(side: number, patch: number): number[] {
  const stride = Math.max(1, Math.floor(patch / 2));
  const starts: number[] = [];
  for (let start = 0; start < side - patch; start += stride) starts.push(start);
  return [...starts, side - patch];
}

/** The median of each channel along the image's border: what lies around whatever is shown. */
export function groundOf({ pixels, height, width, channels }: Seen): Uint8Array {
  return Uint8Array.from({ length: channels }, (_, channel) => {
    const border: number[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = y > 0 && y < height - 1 && x > 0 && x < width - 1;
        if (!inside) border.push(pixels[(y * width + x) * channels + channel]);
      }
    }
    border.sort((a, b) => a - b);
    return border[Math.floor(border.length / 2)];
  });
}

/** The image with the patch at each place in turn, row by row: `[rows, columns, height, width, channels]`. */
export function coveredImages(seen: Seen, grid: OcclusionGrid): Uint8Array {
  const { pixels, width, channels } = seen;
  const ground = groundOf(seen);
  const all = new Uint8Array(grid.rows.length * grid.columns.length * pixels.length);
  let at = 0;
  for (const top of grid.rows) {
    for (const left of grid.columns) {
      all.set(pixels, at);
      for (let y = top; y < top + grid.patchHeight; y++) {
        for (let x = left; x < left + grid.patchWidth; x++) all.set(ground, at + (y * width + x) * channels);
      }
      at += pixels.length;
    }
  }
  return all;
}

/** Of a value for each place a map of the image's pixels: at each the mean over the places whose patch covers it. */
export function mapOf(
  values: ArrayLike<number>,
  { patchHeight, patchWidth, rows, columns }: OcclusionGrid,
  { height, width }: Pick<Seen, "height" | "width">,
): Float32Array {
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  rows.forEach((top, row) => {
    columns.forEach((left, column) => {
      const value = values[row * columns.length + column];
      for (let y = top; y < top + patchHeight; y++) {
        for (let x = left; x < left + patchWidth; x++) {
          sums[y * width + x] += value;
          counts[y * width + x]++;
        }
      }
    });
  });
  return Float32Array.from(sums, (sum, i) => sum / counts[i]);
}
