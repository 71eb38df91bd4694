import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { constant, polynomial, withDerivatives } from "../math/float.js";
import { sineAndCosine } from "../math/sine.js";

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** (cos u − sin(u) / u) / u², in powers of u², for |u| ≤ π / 2. */
const series = (terms: number): number[] =>
  Array.from({ length: terms }, (_, k) => ((-1) ** (k + 1) * (2 * k + 2)) / factorial(2 * k + 3));
const single = series(7);
const double = series(13);

/** sin πx and cos πx, without derivatives: exact multiples of half a turn are taken away before π comes in. Consumes `x`. */
function ofHalfTurns(x: JaxArray): [sin: JaxArray, cos: JaxArray] {
  const pi = constant(Math.PI, x);
  const whole = np.floor(x.ref.add(0.5));
  const isOdd = np.less(np.floor(whole.ref.mul(0.5)).mul(2), whole.ref);
  const sign = np.where(isOdd, -1, 1);
  const [sin, cos] = sineAndCosine(x.sub(whole).mul(pi));
  return [sin.mul(sign.ref), cos.mul(sign)];
}

function sincArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const pi = constant(Math.PI, fixed);
  const square = constant(Math.PI ** 2, fixed);
  const isNear = np.less(np.absolute(fixed.ref), 0.5);
  const isZero = np.equal(fixed.ref, 0);
  const [sin, cos] = ofHalfTurns(fixed.ref);
  const u = fixed.mul(pi);
  const sinc = np.where(isZero, 1, sin.div(u.ref));
  const near = np.where(isNear.ref, np.square(u.ref), 0);
  const around = polynomial(near, u.dtype === np.float64 ? double : single);
  // The slope over u, which is not 0 where x is.
  const ratio = np.where(isNear, around, cos.sub(sinc.ref).div(np.square(u.ref)));
  const slope = u.mul(ratio.ref).mul(constant(Math.PI, ratio));
  const second = np.negative(sinc.ref.add(ratio.mul(2))).mul(square);
  return withDerivatives(x, sinc, slope, second);
}

function sincNumber(x: number): number {
  if (x === 0) return 1;
  const whole = Math.round(x);
  return ((whole % 2 === 0 ? 1 : -1) * Math.sin(Math.PI * (x - whole))) / (Math.PI * x);
}

/** sin(πx) / (πx), elementwise, 1 at 0. First and second derivatives are exact. Consumes `x`. */
export const sinc = unary({ number: sincNumber, array: sincArray, half: np.sinc });
