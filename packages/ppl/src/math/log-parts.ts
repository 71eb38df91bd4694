import { np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { constant, polynomial } from "./float.js";
import { isAtHand, mapNumbers } from "./host.js";
import { split } from "./log.js";
import { timesConstant, twoProduct, twoSquare, twoSum, type Constant, type TwoPart } from "./two-part.js";

interface Precision {
  /** ln 2 in two parts: products of the first one with exponents are exact. */
  readonly ln2: readonly [number, number];
  /** (2 atanh(s) − 2s − 2s³/3) / s⁵, in powers of s². */
  readonly tail: readonly number[];
}

const twoThirds: Constant = [2 / 3, 3.700743415417188e-17];

const tail = (terms: number): number[] => Array.from({ length: terms }, (_, k) => 2 / (2 * k + 5));

const single: Precision = {
  ln2: [0.693145751953125, 1.4286068203094173e-6],
  tail: tail(4),
};

const double: Precision = {
  ln2: [0.6931471805592082, 7.371002565167799e-13],
  tail: tail(11),
};

/**
 * log(x) in two parts, to 10 bits beyond the digits of the type, for positive finite x; no derivatives. x = m 2ᵉ with m
 * from √½ to √2, and log m = 2 atanh(s) for s = (m − 1) / (m + 1), as in the `pow` of fdlibm. Consumes `x`.
 */
export function logParts(x: JaxArray): TwoPart {
  if (x.dtype === np.float32 && isAtHand(x)) return knownParts(x);
  const { ln2, tail } = x.dtype === np.float64 ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const [m, e] = split(x);
  const [s, sLow] = quotient(m);
  // 2 atanh(s) = 2s + s b with b = ⅔ z + z² (…) and z = s².
  const [z, zLow] = twoSquare(s.ref);
  const zRest = zLow.add(s.ref.mul(sLow.ref).mul(2));
  const higher = np.square(z.ref).mul(polynomial(z.ref, tail));
  const [b, bLow] = timesConstant(z, twoThirds);
  const bRest = bLow.add(zRest.mul(c(twoThirds[0]))).add(higher);
  const [t, tLow] = twoProduct(s.ref, b.ref);
  const tRest = tLow.add(s.ref.mul(bRest)).add(sLow.ref.mul(b));
  const [sum, sumLow] = twoSum(e.ref.mul(c(ln2[0])), s.mul(2));
  const [total, totalLow] = twoSum(sum, t);
  const rest = e.mul(c(ln2[1])).add(sLow.mul(2).add(tRest));
  return twoSum(total, totalLow.add(sumLow).add(rest));
}

/** (m − 1) / (m + 1) in two parts, for m near 1. Consumes `m`. */
function quotient(m: JaxArray): TwoPart {
  const difference = m.ref.sub(1);
  const sum = m.ref.add(1);
  // The maximum changes nothing, but keeps the compiler from turning (m + 1) − 1 into m.
  const sumLow = m.sub(np.maximum(sum.ref, 0).sub(1));
  const s = difference.ref.div(sum.ref);
  const [product, productLow] = twoProduct(s.ref, sum.ref);
  const left = difference.sub(product).sub(productLow).sub(s.ref.mul(sumLow));
  return [s, left.div(sum)];
}

/** The same of float32 numbers that are known, which jax-js would compute in double precision. Consumes `x`. */
function knownParts(x: JaxArray): TwoPart {
  const high = (x: number): number => Math.fround(Math.log(x));
  return [mapNumbers(high, x.ref), mapNumbers((x) => Math.log(x) - high(x), x)];
}
