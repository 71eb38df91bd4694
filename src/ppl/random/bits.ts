import { np, type JaxArray } from "../jax.js";
import { sizeOf } from "../memory.js";
import { hash } from "./hash.js";
import { words, type Key } from "./key.js";

/** Thirty-two random bits each: uint32 of `shape`. Consumes the key. */
export function bits(key: Key, shape: readonly number[]): JaxArray {
  const [first, second] = words(key);
  const counter = np.arange(0, sizeOf(shape), 1, { dtype: np.uint32 });
  return hash(first, second, counter).reshape([...shape]);
}
