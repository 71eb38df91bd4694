import { np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { constant, polynomial } from "./float.js";
import { isPlain } from "./plain.js";

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
/** (−1)ᵏ / (2k + first)!, from k = 0. */
const alternating = (first: number, terms: number, sign: number): number[] =>
  Array.from({ length: terms }, (_, k) => (sign * (-1) ** k) / factorial(2 * k + first));

interface Precision {
  /** π / 2 in parts, whose products with whole numbers of half of the digits are exact. */
  readonly halfPi: readonly number[];
  /** (sin r − r) / r³ and (cos r − 1 + r²/2) / r⁴, in powers of r², for |r| ≤ π / 4. */
  readonly sine: readonly number[];
  readonly cosine: readonly number[];
}

const single: Precision = {
  halfPi: [1.5703125, 0.0004837512969970703, 7.549533620476723e-8, 2.563344151594519e-12],
  sine: alternating(3, 4, -1),
  cosine: alternating(4, 4, 1),
};

const double: Precision = {
  halfPi: [1.570796325802803, 9.920935739593517e-10, 5.721188709663575e-18, 1.6446256936324258e-26],
  sine: alternating(3, 8, -1),
  cosine: alternating(4, 8, 1),
};

/**
 * sin x and cos x, without derivatives, to the last digits of the type for |x| up to 10⁴ in float32 and 10⁸ in float64; beyond,
 * as if x had been rounded. x = n π/2 + r (Cody and Waite 1980). Consumes `x`.
 */
export function sineAndCosine(x: JaxArray): [sin: JaxArray, cos: JaxArray] {
  if (isPlain()) return [np.sin(x.ref), np.cos(x)];
  const { halfPi, sine, cosine } = x.dtype === np.float64 ? double : single;
  const c = (value: number): ArrayLike => constant(value, x);
  const n = np.floor(x.ref.mul(c(2 / Math.PI)).add(0.5));
  const r = halfPi.reduce((rest, part) => rest.add(n.ref.mul(c(-part))), x);
  const z = np.square(r.ref);
  const sin = r.ref.add(r.mul(z.ref).mul(polynomial(z.ref, sine)));
  const cos = np.subtract(1, z.ref.mul(0.5)).add(np.square(z.ref).mul(polynomial(z, cosine)));
  return turned(n, sin, cos);
}

/** Sine and cosine of what is n quarters of a turn further. Consumes all. */
function turned(n: JaxArray, sin: JaxArray, cos: JaxArray): [JaxArray, JaxArray] {
  const quarter = n.ref.sub(np.floor(n.mul(0.25)).mul(4));
  const isOdd = np.logicalOr(np.equal(quarter.ref, 1), np.equal(quarter.ref, 3));
  const [first, second] = [np.where(isOdd.ref, cos.ref, sin.ref), np.where(isOdd, sin, cos)];
  const sinSign = np.where(np.less(1.5, quarter.ref), -1, 1);
  const cosSign = np.where(np.less(np.absolute(quarter.sub(1.5)), 1), -1, 1);
  return [first.mul(sinSign), second.mul(cosSign)];
}
