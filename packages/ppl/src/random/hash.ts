import { np, type JaxArray } from "../jax.js";

/** An unsigned constant; a JavaScript number would pass through float32. */
export function word(value: number): JaxArray {
  return np.array(value >>> 0, { dtype: np.uint32 });
}

function xorShift(value: JaxArray, distance: number): JaxArray {
  return np.bitwiseXor(value.ref, np.rightShift(value, word(distance)));
}

const weyl = 0x9e3779b1;

/**
 * Where a counter is in its sequence: its multiple of an odd constant. That of a number is worked out here, as jax-js
 * multiplies constants in floating point, which loses their low bits. Consumes it.
 */
export function position(counter: number | JaxArray): JaxArray {
  return typeof counter === "number" ? word(Math.imul(counter, weyl)) : counter.mul(word(weyl));
}

/**
 * Thirty-two random bits for each position, from two key words: the integer mixer of three rounds that C. Wellons' hash
 * prospector found ("triple32"), the second word added after the first round. For one key a bijection.
 * Everything is consumed.
 */
export function hash(first: JaxArray, second: JaxArray, position: JaxArray): JaxArray {
  let h = xorShift(position.add(first), 17).mul(word(0xed5ad4bb));
  h = xorShift(h.add(second), 11).mul(word(0xac4c1b51));
  h = xorShift(h, 15).mul(word(0x31848bab));
  return xorShift(h, 14);
}
