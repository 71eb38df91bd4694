import { np, type JaxArray } from "../jax.js";
import { fastLog } from "../math/log.js";
import { compiled } from "./compiled.js";
import type { Key } from "./key.js";
import { unitOf } from "./uniform.js";

/** The numbers of `standardExponential`, as a part of a larger program. */
export function exponentialsOf(key: Key, shape: readonly number[]): JaxArray {
  // The logarithm of a unit that was rounded to 1 is 0, which the exponential never is.
  return np.maximum(np.negative(fastLog(unitOf(key, shape))), 2 ** -25);
}

const draw = compiled((shape, key) => exponentialsOf(key, shape));

/** Exponentials of rate 1: float32 of `shape`, from 2⁻²⁵ to 22.2. Consumes the key. */
export function standardExponential(key: Key, shape: readonly number[]): JaxArray {
  return draw(shape, key);
}
