import { np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { asFloat, constant, polynomial } from "./float.js";
import { fastLog } from "./log.js";
import { halfLogTwoPi, stirlingTail } from "./stirling.js";

// log Γ(x) / ((x − 1)(x − 2)) in x − 2, for x from 1 to 3.
const middle = [
  0.4227843351, -0.1003173015, 0.03296500025, -0.01238419943, 0.004998650845, -0.002108031728,
  0.0009152797616, -0.000406312946, 0.0001830377141, -8.115387372e-5, 3.682363783e-5, -2.112737e-5,
  1.037181458e-5, -4.50683849e-7, -1.183658209e-7, -2.459751182e-6, 1.246828838e-6,
];

/** Consumes `z`. */
function stirlingFormula(z: JaxArray): JaxArray {
  const rest = constant(halfLogTwoPi, z);
  const main = z.ref.sub(0.5).mul(fastLog(z.ref)).sub(z.ref);
  return main.add(stirlingTail(z).add(rest));
}

/** Single precision: one polynomial up to 3, Stirling's series above. */
function single(x: JaxArray): JaxArray {
  const tiny = np.less(x.ref, 1);
  const large = np.less(3, x.ref);
  const y = np.where(tiny.ref, x.ref.add(1), np.where(large.ref, 2, x.ref));
  const t = y.ref.sub(2);
  const below = y.sub(1).mul(t.ref).mul(polynomial(t, middle));
  const above = stirlingFormula(np.where(large.ref, x.ref, 3));
  const shift = fastLog(np.where(tiny, x, 1));
  return np.where(large, above, below.sub(shift));
}

/** Double precision: Stirling's series, from 10 on; smaller arguments are moved there. */
function double(x: JaxArray): JaxArray {
  const small = np.less(x.ref, 10);
  const start = np.where(small.ref, x.ref, 1);
  let product = start.ref;
  for (let k = 1; k < 10; k++) product = product.mul(start.ref.add(k));
  start.dispose();
  const z = np.where(small.ref, x.ref.add(10), x);
  return stirlingFormula(z).sub(np.where(small, fastLog(product), 0));
}

/**
 * log Γ(x) for x above 0, elementwise; ∞ at 0, NaN below. Within 10⁻⁶ of the value or of 1, whichever is larger, for
 * float32 and 10⁻¹³ for float64. Its derivative is digamma, to 10⁻⁵ and 10⁻¹². Consumes `x`.
 */
export function lgamma(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  return value.dtype === np.float64 ? double(value) : single(value);
}
