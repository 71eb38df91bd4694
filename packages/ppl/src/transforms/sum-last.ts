import { np, type JaxArray } from "../jax.js";
import { sizeOf } from "../memory.js";

// So many numbers may be added up one by one, as jax-js does.
const run = 4096;

/**
 * Sum over the last `dims` axes, of many numbers by parts: in single precision the log-density of a million weights added
 * up one by one is wrong by hundreds, and what prior and guide differ by is not much more. Consumes `value`.
 */
export function sumLast(value: JaxArray, dims: number): JaxArray {
  if (dims <= 0) return value;
  const { shape } = value;
  const summed = shape.slice(shape.length - dims);
  if (sizeOf(summed) <= run) {
    return np.sum(
      value,
      Array.from({ length: dims }, (_, axis) => -1 - axis),
    );
  }
  let parts = value;
  for (const length of summed.toReversed()) {
    const before = parts.shape.slice(0, -1);
    const width = length <= run ? length : widthNearRoot(length);
    if (width < length) parts = np.sum(parts.reshape([...before, length / width, width]), -1);
    parts = np.sum(parts, -1);
  }
  return parts;
}

/** The divisor of `length` next below its root, or `length` itself where it is prime. */
function widthNearRoot(length: number): number {
  let width = Math.floor(Math.sqrt(length));
  while (width > 1 && length % width !== 0) width--;
  return width === 1 ? length : length / width;
}
