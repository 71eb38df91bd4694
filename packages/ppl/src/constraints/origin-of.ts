import type { Constraint } from "../constraint.js";
import { np } from "../jax.js";
import type { Transform } from "../transforms/index.js";

/** `inside` of a set that is reached from the reals: where the bijection takes 0 to. */
export function originOf(transform: Transform): Constraint["inside"] {
  return (shape, dtype) => transform.forward(np.zeros(transform.inverseShape(shape), { dtype }));
}
