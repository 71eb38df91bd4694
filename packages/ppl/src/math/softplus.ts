import { nn, np, type JaxArray } from "../jax/jax.js";
import { apart } from "./apart.js";
import { unary } from "./elementwise.js";
import { boundedBelow, expFactors } from "./exp.js";
import { polynomial, withDerivatives } from "./float.js";
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

export interface Logistic {
  /** exp(−|x|). */
  readonly small: JaxArray;
  /** 1 / (1 + exp(−|x|)). */
  readonly large: JaxArray;
  readonly negative: JaxArray;
}

/** Without derivatives. Consumes `x`. */
export function logistic(x: JaxArray): Logistic {
  const negative = np.less(x.ref, 0);
  const [first, second] = expFactors(boundedBelow(np.minimum(x.ref, np.negative(x))));
  const small = apart(first.mul(second));
  return { small: small.ref, large: reciprocalOf(small), negative };
}

/** log(1 + e) for e from 0 to 1. Consumes `e`. */
function log1pOfUnit(e: JaxArray): JaxArray {
  if (e.dtype !== np.float64 && !isPlain()) return e.ref.mul(polynomial(e, logarithm));
  const sum = e.ref.add(1);
  const lost = e.sub(np.maximum(sum.ref, 0).sub(1));
  return logOf(sum.ref).add(lost.mul(np.reciprocal(sum)));
}

function softplusArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const { small, large, negative } = logistic(fixed);
  const other = small.ref.mul(large.ref);
  // What is positive passes by itself: so does its derivative, where x is infinite too.
  const positive = np.where(negative.ref, 0, x.ref);
  const slope = np.where(negative, other.ref, np.negative(other.ref));
  return positive.add(withDerivatives(x, log1pOfUnit(small), slope, other.mul(large)));
}

const softplusNumber = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * log(1 + exp(x)), elementwise, to a few 10⁻⁷ (relative) for float32 and 10⁻¹⁵ for float64, in operations that
 * vectorise. First and second derivatives are exact. Consumes `x`.
 */
export const softplus = unary({ number: softplusNumber, array: softplusArray, half: nn.softplus });

/** log(sigmoid(x)) = −softplus(−x), elementwise, with the derivatives that `softplus` has. Consumes `x`. */
export const logSigmoid = unary({
  number: (x) => -softplusNumber(-x),
  array: (x, fixed) => np.negative(softplusArray(np.negative(x), np.negative(fixed))),
  half: nn.logSigmoid,
});

function sigmoidArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const { small, large, negative } = logistic(fixed);
  const other = small.mul(large.ref);
  const result = np.where(negative, other.ref, large.ref);
  const slope = other.mul(large);
  const bend = slope.ref.mul(np.subtract(1, result.ref.mul(2)));
  return withDerivatives(x, result, slope, bend);
}

export function sigmoidNumber(x: number): number {
  const small = Math.exp(-Math.abs(x));
  return (x < 0 ? small : 1) / (1 + small);
}

/**
 * 1 / (1 + exp(−x)), elementwise, as accurate and as fast as `softplus`, also where it is close to 0. First and second
 * derivatives are exact. Consumes `x`.
 */
export const sigmoid = unary({ number: sigmoidNumber, array: sigmoidArray, half: nn.sigmoid });
