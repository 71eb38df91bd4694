import { np, type JaxArray } from "../jax/jax.js";

/**
 * The array, worked out on its own: a compiled function makes one loop of operations on elements, but not of these and
 * what follows. Worth a pass over memory in two cases: operations on bits, which do not vectorise and would keep all that
 * is compiled together with them from it; and long chains, of which a processor then has more iterations at a time.
 * (The sum of one is what jax-js does not look through.) Consumes the array.
 */
export function apart(array: JaxArray): JaxArray {
  return np.sum(array.reshape([...array.shape, 1]), -1);
}
