import { np, type JaxArray } from "../jax.js";

/** Sum over the last `dims` axes. Consumes `value`. */
export function sumLast(value: JaxArray, dims: number): JaxArray {
  if (dims <= 0) return value;
  return np.sum(
    value,
    Array.from({ length: dims }, (_, axis) => -1 - axis),
  );
}
