import { np, type JaxArray } from "../jax.js";
import { bits } from "./bits.js";
import { word } from "./hash.js";
import type { Key } from "./key.js";

/** Uniform on the open interval (0, 1): float32 of `shape`, multiples of 2⁻²³ and a half. Consumes the key. */
export function uniform(key: Key, shape: readonly number[]): JaxArray {
  return np
    .rightShift(bits(key, shape), word(9))
    .astype(np.int32)
    .astype(np.float32)
    .add(0.5)
    .mul(2 ** -23);
}
