import { np, type JaxArray } from "../jax.js";
import { sizeOf } from "../memory.js";
import { compiled } from "./compiled.js";
import { hash, position } from "./hash.js";
import { words, type Key } from "./key.js";

/** The bits of `bits`, as a part of a larger program. */
export function bitsOf(key: Key, shape: readonly number[]): JaxArray {
  const [first, second] = words(key);
  const counter = np.arange(0, sizeOf(shape), 1, { dtype: np.uint32 });
  return hash(first, second, position(counter)).reshape([...shape]);
}

const draw = compiled((shape, key) => bitsOf(key, shape));

/** Thirty-two random bits each: uint32 of `shape`. Consumes the key. */
export function bits(key: Key, shape: readonly number[]): JaxArray {
  return draw(shape, key);
}
