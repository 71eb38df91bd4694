import { np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { constant, polynomial } from "./float.js";
import { isPlain } from "./plain.js";

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** How often to square a crude power for the one that is wanted. */
const squarings = 10;
/**
 * 2ᵗ in powers of t. Single precision would do with less, but where x is known, jax-js computes ahead of time, in double
 * precision: then nothing is rounded to a power of two, and the crude one has to be right.
 */
const crude = Array.from({ length: 6 }, (_, k) => Math.LN2 ** k / factorial(k));

/** 2ᵏ but for a small error, for whole k. Consumes `k`. */
function nearPowerOfTwo(k: JaxArray): JaxArray {
  if (isPlain()) return np.exp(k.mul(Math.LN2));
  let power = polynomial(k.mul(2 ** -squarings), crude);
  for (let i = 0; i < squarings; i++) power = power.ref.mul(power);
  return power;
}

/**
 * 2ᵏ for whole k from −537 to 537 for float64 and from −75 to 75 for float32: a near one rounded to its leading bit, after
 * Veltkamp. Consumes `k`.
 */
export function powerOfTwo(k: JaxArray): JaxArray {
  // 2ᵇ + 1, b one less than the bits of the mantissa.
  const splitter = k.dtype === np.float64 ? 2 ** 52 + 1 : 2 ** 23 + 1;
  const c = (value: number): ArrayLike => constant(value, k);
  const factors = [c(splitter), c(-splitter)];
  const near = nearPowerOfTwo(k);
  return near.ref.mul(factors[0]).add(near.ref.mul(factors[1]).add(near));
}

/** x 2ᵏ for whole k, twice as far as `powerOfTwo` goes. Consumes both. */
export function scaledByPower(x: JaxArray, k: JaxArray): JaxArray {
  const half = np.floor(k.ref.mul(0.5));
  const isOdd = np.less(half.ref.add(half.ref), k);
  const power = powerOfTwo(half);
  return x.mul(np.where(isOdd, power.ref.mul(2), power.ref)).mul(power);
}
