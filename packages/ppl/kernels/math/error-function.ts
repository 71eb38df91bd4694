// The error function and its complement. Below ¾, erf x = x + x·P(x²). Above, erfc x = e^(−x²)·G(t) / x with
// t = (x − 1.75) / (x + 1.75), where G, that is x·e^(x²)·erfc x, goes slowly from 0.38 to 1/√π. The difference in t is
// exact for every x ≥ ¾.
import { entry, horner } from "../../../core/kernels/simd";
import {
  lowMultiple32, lowMultiple64, power32, power64, reducedExpm1of32, reducedExpm1of64, remainder32, remainder64,
  scaled32, scaled64, shiftedPower32, shiftedPower64,
} from "./exp";
import { entry64, horner64, horner64x2, horner64x5, horner32x2, evenAndOdd64, signs32, signs64 } from "./lanes";

// (erf x − x) / x in z = x² up to 9/16: even powers, then odd ones; relative error of erf below 2⁻⁵⁵.
const NEAR = memory.data<f64>([
  1.146375499912527e-08, 1.6430388610664248e-06, 0.00012055288779975639, 0.005223977615124203, 0.11283791670952482,
  0.1283791670955126,
  -1.5937601144617582e-07, -1.4924176683082207e-05, -0.0008548326169186207, -0.026866170644402696,
  -0.37612638903183715,
]);
// G(t) − ½ for x from ¾ to 27.3: even powers, then odd ones; relative error of erfc below 2⁻⁵⁶.
const TAIL = memory.data<f64>([
  4.844833790679999e-07, 1.1337836407230327e-07, 5.62209656888797e-07, -3.3463000282496237e-06,
  -4.605386416622625e-06, 6.0397490865265445e-05, -0.00021796439560340782, 0.00040834965829661065,
  0.00024020960383067967, -0.003235937865126583, -0.2138547072557047, -0.0012985892094863193,
  -1.454264476837513e-06, 2.1953758971590206e-06, 1.560479846935053e-07, -9.308445101446284e-06,
  2.434547647381351e-05, 1.2788433959467558e-05, -0.00038991230464137063, 0.0023305475417931963, -0.01283569824149975,
  0.09778825221221635, 0.19517270530480552,
]);
// ¾; 27.3, beyond which erfc is 0; 1.75; ½; 1; 2.
const PARTS = memory.data<f64>([0.75, 27.3, 1.75, 0.5, 1.0, 2.0]);
// The same for f32, up to 10.3, from the highest power down: relative errors below 2⁻²⁹ and 2⁻²⁸.
const NEAR32 = memory.data<f32>([-0.0006737476, 0.005113148, -0.026834333, 0.11283379, -0.3761262, 0.12837917]);
const TAIL32 = memory.data<f32>([
  -0.00052253634, 0.0003530179, 0.002382414, 0.00024350107, -0.012842742, -0.0032358314, 0.09778865, -0.21385472,
  0.1951727, -0.0012985892,
]);
const PARTS32 = memory.data<f32>([0.75, 10.3, 1.75, 0.5, 1.0, 2.0]);

/** erf x − x for |x| < ¾. */
// @ts-ignore: decorator
@inline
function nearExcess64(x: v128): v128 {
  const z = f64x2.mul(x, x);
  const z2 = f64x2.mul(z, z);
  const even = horner64x5(entry64(NEAR, 0), z2, NEAR, 1);
  const odd = horner64x2(horner64x2(entry64(NEAR, 6), z2, NEAR, 7), z2, NEAR, 9);
  return f64x2.mul(x, evenAndOdd64(even, odd, z));
}

/** The first 26 bits of a double, whose products with each other are exact. */
// @ts-ignore: decorator
@inline
function head64(x: v128): v128 {
  return v128.and(x, i64x2.splat(~0x7ffffff));
}

/** (y + low) / a, nearly as if rounded once: what y / a leaves is known exactly, and divided as well (Dekker, 1971). */
// @ts-ignore: decorator
@inline
function quotient64(y: v128, low: v128, a: v128): v128 {
  const inverse = f64x2.div(entry64(PARTS, 4), a);
  const q = f64x2.mul(y, inverse);
  const a0 = head64(a);
  const q0 = head64(q);
  let left = f64x2.sub(y, f64x2.mul(q0, a0));
  left = f64x2.sub(left, f64x2.mul(q0, f64x2.sub(a, a0)));
  left = f64x2.sub(left, f64x2.mul(f64x2.sub(q, q0), a));
  return f64x2.add(q, f64x2.mul(f64x2.add(left, low), inverse));
}

/** G − ½. */
// @ts-ignore: decorator
@inline
function tailExcess64(a: v128): v128 {
  const t = f64x2.div(f64x2.sub(a, entry64(PARTS, 2)), f64x2.add(a, entry64(PARTS, 2)));
  const t2 = f64x2.mul(t, t);
  const even = horner64x5(horner64x5(horner64(entry64(TAIL, 0), t2, TAIL, 1), t2, TAIL, 2), t2, TAIL, 7);
  const odd = horner64x5(horner64x5(entry64(TAIL, 12), t2, TAIL, 13), t2, TAIL, 18);
  return evenAndOdd64(even, odd, t);
}

/** erfc a for a ≥ ¾. */
function tail64(unbounded: v128): v128 {
  const a = f64x2.pmin(unbounded, entry64(PARTS, 1));
  const half = entry64(PARTS, 3);
  const excess = tailExcess64(a);
  // −a² in two parts, the first exact.
  const a0 = head64(a);
  const square = f64x2.neg(f64x2.mul(a0, a0));
  const rest = f64x2.mul(f64x2.sub(a0, a), f64x2.add(a0, a));
  const shifted = shiftedPower64(f64x2.add(square, rest));
  const n = power64(shifted);
  const first = remainder64(square, n);
  const second = f64x2.sub(rest, lowMultiple64(n));
  const r = f64x2.add(first, second);
  const s = reducedExpm1of64(r);
  // (1 + s)·G is ½ and a smaller rest; what their sum loses goes into the quotient, and what r has lost, times some ½.
  const smaller = f64x2.add(excess, f64x2.mul(s, f64x2.add(half, excess)));
  const product = f64x2.add(half, smaller);
  const lost = f64x2.add(f64x2.sub(half, product), smaller);
  const lostBefore = f64x2.mul(half, f64x2.add(f64x2.sub(first, r), second));
  return scaled64(quotient64(product, f64x2.add(lost, lostBefore), a), n, shifted);
}

/** Error function. */
export function erf64(x: v128): v128 {
  const a = f64x2.abs(x);
  const near = f64x2.lt(a, entry64(PARTS, 0));
  const small = f64x2.add(a, nearExcess64(a));
  if (i64x2.all_true(near)) return v128.or(small, signs64(x));
  const large = f64x2.sub(entry64(PARTS, 4), tail64(a));
  return v128.or(v128.bitselect(small, large, near), signs64(x));
}

/** Complementary error function, 1 − erf x. */
export function erfc64(x: v128): v128 {
  const a = f64x2.abs(x);
  const near = f64x2.lt(a, entry64(PARTS, 0));
  // ½ − ((x − ½) + (erf x − x)): x − ½ is exact where the result is small.
  const half = entry64(PARTS, 3);
  const small = f64x2.sub(half, f64x2.add(f64x2.sub(x, half), nearExcess64(x)));
  if (i64x2.all_true(near)) return small;
  const tail = tail64(a);
  const negative = f64x2.lt(x, f64x2.splat(0));
  const large = v128.bitselect(f64x2.sub(entry64(PARTS, 5), tail), tail, negative);
  return v128.bitselect(small, large, near);
}

/** As `nearExcess64`. */
// @ts-ignore: decorator
@inline
function nearExcess32(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let q = horner32x2(entry(NEAR32, 0), z, NEAR32, 1);
  q = horner32x2(q, z, NEAR32, 3);
  return f32x4.mul(x, horner(q, z, NEAR32, 5));
}

/** As `head64`, 12 bits. */
// @ts-ignore: decorator
@inline
function head32(x: v128): v128 {
  return v128.and(x, i32x4.splat(~0xfff));
}

/** As `quotient64`. */
// @ts-ignore: decorator
@inline
function quotient32(y: v128, low: v128, a: v128): v128 {
  const inverse = f32x4.div(entry(PARTS32, 4), a);
  const q = f32x4.mul(y, inverse);
  const a0 = head32(a);
  const q0 = head32(q);
  let left = f32x4.sub(y, f32x4.mul(q0, a0));
  left = f32x4.sub(left, f32x4.mul(q0, f32x4.sub(a, a0)));
  left = f32x4.sub(left, f32x4.mul(f32x4.sub(q, q0), a));
  return f32x4.add(q, f32x4.mul(f32x4.add(left, low), inverse));
}

/** As `tailExcess64`. */
// @ts-ignore: decorator
@inline
function tailExcess32(a: v128): v128 {
  const t = f32x4.div(f32x4.sub(a, entry(PARTS32, 2)), f32x4.add(a, entry(PARTS32, 2)));
  let q = horner32x2(entry(TAIL32, 0), t, TAIL32, 1);
  q = horner32x2(q, t, TAIL32, 3);
  q = horner32x2(q, t, TAIL32, 5);
  q = horner32x2(q, t, TAIL32, 7);
  return horner(q, t, TAIL32, 9);
}

/** As `tail64`. */
function tail32(unbounded: v128): v128 {
  const a = f32x4.pmin(unbounded, entry(PARTS32, 1));
  const half = entry(PARTS32, 3);
  const excess = tailExcess32(a);
  const a0 = head32(a);
  const square = f32x4.neg(f32x4.mul(a0, a0));
  const rest = f32x4.mul(f32x4.sub(a0, a), f32x4.add(a0, a));
  const shifted = shiftedPower32(f32x4.add(square, rest));
  const n = power32(shifted);
  const first = remainder32(square, n);
  const second = f32x4.sub(rest, lowMultiple32(n));
  const r = f32x4.add(first, second);
  const s = reducedExpm1of32(r);
  const smaller = f32x4.add(excess, f32x4.mul(s, f32x4.add(half, excess)));
  const product = f32x4.add(half, smaller);
  const lost = f32x4.add(f32x4.sub(half, product), smaller);
  const lostBefore = f32x4.mul(half, f32x4.add(f32x4.sub(first, r), second));
  return scaled32(quotient32(product, f32x4.add(lost, lostBefore), a), n, shifted);
}

/** As `erf64`. */
export function erf32(x: v128): v128 {
  const a = f32x4.abs(x);
  const near = f32x4.lt(a, entry(PARTS32, 0));
  const small = f32x4.add(a, nearExcess32(a));
  if (i32x4.all_true(near)) return v128.or(small, signs32(x));
  const large = f32x4.sub(entry(PARTS32, 4), tail32(a));
  return v128.or(v128.bitselect(small, large, near), signs32(x));
}

/** As `erfc64`. */
export function erfc32(x: v128): v128 {
  const a = f32x4.abs(x);
  const near = f32x4.lt(a, entry(PARTS32, 0));
  const half = entry(PARTS32, 3);
  const small = f32x4.sub(half, f32x4.add(f32x4.sub(x, half), nearExcess32(x)));
  if (i32x4.all_true(near)) return small;
  const tail = tail32(a);
  const negative = f32x4.lt(x, f32x4.splat(0));
  const large = v128.bitselect(f32x4.sub(entry(PARTS32, 5), tail), tail, negative);
  return v128.bitselect(small, large, near);
}
