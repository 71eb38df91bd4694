import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";
import { expOf } from "./exp.js";
import { asFloat, polynomial, withDerivatives } from "./float.js";
import { logAndReciprocal, reciprocalNear } from "./log.js";

// log(1 + e) / e and 1 / (1 + e) for e from 0 to 1.
const logarithm = [
  0.9999999954, -0.4999990399, 0.3333000404, -0.2495455887, 0.1967811726, -0.1531186311, 0.1061426469,
  -0.05706420081, 0.01990716095, -0.00325637848,
];
const crudeReciprocal = [0.9985207036, -0.9468940058, 0.6758928797, -0.228565598];

interface Logistic {
  /** exp(−|x|) */
  readonly small: JaxArray;
  /** 1 / (1 + exp(−|x|)) */
  readonly large: JaxArray;
  /** Whether x is negative. */
  readonly negative: JaxArray;
}

/** Consumes `x`. */
function logistic(x: JaxArray): Logistic {
  const negative = np.less(x.ref, 0);
  const small = expOf(np.minimum(x.ref, np.negative(x)));
  const sum = small.ref.add(1);
  const large =
    small.dtype === np.float64
      ? np.reciprocal(sum)
      : reciprocalNear(sum, polynomial(small.ref, crudeReciprocal));
  return { small, large, negative };
}

/** The sigmoid and its derivative. Consumes the parts. */
function sigmoidOf({ small, large, negative }: Logistic): [value: JaxArray, slope: JaxArray] {
  const other = small.mul(large.ref);
  return [np.where(negative, other.ref, large.ref), other.mul(large)];
}

/** log(1 + exp(−|x|)). Consumes `small`. */
function log1pOf(small: JaxArray): JaxArray {
  if (small.dtype !== np.float64) return small.ref.mul(polynomial(small, logarithm));
  const sum = small.ref.add(1);
  const lost = small.sub(np.maximum(sum.ref, 0).sub(1));
  const [log, inverse] = logAndReciprocal(sum);
  return log.add(lost.mul(inverse));
}

/**
 * log(1 + exp(x)), elementwise, to a few 10⁻⁷ (relative) for float32 and 10⁻¹⁵ for float64, in operations that
 * vectorise. First and second derivatives are exact. Consumes `x`.
 */
export function softplus(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  const fixed = lax.stopGradient(value.ref);
  const parts = logistic(fixed.ref);
  const result = np.maximum(fixed, 0).add(log1pOf(parts.small.ref));
  return withDerivatives(value, result, ...sigmoidOf(parts));
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
  const [result, slope] = sigmoidOf(logistic(lax.stopGradient(value.ref)));
  const bend = slope.ref.mul(np.subtract(1, result.ref.mul(2)));
  return withDerivatives(value, result, slope, bend);
}
