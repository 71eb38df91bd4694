import { withPictureKernels, type PictureRegions } from "./picture-kernels.js";
import type { Plane } from "./plane.js";

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
  /** `[places + 1]`: where each place's weights begin, and the next one's. */
  readonly starts: Int32Array;
  readonly weights: Float32Array;
}

/** The last taps by what they are for, as pictures of one size come after each other, or squares. */
const kept = new Map<string, Taps>();
const mostKept = 8;

function tapsFor(from: number, to: number, filter: keyof typeof filters): Taps {
  const key = [filter, from, to].join();
  const taps = kept.get(key) ?? tapsOf(from, to, filters[filter]);
  kept.delete(key);
  kept.set(key, taps);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return taps;
}

function tapsOf(from: number, to: number, { reach, weight }: Filter): Taps {
  const scale = from / to;
  // Coarser than the source: the filter is as wide as a pixel of the result, so that nothing is skipped.
  const stretch = Math.max(1, scale);
  const first = new Int32Array(to);
  const starts = new Int32Array(to + 1);
  const weights = new Float32Array(to * (2 * Math.ceil(reach * stretch) + 1));
  let end = 0;
  for (let place = 0; place < to; place++) {
    const middle = (place + 0.5) * scale - 0.5;
    const low = Math.max(0, Math.ceil(middle - reach * stretch));
    const high = Math.min(from - 1, Math.floor(middle + reach * stretch));
    first[place] = low;
    let total = 0;
    for (let i = low; i <= high; i++) {
      weights[end + i - low] = weight((i - middle) / stretch);
      total += weights[end + i - low];
    }
    for (let i = low; i <= high; i++) weights[end++] /= total;
    starts[place + 1] = end;
  }
  return { first, starts, weights: weights.subarray(0, end) };
}

/** How a plane becomes one of another size. */
export interface Resampling {
  /** Bytes of the regions that it takes behind the source: of the result first. */
  readonly bytes: readonly number[];
  /** Resamples the plane at an address into the first of those regions. */
  readonly run: (regions: PictureRegions, source: number, at: readonly number[]) => void;
}

/** Along rows and then along columns; the border's pixels go on outside. */
export function resampling(
  from: Pick<Plane, "width" | "height">,
  width: number,
  height: number,
  filter: keyof typeof filters,
): Resampling {
  const across = tapsFor(from.width, width, filter);
  const down = tapsFor(from.height, height, filter);
  const taps = [across, down].flatMap(({ first, starts, weights }) => [first, starts, weights]);
  const sizes = taps.map(({ byteLength }) => byteLength);
  return {
    bytes: [4 * width * height, 4 * width * from.height, ...sizes],
    run: ({ kernels, buffer }, source, [result, rows, ...at]) => {
      taps.forEach((values, i) => {
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        new Uint8Array(buffer, at[i], values.byteLength).set(bytes);
      });
      kernels.resampleRows(source, from.width, from.height, at[0], at[1], at[2], width, rows);
      kernels.resampleColumns(rows, width, at[3], at[4], at[5], height, result);
    },
  };
}

/** A plane in another size, along rows and then along columns; the border's pixels go on outside. */
export function resample(plane: Plane, width: number, height: number, filter: keyof typeof filters): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const { bytes, run } = resampling(plane, width, height, filter);
  return withPictureKernels(
    () => [plane.values.byteLength, ...bytes],
    (regions) => {
      const { buffer, at } = regions;
      const [source, ...own] = at;
      new Float32Array(buffer, source, plane.values.length).set(plane.values);
      run(regions, source, own);
      return { width, height, values: new Float32Array(buffer.slice(own[0], own[0] + bytes[0])) };
    },
  );
}
