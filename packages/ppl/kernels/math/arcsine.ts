// asin a for 0 ≤ a ≤ ½ by a polynomial, above by asin a = π/2 − 2·asin √((1 − a)/2), whose argument is at most ½.
import { entry, horner } from "../../../core/kernels/simd";
import { entry64, horner64x5, horner32x2, evenAndOdd64, signs32, signs64 } from "./lanes";

// (asin u − u) / u³ in z = u²: even powers, then odd ones; relative error of the arcsine below 2⁻⁵⁵.
const ARCSINE = memory.data<f64>([
  -0.016220970895460117, 0.006528804238763888, 0.01388526687664295, 0.02237175827326732, 0.04464285682855912,
  0.1666666666666541,
  0.03191011168707266, 0.019526085841880446, 0.012169012513086764, 0.017359701484296164, 0.030381959127519762,
  0.07500000000336735,
]);
// ½; 1; π/2 in two parts.
const PARTS = memory.data<f64>([0.5, 1.0, 1.5707963267948966, 6.123233995736766e-17]);
// The same for f32: relative error below 2⁻²⁷.
const ARCSINE32 = memory.data<f32>([0.04215685, 0.024185603, 0.045469005, 0.0749531, 0.16666752]);
const PARTS32 = memory.data<f32>([0.5, 1.0, 1.5707964, -4.371139e-08]);

/** Arcsine, in radians; NaN beyond ±1. */
export function asin64(x: v128): v128 {
  const a = f64x2.abs(x);
  const large = f64x2.gt(a, entry64(PARTS, 0));
  const folded = f64x2.mul(f64x2.sub(entry64(PARTS, 1), a), entry64(PARTS, 0));
  const z = v128.bitselect(folded, f64x2.mul(a, a), large);
  const u = v128.bitselect(f64x2.sqrt(folded), a, large);
  const z2 = f64x2.mul(z, z);
  const even = horner64x5(entry64(ARCSINE, 0), z2, ARCSINE, 1);
  const odd = horner64x5(entry64(ARCSINE, 6), z2, ARCSINE, 7);
  const cubic = f64x2.mul(f64x2.mul(u, z), evenAndOdd64(even, odd, z));
  const small = f64x2.add(u, cubic);
  // π/2 − 2·(u + cubic), with what the first difference loses.
  const turn = entry64(PARTS, 2);
  const twice = f64x2.add(u, u);
  const head = f64x2.sub(turn, twice);
  const lost = f64x2.sub(f64x2.sub(turn, head), twice);
  const rest = f64x2.sub(f64x2.add(cubic, cubic), entry64(PARTS, 3));
  const turned = f64x2.add(head, f64x2.sub(lost, rest));
  return v128.or(v128.bitselect(turned, small, large), signs64(x));
}

/** As `asin64`. */
export function asin32(x: v128): v128 {
  const a = f32x4.abs(x);
  const large = f32x4.gt(a, entry(PARTS32, 0));
  const folded = f32x4.mul(f32x4.sub(entry(PARTS32, 1), a), entry(PARTS32, 0));
  const z = v128.bitselect(folded, f32x4.mul(a, a), large);
  const u = v128.bitselect(f32x4.sqrt(folded), a, large);
  const q = horner32x2(horner32x2(entry(ARCSINE32, 0), z, ARCSINE32, 1), z, ARCSINE32, 3);
  const cubic = f32x4.mul(f32x4.mul(u, z), q);
  const small = f32x4.add(u, cubic);
  const turn = entry(PARTS32, 2);
  const twice = f32x4.add(u, u);
  const head = f32x4.sub(turn, twice);
  const lost = f32x4.sub(f32x4.sub(turn, head), twice);
  const rest = f32x4.sub(f32x4.add(cubic, cubic), entry(PARTS32, 3));
  const turned = f32x4.add(head, f32x4.sub(lost, rest));
  return v128.or(v128.bitselect(turned, small, large), signs32(x));
}
