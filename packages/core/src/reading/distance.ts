import { withPictureKernels } from "./picture-kernels.js";

/**
 * Squared Euclidean distance of each pixel to the nearest one that is set, exact (Felzenszwalb & Huttenlocher 2012).
 * Infinity where none is set.
 *
 * @param mark Sets pixels: -1 in `[height, width]`, in which nothing is set.
 * @param use Takes the distances; they are gone afterwards.
 */
export function withSquaredDistances<T>(
  width: number,
  height: number,
  mark: (set: Int32Array) => void,
  use: (distances: Float64Array) => T,
): T {
  const count = width * height;
  return withPictureKernels(
    (kernels) => [4 * count, kernels.distanceRoom(width, height), 8 * count],
    ({ kernels, buffer, at: [from, room, result] }) => {
      mark(new Int32Array(buffer, from, count).fill(0));
      kernels.squaredDistances(from, width, height, Infinity, room, result);
      return use(new Float64Array(buffer, result, count));
    },
  );
}
