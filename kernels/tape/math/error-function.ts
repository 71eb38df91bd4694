// The error function and its complement. Below ¾, erf x = x + x·P(x²). Above, erfc x = e^(−x²)·G(t) / x with
// t = (x − 1.75) / (x + 1.75), where G, that is x·e^(x²)·erfc x, goes slowly from 0.38 to 1/√π. The difference in t is
// exact for every x ≥ ¾.
import { entry, horner } from "../../simd";
import {
  reducedExpm1of32, reducedExpm1of64, remainder32, remainder64, scaled32, scaled64, shiftedPower32, shiftedPower64,
} from "./exp";
import { entry64, horner64, horner64x2, horner64x5, horner32x2, joined64, signs32, signs64 } from "./lanes";

// (erf x − x) / x in z = x² up to 9/16: even powers, then odd ones; relative error of erf below 2⁻⁵⁵.
const NEAR = memory.data<f64>([
  1.146375499912527e-08, 1.6430388610664248e-06, 0.00012055288779975639, 0.005223977615124203, 0.11283791670952482, 0.1283791670955126,
  -1.5937601144617582e-07, -1.4924176683082207e-05, -0.0008548326169186207, -0.026866170644402696, -0.37612638903183715,
]);
// G(t) − ½ for x from ¾ to 27.3: even powers, then odd ones; relative error of erfc below 2⁻⁵⁶.
const TAIL = memory.data<f64>([
  4.844833790679999e-07, 1.1337836407230327e-07, 5.62209656888797e-07, -3.3463000282496237e-06, -4.605386416622625e-06, 6.0397490865265445e-05,
  -0.00021796439560340782, 0.00040834965829661065, 0.00024020960383067967, -0.003235937865126583, -0.2138547072557047, -0.0012985892094863193,
  -1.454264476837513e-06, 2.1953758971590206e-06, 1.560479846935053e-07, -9.308445101446284e-06, 2.434547647381351e-05, 1.2788433959467558e-05,
  -0.00038991230464137063, 0.0023305475417931963, -0.01283569824149975, 0.09778825221221635, 0.19517270530480552,
]);
// ¾; 27.3, beyond which erfc is 0; 1.75; ½; 1; 2.
const PARTS = memory.data<f64>([0.75, 27.3, 1.75, 0.5, 1.0, 2.0]);
// The same for f32, up to 10.3, from the highest power down: relative errors below 2⁻²⁹ and 2⁻²⁸.
const NEAR32 = memory.data<f32>([-0.0006737476, 0.005113148, -0.026834333, 0.11283379, -0.3761262, 0.12837917]);
const TAIL32 = memory.data<f32>([
  -0.00052253634, 0.0003530179, 0.002382414, 0.00024350107, -0.012842742, -0.0032358314, 0.09778865, -0.21385472, 0.1951727, -0.0012985892,
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
  return f64x2.mul(x, joined64(even, odd, z));
}

/** erfc a for a ≥ ¾. */
function tail64(unbounded: v128): v128 {
  const a = f64x2.pmin(unbounded, entry64(PARTS, 1));
  const t = f64x2.div(f64x2.sub(a, entry64(PARTS, 2)), f64x2.add(a, entry64(PARTS, 2)));
  const t2 = f64x2.mul(t, t);
  const even = horner64x5(horner64x5(horner64(entry64(TAIL, 0), t2, TAIL, 1), t2, TAIL, 2), t2, TAIL, 7);
  const odd = horner64x5(horner64x5(entry64(TAIL, 12), t2, TAIL, 13), t2, TAIL, 18);
  const excess = joined64(even, odd, t);
  // a² in two parts: the square of the first 26 bits of a, which is exact, and the rest.
  const head = v128.and(a, i64x2.splat(~0x7ffffff));
  const square = f64x2.neg(f64x2.mul(head, head));
  const rest = f64x2.mul(f64x2.sub(head, a), f64x2.add(head, a));
  const shifted = shiftedPower64(square);
  const s = reducedExpm1of64(remainder64(square, rest, shifted));
  // (1 + s)·G as ½ and all the rest, so that the last sum is the only one to round at full size.
  const half = entry64(PARTS, 3);
  const product = f64x2.add(half, f64x2.add(excess, f64x2.mul(s, f64x2.add(half, excess))));
  return scaled64(f64x2.div(product, a), shifted);
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

/** As `tail64`. */
function tail32(unbounded: v128): v128 {
  const a = f32x4.pmin(unbounded, entry(PARTS32, 1));
  const t = f32x4.div(f32x4.sub(a, entry(PARTS32, 2)), f32x4.add(a, entry(PARTS32, 2)));
  let excess = horner32x2(entry(TAIL32, 0), t, TAIL32, 1);
  excess = horner32x2(excess, t, TAIL32, 3);
  excess = horner32x2(excess, t, TAIL32, 5);
  excess = horner32x2(excess, t, TAIL32, 7);
  excess = horner(excess, t, TAIL32, 9);
  const head = v128.and(a, i32x4.splat(~0xfff));
  const square = f32x4.neg(f32x4.mul(head, head));
  const rest = f32x4.mul(f32x4.sub(head, a), f32x4.add(head, a));
  const shifted = shiftedPower32(square);
  const s = reducedExpm1of32(remainder32(square, rest, shifted));
  const half = entry(PARTS32, 3);
  const product = f32x4.add(half, f32x4.add(excess, f32x4.mul(s, f32x4.add(half, excess))));
  return scaled32(f32x4.div(product, a), shifted);
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
