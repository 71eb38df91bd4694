import { np, type JaxArray } from "../jax.js";
import { bitsOf } from "./bits.js";
import { compiled } from "./compiled.js";
import { word } from "./hash.js";
import type { Key } from "./key.js";

/** The numbers of `uniform`, as a part of a larger program. */
export function uniformOf(key: Key, shape: readonly number[]): JaxArray {
  const high = np.rightShift(bitsOf(key, shape), word(9)).astype(np.int32);
  return high
    .astype(np.float32)
    .add(0.5)
    .mul(2 ** -23);
}

/**
 * Uniform on (0, 1] with all the precision of float32 near 0, where multiples of 2⁻³² begin: for logarithms and tails.
 * Consumes the key.
 */
export function unitOf(key: Key, shape: readonly number[]): JaxArray {
  return np
    .bitwiseOr(bitsOf(key, shape), word(1))
    .astype(np.float32)
    .mul(2 ** -32);
}

const draw = compiled((shape, key) => uniformOf(key, shape));

/** Uniform on the open interval (0, 1): float32 of `shape`, odd multiples of 2⁻²⁴. Consumes the key. */
export function uniform(key: Key, shape: readonly number[]): JaxArray {
  return draw(shape, key);
}
