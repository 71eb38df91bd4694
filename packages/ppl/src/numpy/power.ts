import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { binary, unary } from "../math/elementwise.js";
import { expOf } from "../math/exp.js";
import { asFloat, deviation, finite } from "../math/float.js";
import { anyLogOf } from "../math/log.js";
import { logParts } from "../math/log-parts.js";
import { isPlain } from "../math/plain.js";
import { twoProduct } from "../math/two-part.js";
import { integerPower } from "./integer-power.js";

/** xʸ for positive finite x, by a logarithm of twice the digits. No derivatives. Consumes both. */
function preciseOf(x: JaxArray, y: JaxArray): JaxArray {
  const [log, logLow] = logParts(x.ref);
  // Beyond these the result is 0, 1 or infinity, and products of y would overflow.
  const bounded = np.maximum(np.minimum(y.ref, 1e25), -1e25);
  const [exponent, low] = twoProduct(log, bounded.ref);
  const rest = np.maximum(np.minimum(low.add(bounded.mul(logLow)), 0.5), -0.5);
  const power = expOf(exponent).mul(rest.add(1));
  // Whole numbers have whole powers, which the error of the exponential may just miss.
  const isWhole = np.logicalAnd(np.equal(np.floor(x.ref), x), np.equal(np.floor(y.ref), y.ref));
  const isSmall = np.less(power.ref, power.dtype === np.float64 ? 2 ** 49 : 2 ** 20);
  const rounds = np.logicalAnd(np.logicalAnd(isWhole, np.less(0, y)), isSmall);
  return np.where(rounds, np.floor(power.ref.add(0.5)), power);
}

/** The same, where float64 is twice the digits. */
function singleOf(x: JaxArray, y: JaxArray): JaxArray {
  const log = np.log(x.astype(np.float64));
  return np.exp(log.mul(y.astype(np.float64))).astype(np.float32);
}

/** |x|ʸ without derivatives, from |x|, and whether that is neither 0 nor infinite. Consumes all. */
function magnitudeOf(size: JaxArray, isOrdinary: JaxArray, y: JaxArray): JaxArray {
  const base = np.where(isOrdinary.ref, size.ref, 1);
  const inDouble = isPlain() && size.dtype === np.float32;
  const power = (inDouble ? singleOf : preciseOf)(base, y.ref);
  const grows = np.equal(np.less(1, size.ref), np.less(0, y.ref));
  const end = np.where(np.equal(size.ref, size.ref), np.where(grows, Infinity, 0), NaN);
  const value = np.where(isOrdinary, power, end);
  // Also of what is no number.
  return np.where(np.logicalOr(np.equal(size, 1), np.equal(y, 0)), 1, value);
}

/** What the sign of x does to xʸ: 1, −1 or NaN. Consumes both. */
function signOf(x: JaxArray, y: JaxArray): JaxArray {
  const isWhole = np.equal(np.floor(y.ref), y.ref);
  const isEven = np.equal(np.floor(y.ref.mul(0.5)).mul(2), y);
  return np.where(np.less(x, 0), np.where(isWhole, np.where(isEven, 1, -1), NaN), 1);
}

/** The slope of xʸ in x at 0. Consumes `y`. */
function slopeAtZero(y: JaxArray): JaxArray {
  const steep = np.where(np.less(0, y.ref), Infinity, -Infinity);
  const isFlat = np.logicalOr(np.less(1, y.ref), np.equal(y.ref, 0));
  return finite(np.where(np.equal(y, 1), 1, np.where(isFlat, 0, steep)));
}

/**
 * Derivatives are those of exp(y log |x|), where log |x| is its value and a deviation of zero. In y they are those of the
 * absolute value, as there are none where x is negative. Where y is known, `change` in it is left out.
 */
function powerArray(x: JaxArray, y: JaxArray, fixedX: JaxArray, fixedY: JaxArray, isKnown = false): JaxArray {
  const size = np.absolute(fixedX.ref);
  const isFinite = np.less(size.ref, Infinity);
  const isZero = np.equal(size.ref, 0);
  const isOrdinary = np.logicalAnd(np.less(0, size.ref), isFinite.ref);
  const value = magnitudeOf(size.ref, isOrdinary.ref, fixedY.ref).mul(signOf(fixedX.ref, fixedY.ref));
  // 1 to the power of NaN is 1, and its slopes are those to the power of 0.
  const exponent = np.where(np.equal(fixedY.ref, fixedY.ref), y, 0);
  const d = deviation(np.where(isFinite, x, 1));
  const relative = d.ref.mul(np.where(isOrdinary.ref, np.reciprocal(fixedX), 0));
  const logChange = relative.ref.sub(np.square(relative).mul(0.5));
  const byBase = finite(exponent.ref).mul(logChange);
  const log = np.where(isOrdinary, size, 1);
  const change = isKnown ? unused(byBase, log, exponent) : byBase.add(anyLogOf(log).mul(deviation(exponent)));
  const atZero = d.mul(np.where(isZero, slopeAtZero(fixedY), 0));
  const factor = change.ref.add(np.square(change).mul(0.5));
  return value.ref.add(finite(value).mul(factor)).add(atZero);
}

/** The first argument. Consumes the others. */
function unused(result: JaxArray, ...others: readonly JaxArray[]): JaxArray {
  for (const other of others) other.dispose();
  return result;
}

function powerNumber(x: number, y: number): number {
  // JavaScript has NaN for 1 to the power of infinity or NaN.
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
}

const anyPower = binary({ number: powerNumber, array: powerArray, half: np.power });

/** x to a power that is known. Consumes `x`. */
function knownPower(x: JaxArray, exponent: number): JaxArray {
  // In single precision, too, the exponent is the number that was written.
  const scalar = ({ dtype }: JaxArray): JaxArray =>
    dtype === np.float64 ? np.array(exponent, { dtype }) : np.array(exponent);
  const formula = unary({
    number: (base) => powerNumber(base, exponent),
    array: (base, fixed) => powerArray(base, scalar(fixed), fixed, scalar(fixed), true),
    half: (base) => np.power(base, exponent),
  });
  return formula(x);
}

/** Whether few operations make a power, which are as exact and have all derivatives. */
function isSimple(exponent: number): boolean {
  return exponent === 0.5 || (Number.isInteger(exponent) && Math.abs(exponent) <= 4);
}

/** x to a power that is simple. Consumes `x`. */
function simplePower(x: JaxArray, exponent: number): JaxArray {
  if (exponent === 0.5) return np.sqrt(x);
  if (exponent < 0) return np.reciprocal(simplePower(x, -exponent));
  if (exponent === 0) return np.onesLike(x);
  if (exponent === 1) return x;
  if (exponent === 2) return np.square(x);
  return exponent === 3 ? np.square(x.ref).mul(x) : np.square(np.square(x));
}

/** xʸ of floats: what are none become float32, or float64 next to that. Consumes both. */
export function floatPower(x: Operand, y: Operand): JaxArray {
  if (typeof x !== "object" || typeof y !== "number") return anyPower(x, y);
  return isSimple(y) ? simplePower(asFloat(x), y) : knownPower(x, y);
}

/**
 * xʸ, elementwise. 0⁰ is 1; of negative numbers only whole powers exist. Whole numbers to the power of whole numbers are
 * whole numbers, modulo 2³². First and second derivatives are exact, but finite, and those in y are 0 where x is 0.
 * Consumes both.
 */
export function power(x: Operand, y: Operand): JaxArray {
  return integerPower(x, y) ?? floatPower(x, y);
}
