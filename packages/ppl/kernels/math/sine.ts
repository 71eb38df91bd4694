// Sine and cosine: x = n·π/2 + r with |r| ≤ π/4, and the sine or cosine of r, as n says, with a sign.
import { entry, horner } from "../../../core/kernels/simd";
import { angleFromQuarter, quarterTurns } from "./distant-angle";
import { entry64, horner64x2, evenAndOdd64, signs32, signs64 } from "./lanes";

/** The largest |x| whose n is below 2¹⁶, in round figures. */
const LIMIT = 1e5;
// (sin r − r) / r³ in z = r², and (cos r − 1 + z/2) / z²: even powers, then odd ones; relative errors below 2⁻⁵⁶.
const SINE = memory.data<f64>([
  -2.5050747877748482e-08, -0.0001984126982959701, -0.1666666666666663,
  1.589622968106383e-10, 2.755731362301074e-06, 0.008333333333322132,
]);
const COSINE = memory.data<f64>([
  2.0875700474932855e-09, 2.480158728884375e-05, 0.041666666666666595,
  -1.1358516117049698e-11, -2.755731417680216e-07, -0.0013888888888873045,
]);
// 2/π; π/2 in three parts, the first two of 37 bits so that n < 2¹⁶ times them is exact; 1.5·2⁵² and one more; ½; 1.
const REDUCTION = memory.data<f64>([
  0.6366197723675814, 1.5707963267923333, 2.5633441515839558e-12, 1.0562999066987428e-23, 6755399441055744.0,
  6755399441055745.0, 0.5, 1.0,
]);
// The same for f32: relative errors below 2⁻²⁷. Arguments are reduced in double precision, by π/2 in two parts.
const SINE32 = memory.data<f32>([-0.00019518298, 0.008332189, -0.16666655]);
const COSINE32 = memory.data<f32>([2.4432331e-05, -0.001388731, 0.041666646]);
const PARTS32 = memory.data<f32>([0.5, 1.0]);
const REDUCTION32 = memory.data<f64>([1.5707963267341256, 6.077100506506192e-11]);

/** sin(r + low), with z = r². */
// @ts-ignore: decorator
@inline
function reducedSine64(r: v128, low: v128, z: v128): v128 {
  const z2 = f64x2.mul(z, z);
  const even = horner64x2(entry64(SINE, 0), z2, SINE, 1);
  const odd = horner64x2(entry64(SINE, 3), z2, SINE, 4);
  const cubic = f64x2.mul(f64x2.mul(r, z), evenAndOdd64(even, odd, z));
  const turned = f64x2.sub(low, f64x2.mul(f64x2.mul(z, entry64(REDUCTION, 6)), low));
  return f64x2.add(r, f64x2.add(cubic, turned));
}

/** cos(r + low), with z = r². */
// @ts-ignore: decorator
@inline
function reducedCosine64(r: v128, low: v128, z: v128): v128 {
  const z2 = f64x2.mul(z, z);
  const even = horner64x2(entry64(COSINE, 0), z2, COSINE, 1);
  const odd = horner64x2(entry64(COSINE, 3), z2, COSINE, 4);
  const half = f64x2.mul(z, entry64(REDUCTION, 6));
  const one = entry64(REDUCTION, 7);
  // 1 − z/2 with what its rounding has lost.
  const head = f64x2.sub(one, half);
  const lost = f64x2.sub(f64x2.sub(one, head), half);
  const quartic = f64x2.mul(z2, evenAndOdd64(even, odd, z));
  return f64x2.add(head, f64x2.add(lost, f64x2.sub(quartic, f64x2.mul(r, low))));
}

/** sin(r + low + n·π/2), with n in the low bits of `turns`. */
// @ts-ignore: decorator
@inline
function turned64(r: v128, low: v128, turns: v128): v128 {
  const z = f64x2.mul(r, r);
  const odd = i64x2.eq(i64x2.shl(turns, 63), i64x2.splat(i64.MIN_VALUE));
  const y = v128.bitselect(reducedCosine64(r, low, z), reducedSine64(r, low, z), odd);
  return v128.xor(y, signs64(i64x2.shl(turns, 62)));
}

/** sin(a + k·π/2) for 0 ≤ a ≤ 1e5; `magic` is 1.5·2⁵² + k. */
// @ts-ignore: decorator
@inline
function near64(a: v128, magic: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(a, entry64(REDUCTION, 0)), magic);
  const n = f64x2.sub(shifted, magic);
  // r + low is a − n·π/2 to more than 100 bits (Cody & Waite), as next to a multiple of π/2 half of them cancel.
  const first = f64x2.sub(a, f64x2.mul(n, entry64(REDUCTION, 1)));
  const second = f64x2.mul(n, entry64(REDUCTION, 2));
  const third = f64x2.mul(n, entry64(REDUCTION, 3));
  const rough = f64x2.sub(first, second);
  const r = f64x2.sub(rough, third);
  const low = f64x2.add(
    f64x2.sub(f64x2.sub(first, rough), second),
    f64x2.sub(f64x2.sub(rough, r), third),
  );
  return turned64(r, low, shifted);
}

/** sin(a + k·π/2) for one a > 1e5. */
function distant64(a: f64, k: i64): f64 {
  if (!(a < Infinity)) return NaN;
  const turns = quarterTurns(a);
  const angle = angleFromQuarter(turns);
  // The nearest quarter turn: the two bits above the point, and one more where the bit below is set.
  const high = i64x2.extract_lane(turns, 1);
  const n = i64x2.splat((high >>> 62) + ((high >>> 61) & 1) + k);
  const y = turned64(f64x2.splat(f64x2.extract_lane(angle, 0)), f64x2.splat(f64x2.extract_lane(angle, 1)), n);
  return f64x2.extract_lane(y, 0);
}

/** sin(a + k·π/2), which is `near` in the lanes where a ≤ 1e5. */
function distantLanes64(a: v128, near: v128, k: i64): v128 {
  const a0 = f64x2.extract_lane(a, 0);
  const a1 = f64x2.extract_lane(a, 1);
  let y = near;
  if (!(a0 <= LIMIT)) y = f64x2.replace_lane(y, 0, distant64(a0, k));
  if (!(a1 <= LIMIT)) y = f64x2.replace_lane(y, 1, distant64(a1, k));
  return y;
}

/** sin(a + k·π/2) for any a ≥ 0. */
// @ts-ignore: decorator
@inline
function quarters64(a: v128, magic: v128, k: i64): v128 {
  const y = near64(a, magic);
  return i64x2.all_true(f64x2.le(a, f64x2.splat(LIMIT))) ? y : distantLanes64(a, y, k);
}

/** Sine of radians. */
export function sin64(x: v128): v128 {
  return v128.xor(quarters64(f64x2.abs(x), entry64(REDUCTION, 4), 0), signs64(x));
}

/** Cosine of radians. */
export function cos64(x: v128): v128 {
  return quarters64(f64x2.abs(x), entry64(REDUCTION, 5), 1);
}

/** The sine of r, with z = r². */
// @ts-ignore: decorator
@inline
function reducedSine32(r: v128, z: v128): v128 {
  const q = horner(horner(entry(SINE32, 0), z, SINE32, 1), z, SINE32, 2);
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, z), q));
}

/** The cosine of r, with z = r². */
// @ts-ignore: decorator
@inline
function reducedCosine32(z: v128): v128 {
  const q = horner(horner(entry(COSINE32, 0), z, COSINE32, 1), z, COSINE32, 2);
  const half = f32x4.mul(z, entry(PARTS32, 0));
  const one = entry(PARTS32, 1);
  const head = f32x4.sub(one, half);
  const lost = f32x4.sub(f32x4.sub(one, head), half);
  return f32x4.add(head, f32x4.add(lost, f32x4.mul(f32x4.mul(z, z), q)));
}

/** a − n·π/2 on two lanes, in double precision. */
// @ts-ignore: decorator
@inline
function remainder32(a: v128, shifted: v128, magic: v128): v128 {
  const n = f64x2.sub(shifted, magic);
  const first = f64x2.sub(a, f64x2.mul(n, entry64(REDUCTION32, 0)));
  return f64x2.sub(first, f64x2.mul(n, entry64(REDUCTION32, 1)));
}

/** As `near64`, with the same `magic`. */
// @ts-ignore: decorator
@inline
function near32(a: v128, magic: v128): v128 {
  const a01 = f64x2.promote_low_f32x4(a);
  const a23 = f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1));
  const shifted01 = f64x2.add(f64x2.mul(a01, entry64(REDUCTION, 0)), magic);
  const shifted23 = f64x2.add(f64x2.mul(a23, entry64(REDUCTION, 0)), magic);
  const r01 = f32x4.demote_f64x2_zero(remainder32(a01, shifted01, magic));
  const r23 = f32x4.demote_f64x2_zero(remainder32(a23, shifted23, magic));
  const r = v128.shuffle<i64>(r01, r23, 0, 2);
  const n = v128.shuffle<i32>(shifted01, shifted23, 0, 2, 4, 6);
  const z = f32x4.mul(r, r);
  const odd = i32x4.eq(i32x4.shl(n, 31), i32x4.splat(i32.MIN_VALUE));
  const y = v128.bitselect(reducedCosine32(z), reducedSine32(r, z), odd);
  return v128.xor(y, signs32(i32x4.shl(n, 30)));
}

/** As `distantLanes64`, with the `magic` of k. */
function distantLanes32(a: v128, near: v128, magic: v128, k: i64): v128 {
  const y01 = quarters64(f64x2.promote_low_f32x4(a), magic, k);
  const y23 = quarters64(f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1)), magic, k);
  const distant = v128.shuffle<i64>(f32x4.demote_f64x2_zero(y01), f32x4.demote_f64x2_zero(y23), 0, 2);
  return v128.bitselect(near, distant, f32x4.le(a, f32x4.splat(<f32>LIMIT)));
}

/** sin(a + k·π/2) for any a ≥ 0. */
// @ts-ignore: decorator
@inline
function quarters32(a: v128, magic: v128, k: i64): v128 {
  const y = near32(a, magic);
  return i32x4.all_true(f32x4.le(a, f32x4.splat(<f32>LIMIT))) ? y : distantLanes32(a, y, magic, k);
}

/** As `sin64`. */
export function sin32(x: v128): v128 {
  return v128.xor(quarters32(f32x4.abs(x), entry64(REDUCTION, 4), 0), signs32(x));
}

/** As `cos64`. */
export function cos32(x: v128): v128 {
  return quarters32(f32x4.abs(x), entry64(REDUCTION, 5), 1);
}
