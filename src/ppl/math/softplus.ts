import { lax, nn, np, type ArrayLike, type JaxArray } from "../jax.js";
import { apart } from "./apart.js";
import { boundedBelow, expFactors } from "./exp.js";
import { asFloat, deviation, polynomial, withDerivatives } from "./float.js";
import { logOf } from "./log.js";
import { isPlain } from "./plain.js";

// log(1 + e) / e and 1 / (1 + e) for e from 0 to 1.
const logarithm = [
  0.9999999699, -0.4999949311, 0.3331909622, -0.2484297755, 0.191059885, -0.1366320695, 0.07822549388,
  -0.02950495753, 0.005232624082,
];
const crudeReciprocal = [0.9898981933, -0.8080752923, 0.3232270437];

/** 1 / (1 + e) for e from 0 to 1: a polynomial and two of Newton's steps. Consumes `e`. */
function reciprocalOf(e: JaxArray): JaxArray {
  if (e.dtype === np.float64) return np.reciprocal(e.add(1));
  const negative = e.ref.mul(-1).sub(1);
  const guess = polynomial(e, crudeReciprocal);
  const better = guess.ref.mul(negative.ref.mul(guess).add(2));
  return better.ref.mul(negative.mul(better.ref).add(1)).add(better);
}

/** exp(x) and 1 / (1 + exp(x)) for x from the bound of `boundedBelow` to 0, without derivatives. Consumes `x`. */
function logistic(x: JaxArray): [small: JaxArray, large: JaxArray] {
  const [first, second] = expFactors(x);
  const small = apart(first.mul(second));
  return [small.ref, reciprocalOf(small)];
}

/** log(1 + e) for e from 0 to 1. Consumes `e`. */
function log1pOf(e: JaxArray): JaxArray {
  if (e.dtype !== np.float64) return e.ref.mul(polynomial(e, logarithm));
  const sum = e.ref.add(1);
  const lost = e.sub(np.maximum(sum.ref, 0).sub(1));
  return logOf(sum.ref).add(lost.mul(np.reciprocal(sum)));
}

/** −|x|, which has the derivative −1 at 0, and whether x is negative. Consumes `x`. */
function folded(x: JaxArray): [JaxArray, JaxArray] {
  const negative = np.less(x.ref, 0);
  const sign = negative.ref.astype(x.dtype).mul(2).sub(1);
  return [boundedBelow(x.mul(sign)), negative];
}

/**
 * log(1 + exp(x)), elementwise, to a few 10⁻⁷ (relative) for float32 and 10⁻¹⁵ for float64, in operations that
 * vectorise. The first derivative is exact; there is none beyond it, as carrying it along would cost each gradient a
 * third more: differentiate `sigmoid` instead. Consumes `x`.
 */
export function softplus(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return nn.softplus(value);
  if (isPlain()) return plainSoftplus(value);
  const [below, negative] = folded(value.ref);
  negative.dispose();
  const fixed = lax.stopGradient(below.ref);
  const d = below.sub(fixed.ref);
  const [small, large] = logistic(fixed);
  const slope = small.ref.mul(large);
  const rest = log1pOf(small).add(d.mul(slope));
  return np.maximum(value, 0).add(rest);
}

/** In the fewest operations, for who executes them one by one: 1 + exp(−|x|) by itself, and no second derivative. */
function plainSoftplus(x: JaxArray): JaxArray {
  const fixed = lax.stopGradient(x.ref);
  const small = np.exp(np.minimum(fixed.ref, np.negative(fixed.ref)));
  const sum = small.ref.add(1);
  const above = np.where(np.less(fixed.ref, 0), small, 1).mul(np.reciprocal(sum.ref));
  const value = np.maximum(fixed, 0).add(np.log(sum));
  return value.add(deviation(x).mul(above));
}

/** log(sigmoid(x)) = −softplus(−x), elementwise, with the derivative that `softplus` has. Consumes `x`. */
export function logSigmoid(x: ArrayLike): JaxArray {
  return np.negative(softplus(typeof x === "number" ? -x : np.negative(x)));
}

/**
 * 1 / (1 + exp(−x)), elementwise, as accurate and as fast as `softplus`, also where it is close to 0. First and second
 * derivatives are exact. Consumes `x`.
 */
export function sigmoid(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return nn.sigmoid(value);
  const [below, negative] = folded(lax.stopGradient(value.ref));
  const [small, large] = logistic(below);
  const other = small.mul(large.ref);
  const result = np.where(negative, other.ref, large.ref);
  const slope = other.mul(large);
  const bend = slope.ref.mul(np.subtract(1, result.ref.mul(2)));
  return withDerivatives(value, result, slope, bend);
}
