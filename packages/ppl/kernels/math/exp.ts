// eˣ = 2ⁿ·eʳ with n the integer nearest to x / ln 2, so that |r| ≤ ln 2 / 2. Coefficients here and beside are minimax
// fits of our own (Remez exchange in 60 digits, then rounded), given from the highest power down.
import { entry, horner } from "../../../core/kernels/simd";
import { entry64, horner64, horner64x2, evenAndOdd64 } from "./lanes";

// (eʳ − 1 − r) / r²: even powers, then odd ones; relative error of eʳ below 2⁻⁵⁶.
const TAIL = memory.data<f64>([
  2.7630255776402374e-07, 2.4801493081956537e-05, 0.001388888894364043, 0.04166666666653016, 0.5000000000000011,
  2.5000411647043993e-08, 2.7557585464261907e-06, 0.0001984126950724318, 0.008333333333494425, 0.16666666666666413,
]);
// 1 / ln 2; ln 2 in two parts, the first of 42 bits so that n times it is exact; 1.5·2⁵² + 2046 and + 1023; ½; the
// arguments from which on the result is 0 and Infinity.
const REDUCTION = memory.data<f64>([
  1.4426950408889634, 0.6931471805598903, 5.497923018708371e-14, 6755399441057790.0, 6755399441056767.0, 0.5, -746.0,
  710.0, 1.0,
]);
// The same for f32: relative error below 2⁻²⁸; 9 bits of ln 2; 1.5·2²³ + 254 and + 127.
const TAIL32 = memory.data<f32>([0.001383884, 0.008369178, 0.0416681, 0.16666517, 0.49999994]);
const REDUCTION32 = memory.data<f32>([
  1.44269504, 0.693359375, -2.12194440e-4, 12583166.0, 12583039.0, 0.5, -104.0, 89.0, 1.0,
]);

/**
 * n + 1.5·2⁵² + 2046, where n is the integer nearest to x / ln 2: adding the large number rounds, and leaves n + 2046
 * in the low bits.
 */
// @ts-ignore: decorator
@inline
export function shiftedPower64(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, entry64(REDUCTION, 0)), entry64(REDUCTION, 3));
}

/** n itself, from `shiftedPower64`. */
// @ts-ignore: decorator
@inline
export function power64(shifted: v128): v128 {
  return f64x2.sub(shifted, entry64(REDUCTION, 3));
}

/** x − n·(first part of ln 2), exact where n is the integer nearest to x / ln 2. */
// @ts-ignore: decorator
@inline
export function remainder64(x: v128, n: v128): v128 {
  return f64x2.sub(x, f64x2.mul(n, entry64(REDUCTION, 1)));
}

/** n·(second part of ln 2), still to be taken from `remainder64`. */
// @ts-ignore: decorator
@inline
export function lowMultiple64(n: v128): v128 {
  return f64x2.mul(n, entry64(REDUCTION, 2));
}

/** eʳ − 1 for |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
export function reducedExpm1of64(r: v128): v128 {
  const z = f64x2.mul(r, r);
  const even = horner64x2(horner64x2(entry64(TAIL, 0), z, TAIL, 1), z, TAIL, 3);
  const odd = horner64x2(horner64x2(entry64(TAIL, 5), z, TAIL, 6), z, TAIL, 8);
  return f64x2.add(r, f64x2.mul(z, evenAndOdd64(even, odd, r)));
}

/**
 * y·2ⁿ, n in both forms. In two factors, each a normal number for n from −1076 to 1024: so overflow gives Infinity,
 * and a result below the normal range is rounded once.
 */
// @ts-ignore: decorator
@inline
export function scaled64(y: v128, n: v128, shifted: v128): v128 {
  const half = f64x2.add(f64x2.mul(n, entry64(REDUCTION, 5)), entry64(REDUCTION, 4));
  const first = f64x2.mul(y, i64x2.shl(half, 52));
  return f64x2.mul(first, i64x2.shl(i64x2.sub(shifted, half), 52));
}

/** eˣ. */
// @ts-ignore: decorator
@inline
export function exp64(x: v128): v128 {
  // pmin and pmax, with x as the first argument, keep NaN.
  const clamped = f64x2.pmin(f64x2.pmax(x, entry64(REDUCTION, 6)), entry64(REDUCTION, 7));
  const shifted = shiftedPower64(clamped);
  const n = power64(shifted);
  const r = f64x2.sub(remainder64(clamped, n), lowMultiple64(n));
  return scaled64(f64x2.add(entry64(REDUCTION, 8), reducedExpm1of64(r)), n, shifted);
}

/** As `shiftedPower64`. */
// @ts-ignore: decorator
@inline
export function shiftedPower32(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, entry(REDUCTION32, 0)), entry(REDUCTION32, 3));
}

/** As `power64`. */
// @ts-ignore: decorator
@inline
export function power32(shifted: v128): v128 {
  return f32x4.sub(shifted, entry(REDUCTION32, 3));
}

/** As `remainder64`. */
// @ts-ignore: decorator
@inline
export function remainder32(x: v128, n: v128): v128 {
  return f32x4.sub(x, f32x4.mul(n, entry(REDUCTION32, 1)));
}

/** As `lowMultiple64`. */
// @ts-ignore: decorator
@inline
export function lowMultiple32(n: v128): v128 {
  return f32x4.mul(n, entry(REDUCTION32, 2));
}

/** eʳ − 1 for |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
export function reducedExpm1of32(r: v128): v128 {
  let q = entry(TAIL32, 0);
  q = horner(q, r, TAIL32, 1);
  q = horner(q, r, TAIL32, 2);
  q = horner(q, r, TAIL32, 3);
  q = horner(q, r, TAIL32, 4);
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q));
}

/** As `scaled64`, for n from −153 to 128. */
// @ts-ignore: decorator
@inline
export function scaled32(y: v128, n: v128, shifted: v128): v128 {
  const half = f32x4.add(f32x4.mul(n, entry(REDUCTION32, 5)), entry(REDUCTION32, 4));
  const first = f32x4.mul(y, i32x4.shl(half, 23));
  return f32x4.mul(first, i32x4.shl(i32x4.sub(shifted, half), 23));
}

/** eˣ. */
// @ts-ignore: decorator
@inline
export function exp32(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, entry(REDUCTION32, 6)), entry(REDUCTION32, 7));
  const shifted = shiftedPower32(clamped);
  const n = power32(shifted);
  const r = f32x4.sub(remainder32(clamped, n), lowMultiple32(n));
  return scaled32(f32x4.add(entry(REDUCTION32, 8), reducedExpm1of32(r)), n, shifted);
}
