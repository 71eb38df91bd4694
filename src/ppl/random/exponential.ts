import { np, type JaxArray } from "../jax.js";
import type { Key } from "./key.js";
import { uniform } from "./uniform.js";

/** Exponentials of rate 1: float32 of `shape`, all above 0. Consumes the key. */
export function standardExponential(key: Key, shape: readonly number[]): JaxArray {
  return np.negative(np.log(uniform(key, shape)));
}
