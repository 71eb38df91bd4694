// Lane-wise helpers on two f64 lanes, and what the functions of both widths share.
import { entry, horner } from "../../../core/kernels/simd";

/** Entry `i` of a table of doubles, in both lanes: a load, for the reason that `entry` gives. */
// @ts-ignore: decorator
@inline
export function entry64(table: usize, i: usize): v128 {
  return v128.load64_splat(table + (i << 3));
}

/** A Horner step with entry `i` of a table of coefficients. */
// @ts-ignore: decorator
@inline
export function horner64(acc: v128, x: v128, table: usize, i: usize): v128 {
  return f64x2.add(f64x2.mul(acc, x), entry64(table, i));
}

/** Two Horner steps, with entries `i` and `i + 1`. */
// @ts-ignore: decorator
@inline
export function horner64x2(acc: v128, x: v128, table: usize, i: usize): v128 {
  return horner64(horner64(acc, x, table, i), x, table, i + 1);
}

/** Five Horner steps, from entry `i` on. */
// @ts-ignore: decorator
@inline
export function horner64x5(acc: v128, x: v128, table: usize, i: usize): v128 {
  return horner64(horner64x2(horner64x2(acc, x, table, i), x, table, i + 2), x, table, i + 4);
}

/** Two Horner steps on f32 lanes, with entries `i` and `i + 1`. */
// @ts-ignore: decorator
@inline
export function horner32x2(acc: v128, x: v128, table: usize, i: usize): v128 {
  return horner(horner(acc, x, table, i), x, table, i + 1);
}

/** Polynomial even + x·odd. Two chains half as long as Horner's: a step waits for the one before. */
// @ts-ignore: decorator
@inline
export function evenAndOdd64(even: v128, odd: v128, x: v128): v128 {
  return f64x2.add(even, f64x2.mul(odd, x));
}

/** The sign bit of every lane. */
// @ts-ignore: decorator
@inline
export function signs64(x: v128): v128 {
  return v128.and(x, i64x2.splat(i64.MIN_VALUE));
}

/** The sign bit of every lane. */
// @ts-ignore: decorator
@inline
export function signs32(x: v128): v128 {
  return v128.and(x, i32x4.splat(i32.MIN_VALUE));
}
