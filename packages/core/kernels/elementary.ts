// exp, log, softplus and the logistic function on four lanes. Coefficients are minimax fits of our own
// (Lawson-weighted least squares in Chebyshev form, rounded to f32); the error bounds are tested.
import { entry, fma, horner, splat } from "./simd";

const EXP = memory.data<f32>([0.00836895406, 0.041666206, 0.166665182, 0.5, -87.0, 88.0, 1.44269504, 12582912.0, 2.12194440e-4, -0.693359375, 0.0013950601, 1.0]);
const LOG = memory.data<f32>([-0.143502012, 0.148769855, -0.165656343, 0.199653968, -0.250017464, 0.333338588, 1.0, 0.089177914, -2.12194440e-4, -0.5, 0.693359375]);
const LOG1P = memory.data<f32>([-0.0295049865, 0.0782255605, -0.136632144, 0.191059932, -0.24842979, 0.333190978, -0.499994934, 1.0, 0.00523262937]);

/** As words: √½, whose distance to a number tells its exponent; the bits of sign and exponent; the sign. */
const BITS = memory.data<u32>([0x3f3504f3, 0xff800000, 0x80000000]);

/** Splits a positive normal number into m · 2ᵉ with m in [√½, √2): a word that has e in its bits from 23 on. */
// @ts-ignore: decorator
@inline
export function exponent(x: v128): v128 {
  // The offset moves the split point from 1 to √½.
  return i32x4.sub(x, entry(BITS, 0));
}

/** … and m, given that word. */
// @ts-ignore: decorator
@inline
export function mantissa(x: v128, shifted: v128): v128 {
  return i32x4.sub(x, v128.and(shifted, entry(BITS, 1)));
}

/** eˣ, relative error below 2e-7 for x in [-87, 88]; clamped outside. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  // pmin and pmax are single instructions; wasm's min and max are not, on x86.
  const clamped = f32x4.pmin(f32x4.pmax(x, entry(EXP, 4)), entry(EXP, 5));
  // Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
  const shifted = fma(clamped, entry(EXP, 6), entry(EXP, 7));
  const n = f32x4.sub(shifted, entry(EXP, 7));
  // ln 2 in two parts, so that r keeps all its bits.
  const r = fma(n, entry(EXP, 8), fma(n, entry(EXP, 9), clamped));
  let q = entry(EXP, 10);
  q = horner(q, r, EXP, 0);
  q = horner(q, r, EXP, 1);
  q = horner(q, r, EXP, 2);
  q = horner(q, r, EXP, 3);
  const value = fma(f32x4.mul(r, r), q, f32x4.add(r, entry(EXP, 11)));
  return i32x4.add(value, i32x4.shl(shifted, 23));
}

/** Natural logarithm of a positive normal number, error below 1.5e-7 relative or 1e-7 absolute. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const shifted = exponent(x);
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = mantissa(x, shifted);
  const f = f32x4.sub(m, entry(LOG, 6));
  let q = entry(LOG, 7);
  q = horner(q, f, LOG, 0);
  q = horner(q, f, LOG, 1);
  q = horner(q, f, LOG, 2);
  q = horner(q, f, LOG, 3);
  q = horner(q, f, LOG, 4);
  q = horner(q, f, LOG, 5);
  const f2 = f32x4.mul(f, f);
  // f − f²/2 + f³q + e·ln 2, smallest terms first.
  let tail = f32x4.mul(f32x4.mul(f, f2), q);
  tail = fma(e, entry(LOG, 8), tail);
  tail = fma(f2, entry(LOG, 9), tail);
  return fma(e, entry(LOG, 10), f32x4.add(f, tail));
}

/** log(1 + e) for e in [0, 1], relative error below 1.5e-7 (as e·P(e), so that tiny e stay exact). */
// @ts-ignore: decorator
@inline
export function log1pUnit(e: v128): v128 {
  let q = entry(LOG1P, 8);
  q = horner(q, e, LOG1P, 0);
  q = horner(q, e, LOG1P, 1);
  q = horner(q, e, LOG1P, 2);
  q = horner(q, e, LOG1P, 3);
  q = horner(q, e, LOG1P, 4);
  q = horner(q, e, LOG1P, 5);
  q = horner(q, e, LOG1P, 6);
  q = horner(q, e, LOG1P, 7);
  return f32x4.mul(e, q);
}

/** e^(−|x|): what softplus and the logistic function of x both need. */
// @ts-ignore: decorator
@inline
export function expNegAbs(x: v128): v128 {
  return exp(v128.or(x, entry(BITS, 2)));
}

/** log(1 + eˣ), given e = e^(−|x|). */
// @ts-ignore: decorator
@inline
export function softplus(x: v128, e: v128): v128 {
  return f32x4.add(f32x4.pmax(x, splat(0.0)), log1pUnit(e));
}

/** 1 / (1 + e^(−x)), given e = e^(−|x|): the derivative of softplus. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128, e: v128): v128 {
  const r = f32x4.div(splat(1.0), f32x4.add(e, splat(1.0)));
  return v128.bitselect(f32x4.mul(e, r), r, f32x4.lt(x, splat(0.0)));
}
