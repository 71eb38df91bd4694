// exp, log, softplus and the logistic function on four lanes. Coefficients are minimax fits of our own
// (Lawson-weighted least squares in Chebyshev form, rounded to f32); the error bounds are tested.
import { fma, horner, splat } from "./simd";

/** eˣ, relative error below 2e-7 for x in [-87, 88]; clamped outside. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.min(f32x4.max(x, splat(-87.0)), splat(88.0));
  const n = f32x4.nearest(f32x4.mul(clamped, splat(1.44269504)));
  // ln 2 in two parts, so that r keeps all its bits.
  const r = fma(n, splat(2.12194440e-4), fma(n, splat(-0.693359375), clamped));
  let q = splat(0.0013950601);
  q = horner(q, r, 0.00836895406);
  q = horner(q, r, 0.041666206);
  q = horner(q, r, 0.166665182);
  q = horner(q, r, 0.5);
  const value = fma(f32x4.mul(r, r), q, f32x4.add(r, splat(1.0)));
  return i32x4.add(value, i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 23));
}

/** Natural logarithm of a positive normal number, error below 1.5e-7 relative or 1e-7 absolute. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  // x = m · 2ᵉ with m in [√½, √2): the offset moves the split point from 1 to √½.
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.sub(x, v128.and(shifted, i32x4.splat(0xff800000)));
  const f = f32x4.sub(m, splat(1.0));
  let q = splat(0.089177914);
  q = horner(q, f, -0.143502012);
  q = horner(q, f, 0.148769855);
  q = horner(q, f, -0.165656343);
  q = horner(q, f, 0.199653968);
  q = horner(q, f, -0.250017464);
  q = horner(q, f, 0.333338588);
  const f2 = f32x4.mul(f, f);
  // f − f²/2 + f³q + e·ln 2, smallest terms first.
  let tail = f32x4.mul(f32x4.mul(f, f2), q);
  tail = fma(e, splat(-2.12194440e-4), tail);
  tail = fma(f2, splat(-0.5), tail);
  return fma(e, splat(0.693359375), f32x4.add(f, tail));
}

/** log(1 + e) for e in [0, 1], relative error below 1.5e-7 (as e·P(e), so that tiny e stay exact). */
// @ts-ignore: decorator
@inline
export function log1pUnit(e: v128): v128 {
  let q = splat(0.00523262937);
  q = horner(q, e, -0.0295049865);
  q = horner(q, e, 0.0782255605);
  q = horner(q, e, -0.136632144);
  q = horner(q, e, 0.191059932);
  q = horner(q, e, -0.24842979);
  q = horner(q, e, 0.333190978);
  q = horner(q, e, -0.499994934);
  q = horner(q, e, 1.0);
  return f32x4.mul(e, q);
}

/** e^(−|x|): what softplus and the logistic function of x both need. */
// @ts-ignore: decorator
@inline
export function expNegAbs(x: v128): v128 {
  return exp(f32x4.neg(f32x4.abs(x)));
}

/** log(1 + eˣ), given e = e^(−|x|). */
// @ts-ignore: decorator
@inline
export function softplus(x: v128, e: v128): v128 {
  return f32x4.add(f32x4.max(x, splat(0.0)), log1pUnit(e));
}

/** 1 / (1 + e^(−x)), given e = e^(−|x|): the derivative of softplus. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128, e: v128): v128 {
  const r = f32x4.div(splat(1.0), f32x4.add(e, splat(1.0)));
  return v128.bitselect(f32x4.mul(e, r), r, f32x4.lt(x, splat(0.0)));
}
