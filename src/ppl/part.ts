import { lax, np, type JaxArray } from "./jax.js";
import { constant } from "./math/float.js";

/**
 * Entries `offset` to `offset + size` of a vector. Consumes it.
 *
 * jax-js 0.1.25 drops the padding of what it knows to be constant, in compiled functions: where a function is linear in a slice,
 * the slope would be that of the whole vector. So the slice is multiplied by a one that the compiler does not know.
 */
export function part(vector: JaxArray, offset: number, size: number): JaxArray {
  const first = lax.stopGradient(vector.ref.slice([0, 1]).reshape([]));
  const one = np.where(np.equal(first.ref, first), constant(1, vector), constant(0, vector));
  return vector.slice([offset, offset + size]).mul(one);
}
