import { lax, nn, np, type ArrayLike, type JaxArray } from "../jax.js";
import { boundedBelow, expFactors } from "./exp.js";
import { asFloat, polynomial, withDerivatives } from "./float.js";
import { logOf } from "./log.js";

// log(1 + e) / e and 1 / (1 + e) for e from 0 to 1.
const logarithm = [
  0.9999999954, -0.4999990399, 0.3333000404, -0.2495455887, 0.1967811726, -0.1531186311, 0.1061426469,
  -0.05706420081, 0.01990716095, -0.00325637848,
];
const crudeReciprocal = [0.9985207036, -0.9468940058, 0.6758928797, -0.228565598];

/** 1 / x from a guess that is right to a percent or better: two steps of Newton's. Consumes both. */
function reciprocalNear(x: JaxArray, guess: JaxArray): JaxArray {
  const better = guess.ref.mul(np.subtract(2, x.ref.mul(guess)));
  return better.ref.mul(np.subtract(1, x.mul(better.ref))).add(better);
}

/** exp(x) and 1 / (1 + exp(x)) for x from the bound of `boundedBelow` to 0, without derivatives. Consumes `x`. */
function logistic(x: JaxArray): [small: JaxArray, large: JaxArray] {
  const [first, second] = expFactors(x);
  const small = first.mul(second);
  const sum = small.ref.add(1);
  if (small.dtype === np.float64) return [small, np.reciprocal(sum)];
  return [small.ref, reciprocalNear(sum, polynomial(small, crudeReciprocal))];
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
 * vectorise. First and second derivatives are exact but for the second at 0, which is. Consumes `x`.
 */
export function softplus(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  if (value.dtype === np.float16) return nn.softplus(value);
  const [below, negative] = folded(value.ref);
  negative.dispose();
  const fixed = lax.stopGradient(below.ref);
  const d = below.sub(fixed.ref);
  const [small, large] = logistic(fixed);
  const slope = small.ref.mul(large.ref);
  const bend = slope.ref.mul(large);
  const rest = log1pOf(small).add(d.ref.mul(slope.add(d.mul(bend).mul(0.5))));
  return np.maximum(value, 0).add(rest);
}

/** log(sigmoid(x)) = −softplus(−x), elementwise. Consumes `x`. */
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
