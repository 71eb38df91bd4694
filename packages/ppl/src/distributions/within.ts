import { np, type ArrayLike, type JaxArray } from "../jax.js";

/**
 * A logarithmic density that is −∞ where `outside` holds. `density` sees `filler`, which is inside the support, in place of
 * such values, so that its gradient there is never 0 · ∞. Consumes `outside`, `value` and `filler`.
 */
export function within(
  outside: JaxArray,
  value: ArrayLike,
  filler: ArrayLike,
  density: (value: JaxArray) => JaxArray,
): JaxArray {
  return np.where(outside.ref, -Infinity, density(np.where(outside, filler, value)));
}
