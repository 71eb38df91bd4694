import { np, type JaxArray } from "../jax/jax.js";
import { isPlain } from "./plain.js";

/**
 * What `f` makes without derivatives, for float32 in double precision where that costs little: for formulas that want more
 * digits than their result has. Consumes `x`.
 */
export function inDouble<const R extends readonly JaxArray[]>(f: (x: JaxArray) => R, x: JaxArray): R {
  if (!isPlain() || x.dtype === np.float64) return f(x);
  return f(x.astype(np.float64)).map((result) => result.astype(np.float32)) as unknown as R;
}
