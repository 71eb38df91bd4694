import { np, type JaxArray } from "../jax.js";

/** An unsigned constant; a JavaScript number would pass through float32. */
export function word(value: number): JaxArray {
  return np.array(value >>> 0, { dtype: np.uint32 });
}

function xorShift(value: JaxArray, distance: number): JaxArray {
  return np.bitwiseXor(value.ref, np.rightShift(value, word(distance)));
}

/**
 * Thirty-two random bits for each counter, from two key words: a Weyl sequence through the integer mixer of C. Wellons'
 * hash prospector ("triple32"), the second word added between its rounds. For one key a bijection of the counter.
 * Everything is consumed.
 */
export function hash(first: JaxArray, second: JaxArray, counter: JaxArray): JaxArray {
  let h = counter.mul(word(0x9e3779b1)).add(first);
  h = xorShift(h, 17).mul(word(0xed5ad4bb));
  h = xorShift(h.add(second), 11).mul(word(0xac4c1b51));
  h = xorShift(h, 15).mul(word(0x31848bab));
  return xorShift(h, 14);
}
