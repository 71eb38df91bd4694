import { np, type JaxArray, type Operand } from "../jax/jax.js";

/**
 * The array with the axis that `vmap` maps over in front: jax-js broadcasts along the wrong axes where it lies elsewhere,
 * and a reshape, even to the same shape, moves it there. Consumes `x`.
 */
export function mappedFirst(x: Operand): JaxArray {
  return np.reshape(x, [...np.shape(x)]);
}

/** The array with new axes on the left, and those of one entry widened. Consumes `x`. */
export function broadcastTo(x: Operand, shape: number[]): JaxArray {
  return np.broadcastTo(mappedFirst(x), shape);
}

/** Arrays broadcast to the shape that they have in common. Consumes them. */
export function broadcastArrays(...arrays: Operand[]): JaxArray[] {
  const shape = np.broadcastShapes(...arrays.map((array) => np.shape(array)));
  return arrays.map((array) => broadcastTo(array, shape));
}

/** The entries along an axis, or all, each repeated. Consumes `x`. */
export function repeat(x: Operand, repeats: number, axis?: number): JaxArray {
  return np.repeat(mappedFirst(x), repeats, axis);
}

/** The array as a tile, so many times along each axis. Consumes `x`. */
export function tile(x: Operand, repeats: number | number[]): JaxArray {
  const counts = [repeats].flat();
  if (!counts.includes(0)) return np.tile(mappedFirst(x), repeats);
  const shape = np.shape(x);
  const rank = Math.max(shape.length, counts.length);
  const at = (list: readonly number[], axis: number): number => list.at(axis - rank) ?? 1;
  const empty = Array.from({ length: rank }, (_, axis) => at(shape, axis) * at(counts, axis));
  return np.zerosLike(x, { shape: empty });
}

/** Coordinate matrices of coordinate vectors. Consumes them. */
export function meshgrid(vectors: JaxArray[], options?: { indexing?: "xy" | "ij" }): JaxArray[] {
  return np.meshgrid(vectors.map(mappedFirst), options);
}
