import { createPlane, type Plane } from "./plane.js";

/** How much a source pixel counts by its distance, in pixels of the coarser of the two grids. */
interface Filter {
  readonly reach: number;
  readonly weight: (distance: number) => number;
}

const filters = {
  /** Linear; never leaves the range of the source. */
  triangle: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  /** Sharp; overshoots a little at edges (Duchon 1979). */
  lanczos3: { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
} as const satisfies Record<string, Filter>;

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** What each place of the result takes from the source: weights that add to 1, from one pixel on. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: readonly Float32Array[];
}

function tapsOf(from: number, to: number, { reach, weight }: Filter): Taps {
  const scale = from / to;
  // Coarser than the source: the filter is as wide as a pixel of the result, so that nothing is skipped.
  const stretch = Math.max(1, scale);
  const first = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, place) => {
    const middle = (place + 0.5) * scale - 0.5;
    const low = Math.max(0, Math.ceil(middle - reach * stretch));
    const high = Math.min(from - 1, Math.floor(middle + reach * stretch));
    first[place] = low;
    const taps = Float32Array.from({ length: high - low + 1 }, (_, i) =>
      weight((low + i - middle) / stretch),
    );
    const total = taps.reduce((sum, value) => sum + value, 0);
    return taps.map((value) => value / total);
  });
  return { first, weights };
}

/** A plane in another size, along rows and then along columns; the border's pixels go on outside. */
export function resample(plane: Plane, width: number, height: number, filter: keyof typeof filters): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const across = tapsOf(plane.width, width, filters[filter]);
  const down = tapsOf(plane.height, height, filters[filter]);
  const rows = createPlane(width, plane.height);
  for (let row = 0; row < plane.height; row++) {
    const at = row * plane.width;
    for (let column = 0; column < width; column++) {
      const taps = across.weights[column];
      const start = at + across.first[column];
      let sum = 0;
      for (let i = 0; i < taps.length; i++) sum += taps[i] * plane.values[start + i];
      rows.values[row * width + column] = sum;
    }
  }
  const result = createPlane(width, height);
  for (let row = 0; row < height; row++) {
    const taps = down.weights[row];
    const into = result.values.subarray(row * width, (row + 1) * width);
    for (let i = 0; i < taps.length; i++) {
      const source = (down.first[row] + i) * width;
      const share = taps[i];
      for (let column = 0; column < width; column++) into[column] += share * rows.values[source + column];
    }
  }
  return result;
}
