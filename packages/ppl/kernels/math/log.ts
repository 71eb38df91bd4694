// log x = e·ln 2 + log m with x = m·2ᵉ, m in [√½, √2). With f = m − 1 and s = f / (2 + f), z = s²,
// log m = 2·artanh s = f − f²/2 + s·(f²/2 + z·P(z)): f is exact, so small results keep all their digits.
import { entry, horner } from "../../../core/kernels/simd";
import { entry64, horner64, horner64x2, evenAndOdd64 } from "./lanes";

// (2·artanh s − 2s) / s³ in z: even powers, then odd ones; relative error of the logarithm below 2⁻⁵⁸.
const ARTANH = memory.data<f64>([
  0.1479618063137966, 0.18183565083025285, 0.28571428742484756, 0.6666666666666734,
  0.15314029129874943, 0.22222198560604348, 0.39999999999414393,
]);
// The bias of e for x and for 2⁵⁴·x; 1; 2; ½; ln 2 in two parts, e times the first exact; the least normal number; 2⁵⁴.
const PARTS = memory.data<f64>([
  4503599627371519.0, 4503599627371573.0, 1.0, 2.0, 0.5, 0.6931471805598903, 5.497923018708371e-14,
  2.2250738585072014e-308, 18014398509481984.0,
]);
// Bits: of 1 less those of √½; of √½; of a fraction; of 2⁵²; the last two tell positive normal numbers, see `log64`.
const BITS = memory.data<u64>([
  0x00095f619980c433, 0x3fe6a09e667f3bcd, 0x000fffffffffffff, 0x4330000000000000, 0x7ff0000000000000,
  0xffdfffffffffffff,
]);
// The same for f32: relative error below 2⁻³⁰; subnormal numbers times 2²⁴; bits of √½ and of sign and exponent.
const ARTANH32 = memory.data<f32>([0.29871026, 0.39977577, 0.66666776]);
const PARTS32 = memory.data<f32>([0.0, 24.0, 1.0, 2.0, 0.5, 0.693359375, -2.12194440e-4, 1.17549435e-38, 16777216.0]);
const BITS32 = memory.data<u32>([0x3f3504f3, 0xff800000, 0x7f800000, 0xfeffffff]);

/** log x of positive normal numbers; `bias` is what e is too large by as it is read, 2⁵² + 1023 for x itself. */
// @ts-ignore: decorator
@inline
function normalLog64(x: v128, bias: v128): v128 {
  // The offset moves the point where the exponent steps from 1 to √½; under 2⁵² the exponent reads as a double.
  const moved = i64x2.add(x, entry64(BITS, 0));
  const e = f64x2.sub(v128.or(i64x2.shr_u(moved, 52), entry64(BITS, 3)), bias);
  const m = i64x2.add(v128.and(moved, entry64(BITS, 2)), entry64(BITS, 1));
  const f = f64x2.sub(m, entry64(PARTS, 2));
  const s = f64x2.div(f, f64x2.add(f, entry64(PARTS, 3)));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const even = horner64(horner64x2(entry64(ARTANH, 0), z2, ARTANH, 1), z2, ARTANH, 3);
  const odd = horner64x2(entry64(ARTANH, 4), z2, ARTANH, 5);
  const half = f64x2.mul(f64x2.mul(f, f), entry64(PARTS, 4));
  const small = f64x2.mul(s, f64x2.add(half, f64x2.mul(z, evenAndOdd64(even, odd, z))));
  const low = f64x2.add(small, f64x2.mul(e, entry64(PARTS, 6)));
  return f64x2.add(f64x2.mul(e, entry64(PARTS, 5)), f64x2.sub(f, f64x2.sub(half, low)));
}

/** log x of any x: what is not positive and normal is rare, so it has a function of its own. */
function anyLog64(x: v128): v128 {
  const subnormal = f64x2.lt(x, entry64(PARTS, 7));
  const scaled = v128.bitselect(f64x2.mul(x, entry64(PARTS, 8)), x, subnormal);
  let y = normalLog64(scaled, v128.bitselect(entry64(PARTS, 1), entry64(PARTS, 0), subnormal));
  y = v128.bitselect(f64x2.splat(-Infinity), y, f64x2.eq(x, f64x2.splat(0)));
  y = v128.bitselect(f64x2.splat(NaN), y, f64x2.lt(x, f64x2.splat(0)));
  return v128.bitselect(y, x, f64x2.lt(x, f64x2.splat(Infinity)));
}

/** Natural logarithm. */
// @ts-ignore: decorator
@inline
export function log64(x: v128): v128 {
  // As unsigned integers less the least normal number's bits, positive normal numbers are those below Infinity's. The
  // comparison is signed, hence another 2⁶³ on both sides.
  const unusual = i64x2.gt_s(i64x2.add(x, entry64(BITS, 4)), entry64(BITS, 5));
  if (v128.any_true(unusual)) return anyLog64(x);
  return normalLog64(x, entry64(PARTS, 0));
}

/** As `normalLog64`. */
// @ts-ignore: decorator
@inline
function normalLog32(x: v128, bias: v128): v128 {
  const moved = i32x4.sub(x, entry(BITS32, 0));
  const e = f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(moved, 23)), bias);
  const m = i32x4.sub(x, v128.and(moved, entry(BITS32, 1)));
  const f = f32x4.sub(m, entry(PARTS32, 2));
  const s = f32x4.div(f, f32x4.add(f, entry(PARTS32, 3)));
  const z = f32x4.mul(s, s);
  const q = horner(horner(entry(ARTANH32, 0), z, ARTANH32, 1), z, ARTANH32, 2);
  const half = f32x4.mul(f32x4.mul(f, f), entry(PARTS32, 4));
  const small = f32x4.mul(s, f32x4.add(half, f32x4.mul(z, q)));
  const low = f32x4.add(small, f32x4.mul(e, entry(PARTS32, 6)));
  return f32x4.add(f32x4.mul(e, entry(PARTS32, 5)), f32x4.sub(f, f32x4.sub(half, low)));
}

/** As `anyLog64`. */
function anyLog32(x: v128): v128 {
  const subnormal = f32x4.lt(x, entry(PARTS32, 7));
  const scaled = v128.bitselect(f32x4.mul(x, entry(PARTS32, 8)), x, subnormal);
  let y = normalLog32(scaled, v128.and(entry(PARTS32, 1), subnormal));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
  y = v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
}

/** Natural logarithm. */
// @ts-ignore: decorator
@inline
export function log32(x: v128): v128 {
  const unusual = i32x4.gt_s(i32x4.add(x, entry(BITS32, 2)), entry(BITS32, 3));
  if (v128.any_true(unusual)) return anyLog32(x);
  return normalLog32(x, entry(PARTS32, 0));
}
