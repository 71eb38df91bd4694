import { nn, np, type JaxArray, type Operand } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { erfc, erfcOf } from "../math/erfc.js";
import { expOf } from "../math/exp.js";
import { constant, withDerivatives } from "../math/float.js";
import { inDouble } from "../math/in-double.js";
import { sigmoidNumber } from "../math/softplus.js";
import { timesConstant, twoProduct, twoSquare, twoSum, partsFor, type Constant } from "../math/two-part.js";
import { bounded, gated } from "./bounded.js";

// An error in the argument of an exponential is multiplied by the argument, so arguments are computed in two parts.

const cdfBound = 40;
const rootHalf: Constant = [Math.SQRT1_2, -4.833646656726457e-17];

/** Φ(x), Φ(x) + x φ(x) and φ(x) (2 − x²) with the distribution function Φ and density φ of the normal distribution. */
function exactParts(x: JaxArray): [JaxArray, JaxArray, JaxArray] {
  const near = bounded(x, cdfBound);
  const [square, squareLow] = twoSquare(near.ref);
  const norm = constant(1 / Math.sqrt(2 * Math.PI), near);
  const root = constant(Math.SQRT2, near);
  const correction = np.subtract(1, squareLow.mul(0.5));
  const density = expOf(square.ref.mul(-0.5)).mul(correction).mul(norm);
  const [z, zLow] = timesConstant(near.ref, rootHalf);
  const cdf = erfcOf(np.negative(z))
    .mul(0.5)
    .add(zLow.mul(density.ref.mul(root)));
  const slope = cdf.ref.add(near.mul(density.ref));
  return [cdf, slope, density.mul(np.subtract(2, square))];
}

function exactArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const [cdf, slope, second] = inDouble(exactParts, fixed.ref);
  return withDerivatives(x, gated(fixed, cdf, cdfBound), slope, second);
}

const tanhBound = 60;
const linear: Constant = [1.5957691216057308, -9.96930880911092e-17];
const cubic: Constant = [0.07135481627260025, -4.1218577217431825e-18];

/** v = a x + b x³ and its derivatives, with a = 2 √(2/π) and b = 0.044715 a. Consumes `x`. */
function argument(x: JaxArray): { v: JaxArray; low: JaxArray; slope: JaxArray; second: JaxArray } {
  const [square, squareLow] = twoSquare(x.ref);
  const [b, bLow] = timesConstant(square.ref, cubic);
  const [a, aLow] = partsFor(x, linear);
  const [factor, factorLow] = twoSum(b, np.array(a, { dtype: x.dtype }));
  const rest = factorLow.add(bLow).add(squareLow.mul(cubic[0])).add(aLow);
  const [v, vLow] = twoProduct(x.ref, factor);
  const slope = square.mul(constant(3 * cubic[0], x)).add(constant(linear[0], x));
  const second = x.ref.mul(constant(6 * cubic[0], x));
  return { v, low: vLow.add(x.mul(rest)), slope, second };
}

/** σ(v) and the first two derivatives of x σ(v). */
function tanhParts(x: JaxArray): [JaxArray, JaxArray, JaxArray] {
  const near = bounded(x, tanhBound);
  const { v, low, slope, second } = argument(near.ref);
  const isNegative = np.less(v.ref, 0);
  const toward = np.where(isNegative.ref, low.ref, np.negative(low));
  const small = expOf(np.negative(np.absolute(v))).mul(toward.add(1));
  const large = np.reciprocal(small.ref.add(1));
  const other = small.mul(large.ref);
  const sigmoid = np.where(isNegative.ref, other.ref, large.ref);
  const complement = np.where(isNegative, large, other);
  const product = sigmoid.ref.mul(complement.ref);
  const first = sigmoid.ref.add(near.ref.mul(product.ref).mul(slope.ref));
  const bend = near.ref.mul(np.square(slope.ref)).mul(complement.sub(sigmoid.ref));
  return [sigmoid, first, product.mul(slope.mul(2).add(near.mul(second)).add(bend))];
}

function tanhArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const [sigmoid, slope, second] = inDouble(tanhParts, fixed.ref);
  return withDerivatives(x, gated(fixed, sigmoid, tanhBound), slope, second);
}

const exact = unary({
  number: (x) => (x < -cdfBound ? 0 : x * 0.5 * erfc(-x * Math.SQRT1_2)),
  array: exactArray,
  half: (x) => nn.gelu(x, { approximate: false }),
});

const approximate = unary({
  number: (x) => (x < -tanhBound ? 0 : x * sigmoidNumber(x * (linear[0] + cubic[0] * x * x))),
  array: tanhArray,
  half: nn.gelu,
});

/**
 * x Φ(x), elementwise, with the distribution function of the normal distribution (Hendrycks and Gimpel 2016); by default
 * its approximation x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. First and second derivatives are exact. Consumes `x`.
 */
export function gelu(x: Operand, options?: { readonly approximate?: boolean | undefined }): JaxArray {
  return (options?.approximate ?? true) ? approximate(x) : exact(x);
}
