import { lax, np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { unary } from "./elementwise.js";
import { constant, finite, largestFloat32, polynomial, withDerivatives } from "./float.js";
import { isPlain } from "./plain.js";
import { scaledByPower } from "./power-of-two.js";

// log(1 + f) / f for 1 + f from √½ to √2.
const overF = [
  1, -0.4999998829, 0.3333332402, -0.2500158512, 0.2000207167, -0.166091265, 0.1418007872, -0.1324084269,
  0.1291417033, -0.07638592457,
];

/** 2 atanh(s) / s, in powers of s². */
const atanh = Array.from({ length: 12 }, (_, k) => 2 / (2 * k + 1));

const smallestNormal = 2 ** -126;
const [oneBits, rootHalfBits] = new Uint32Array(new Float32Array([1, Math.SQRT1_2]).buffer);

/** x = m 2ᵉ with m from √½ to √2, for positive finite x: m and e, as floats. Consumes `x`. */
export function split(x: JaxArray): [mantissa: JaxArray, exponent: JaxArray] {
  if (isPlain()) {
    const exponent = np.floor(np.log(x.ref).mul(Math.LOG2E).add(0.5));
    return [scaledByPower(x, np.negative(exponent.ref)), exponent];
  }
  return x.dtype === np.float64 ? splitDouble(x) : splitSingle(x);
}

function splitSingle(x: JaxArray): [mantissa: JaxArray, exponent: JaxArray] {
  const subnormal = np.less(x.ref, smallestNormal);
  const lifted = np.where(subnormal.ref, x.ref.mul(2 ** 24), x);
  const bits = lax.bitcastConvertType(lifted, np.int32);
  const int = (value: number): JaxArray => np.array(value, { dtype: np.int32 });
  const biased = np.rightShift(bits.ref.add(int(oneBits - rootHalfBits)), int(23));
  const mantissa = bits.sub(np.leftShift(biased.ref, int(23))).add(int(oneBits));
  const exponent = biased.astype(np.float32).sub(127).sub(subnormal.astype(np.float32).mul(24));
  return [lax.bitcastConvertType(mantissa, np.float32), exponent];
}

// jax-js does not show the bits of a double: its exponent is found by halving its range, down from 2 to the power of −52.
function splitDouble(x: JaxArray): [mantissa: JaxArray, exponent: JaxArray] {
  const c = (value: number): ArrayLike => constant(value, x);
  const low = np.less(x.ref, c(2 ** -52));
  let m = x.mul(np.where(low.ref, c(2 ** 1022), c(1)));
  let exponent = np.where(low, c(-52 - 1022), c(-52));
  for (const step of [512, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1]) {
    const high = np.less(c(2 ** (step - 52.5)), m.ref);
    exponent = exponent.add(np.where(high.ref, c(step), c(0)));
    m = m.mul(np.where(high, c(2 ** -step), c(1)));
  }
  return [m.mul(c(2 ** 52)), exponent];
}

/** log(x) of positive finite x, subnormals included; without derivatives, nonsense elsewhere. Consumes `x`. */
export function logOf(x: JaxArray): JaxArray {
  if (isPlain()) return np.log(x);
  const isDouble = x.dtype === np.float64;
  const c = (value: number): ArrayLike => constant(value, x);
  const [mantissa, exponent] = split(x);
  let log: JaxArray;
  if (isDouble) {
    const s = mantissa.ref.sub(1).mul(np.reciprocal(mantissa.add(1)));
    log = s.ref.mul(polynomial(s.ref.mul(s), atanh));
  } else {
    const f = mantissa.sub(1);
    // A product, not a sum: the compiler would move the −1 in f to the end of it.
    log = f.ref.mul(polynomial(f, overF));
  }
  // ln 2 in a part whose products with exponents are exact and the rest.
  const [high, rest] = isDouble
    ? [0.6931471805592082, 7.371002565167799e-13]
    : [0.693145751953125, 1.4286068203094173e-6];
  return log.add(exponent.ref.mul(c(rest))).add(exponent.mul(c(high)));
}

/** `log` where x is positive and finite, and what belongs there elsewhere. Consumes both. */
export function withEnds(x: JaxArray, log: JaxArray): JaxArray {
  const largest = constant(x.dtype === np.float64 ? Number.MAX_VALUE : largestFloat32, x);
  const positive = np.where(np.less(largest, x.ref), Infinity, log);
  const known = np.where(np.less(0, x.ref), positive, np.where(np.less(x.ref, 0), NaN, -Infinity));
  return np.where(np.equal(x.ref, x), known, NaN);
}

/** 1 / x and −1 / x², both finite. Consumes `x`. */
function derivatives(x: JaxArray): [JaxArray, JaxArray] {
  const inverse = finite(np.reciprocal(x));
  return [inverse, finite(np.negative(inverse.ref.mul(inverse.ref)))];
}

/** log(x) without derivatives, for any x. Consumes `x`. */
export function anyLogOf(x: JaxArray): JaxArray {
  return isPlain() ? np.log(x) : withEnds(x.ref, logOf(x));
}

function logArray(x: JaxArray, fixed: JaxArray): JaxArray {
  if (isPlain()) {
    fixed.dispose();
    return np.log(x);
  }
  return withDerivatives(x, anyLogOf(fixed.ref), ...derivatives(fixed));
}

/**
 * log(x), elementwise, for float32 to 2·10⁻⁷ (relative; jax-js' own loses all digits near 1) and for float64 to 10⁻¹⁵:
 * −∞ at 0, NaN below, ∞ at ∞. First and second derivatives are exact, but may be finite at 0. Consumes `x`.
 */
export const fastLog = unary({ number: Math.log, array: logArray, half: np.log });

/** log(1 + x) without derivatives, for any x. Consumes `x`. */
export function log1pOf(x: JaxArray): JaxArray {
  const sum = x.ref.add(1);
  // The maximum changes nothing, but keeps the compiler from turning (x + 1) − 1 into x.
  const lost = x.ref.sub(np.maximum(sum.ref, 0).sub(1));
  const correction = lost.mul(np.reciprocal(sum.ref));
  // Where the sum is 0 or infinite nothing is lost, but the correction is NaN.
  const known = np.where(np.equal(correction.ref, correction.ref), correction, 0);
  const log = anyLogOf(sum).add(known);
  if (isPlain() || x.dtype === np.float64) {
    x.dispose();
    return log;
  }
  return nearZero(x, log);
}

function log1pArray(x: JaxArray, fixed: JaxArray): JaxArray {
  return withDerivatives(x, log1pOf(fixed.ref), ...derivatives(fixed.add(1)));
}

/**
 * log(1 + x), elementwise, right where x is small: float32 to 3·10⁻⁷ (relative), float64 to 10⁻¹⁵; −∞ at −1, NaN below.
 * First and second derivatives are exact, but finite at −1. Consumes `x`.
 */
export const fastLog1p = unary({ number: Math.log1p, array: log1pArray, half: np.log1p });

/**
 * `log1p` where x is not small, x − x²/2 + x³/3 where it is. What the compiler knows to be constant it computes in double
 * precision, which loses nothing in 1 + x, but rounds when the bits of a single are asked for. Consumes both.
 */
function nearZero(x: JaxArray, log1p: JaxArray): JaxArray {
  const small = np.less(np.absolute(x.ref), 2 ** -10);
  const series = x.ref.mul(x.ref.mul(x.ref.mul(1 / 3).sub(0.5)).add(1));
  x.dispose();
  return np.where(small, series, log1p);
}
