import { np, type JaxArray } from "../jax.js";
import { apart } from "../math/apart.js";
import { polynomial } from "../math/float.js";
import { sizeOf } from "../memory.js";
import { bitsOf } from "./bits.js";
import { compiled } from "./compiled.js";
import { word } from "./hash.js";
import type { Key } from "./key.js";

// The normal quantile of (1 + x) / 2, divided by x, in a multiple of (1 − x²)^(1/16) that runs from −1 to 1: within
// 5·10⁻⁷ (relative) for 1 − |x| from 2⁻³¹ up.
const quantile = [
  3.60611866, -2.42538538, 0.0230753267, -0.183522426, 0.106560439, 0.0858030297, 0.0997393196, 0.00681264779,
  -0.0512961539, -0.0355722098, 0.0114368058, 0.00954389088,
];
const smallestRoot = 2 ** (-31 / 16);
const scale = 2 / (1 - smallestRoot);

/** Normals of odd whole numbers between −2³¹ and 2³¹, as floats. Numbers close to 0 make the tails. Consumes them. */
function normalOf(odd: JaxArray): JaxArray {
  const signed = odd.mul(2 ** -31);
  const sign = np.less(signed.ref, 0).astype(np.float32).mul(-2).add(1);
  const small = signed.ref.mul(sign.ref);
  // 1 − x² of x = 1 − small, in full precision.
  const rest = small.ref.mul(np.subtract(2, small));
  const root = np.sqrt(np.sqrt(np.sqrt(np.sqrt(rest))));
  return polynomial(root.mul(scale).add(1 - scale), quantile).mul(sign.sub(signed));
}

/** The numbers of `standardNormal`, as a part of a larger program. */
export function normalsOf(key: Key, shape: readonly number[]): JaxArray {
  const size = sizeOf(shape);
  // What is not a multiple of four is not vectorised.
  const padded = 4 * Math.ceil(size / 4);
  const odd = np
    .bitwiseOr(bitsOf(key, [padded]), word(1))
    .astype(np.int32)
    .astype(np.float32);
  const normals = normalOf(apart(odd));
  return (padded === size ? normals : apart(normals).slice([0, size])).reshape([...shape]);
}

const draw = compiled((shape, key) => normalsOf(key, shape));

/**
 * Standard normals: float32 of `shape`, the inverse distribution function of one hash each, by a polynomial in
 * operations that vectorise. Up to ±6.3 in the tails. Consumes the key.
 */
export function standardNormal(key: Key, shape: readonly number[]): JaxArray {
  return draw(shape, key);
}
