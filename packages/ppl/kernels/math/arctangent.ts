// atan a for 0 ≤ a ≤ ½ by a polynomial; up to 2 by atan a = π/4 + atan((a − 1)/(a + 1)), beyond by π/2 + atan(−1/a),
// where a − 1 is exact and the argument within ±½ again.
import { entry } from "../../../core/kernels/simd";
import { entry64, horner64x5, horner32x2, evenAndOdd64, signs32, signs64 } from "./lanes";

// (atan t − t) / t³ in z = t²: even powers, then odd ones; relative error of the arctangent below 2⁻⁵⁷.
const ARCTANGENT = memory.data<f64>([
  -0.02743479130989409, -0.05122001863388156, -0.06663810478520063, -0.09090896244122466, -0.1428571427638679,
  -0.3333333333333298,
  0.010116742172448156, 0.041864938926540585, 0.05858297991581213, 0.07692073899846144, 0.11111110659631585,
  0.19999999999903145,
]);
// ½; 1; 2; −1; π/4 in two parts; π/2 in two parts.
const PARTS = memory.data<f64>([
  0.5, 1.0, 2.0, -1.0, 0.7853981633974483, 3.061616997868383e-17, 1.5707963267948966, 6.123233995736766e-17,
]);
// The same for f32: relative error below 2⁻²⁷.
const ARCTANGENT32 = memory.data<f32>([-0.05136181, 0.10162352, -0.1417555, 0.19994278, -0.33333236]);
const PARTS32 = memory.data<f32>([0.5, 1.0, 2.0, -1.0, 0.7853982, -2.1855694e-08, 1.5707964, -4.371139e-08]);

/** Arctangent, in radians. */
export function atan64(x: v128): v128 {
  const a = f64x2.abs(x);
  const one = entry64(PARTS, 1);
  const middle = f64x2.gt(a, entry64(PARTS, 0));
  const large = f64x2.gt(a, entry64(PARTS, 2));
  const above = v128.bitselect(entry64(PARTS, 3), f64x2.sub(a, one), large);
  const below = v128.bitselect(a, f64x2.add(a, one), large);
  const t = v128.bitselect(f64x2.div(above, below), a, middle);
  const z = f64x2.mul(t, t);
  const z2 = f64x2.mul(z, z);
  const even = horner64x5(entry64(ARCTANGENT, 0), z2, ARCTANGENT, 1);
  const odd = horner64x5(entry64(ARCTANGENT, 6), z2, ARCTANGENT, 7);
  const cubic = f64x2.mul(f64x2.mul(t, z), evenAndOdd64(even, odd, z));
  const turn = v128.and(v128.bitselect(entry64(PARTS, 6), entry64(PARTS, 4), large), middle);
  const low = v128.and(v128.bitselect(entry64(PARTS, 7), entry64(PARTS, 5), large), middle);
  return v128.or(f64x2.add(turn, f64x2.add(t, f64x2.add(cubic, low))), signs64(x));
}

/** As `atan64`. */
export function atan32(x: v128): v128 {
  const a = f32x4.abs(x);
  const one = entry(PARTS32, 1);
  const middle = f32x4.gt(a, entry(PARTS32, 0));
  const large = f32x4.gt(a, entry(PARTS32, 2));
  const above = v128.bitselect(entry(PARTS32, 3), f32x4.sub(a, one), large);
  const below = v128.bitselect(a, f32x4.add(a, one), large);
  const t = v128.bitselect(f32x4.div(above, below), a, middle);
  const z = f32x4.mul(t, t);
  const q = horner32x2(horner32x2(entry(ARCTANGENT32, 0), z, ARCTANGENT32, 1), z, ARCTANGENT32, 3);
  const cubic = f32x4.mul(f32x4.mul(t, z), q);
  const turn = v128.and(v128.bitselect(entry(PARTS32, 6), entry(PARTS32, 4), large), middle);
  const low = v128.and(v128.bitselect(entry(PARTS32, 7), entry(PARTS32, 5), large), middle);
  return v128.or(f32x4.add(turn, f32x4.add(t, f32x4.add(cubic, low))), signs32(x));
}
