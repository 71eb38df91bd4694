import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { asFloat, constant, polynomial } from "./float.js";
import { fastLog, fastLog1p } from "./log.js";

// Stirling's series: B₂ₖ / (2k (2k − 1)), and the asymptotic series of digamma: B₂ₖ / 2k.
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
const stirling = bernoulli.map((b, i) => b / ((2 * i + 2) * (2 * i + 1)));
const psi = bernoulli.map((b, i) => b / (2 * i + 2));
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

// log Γ(x) / ((x − 1)(x − 2)) in x − 2, for x from 1 to 3.
const middle = [
  0.4227843351, -0.1003173015, 0.03296500025, -0.01238419943, 0.004998650845, -0.002108031728,
  0.0009152797616, -0.000406312946, 0.0001830377141, -8.115387372e-5, 3.682363783e-5, -2.112737e-5,
  1.037181458e-5, -4.50683849e-7, -1.183658209e-7, -2.459751182e-6, 1.246828838e-6,
];

/** What log Γ(z) is above Stirling's formula: good to 3·10⁻⁹ from z = 3, to 10⁻¹⁶ from 9. Consumes `z`. */
export function stirlingTail(z: JaxArray): JaxArray {
  const w = np.reciprocal(z);
  return polynomial(w.ref.mul(w.ref), z.dtype === np.float64 ? stirling : stirling.slice(0, 6)).mul(w);
}

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

/**
 * The derivative of log Γ(x), for x above 0, elementwise: float32 to 10⁻⁶ and float64 to 10⁻¹³ of the value or of 1,
 * whichever is larger. Consumes `x`.
 */
export function digamma(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  const steps = value.dtype === np.float64 ? 10 : 5;
  const small = np.less(value.ref, steps);
  const start = np.where(small.ref, value.ref, 1);
  let sum = np.reciprocal(start.ref);
  for (let k = 1; k < steps; k++) sum = sum.add(np.reciprocal(start.ref.add(k)));
  start.dispose();
  const z = np.where(small.ref, value.ref.add(steps), value);
  const w = np.reciprocal(z.ref);
  const square = w.ref.mul(w.ref);
  const series = square.ref.mul(polynomial(square, psi));
  return fastLog(z)
    .sub(w.mul(0.5))
    .sub(series)
    .sub(np.where(small, sum, 0));
}

/**
 * log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b) for a and b above 0, which broadcast; also where the three are so
 * large that nothing would be left of their difference (Didonato and Morris 1992). Consumes both.
 */
export function logBeta(a: ArrayLike, b: ArrayLike): JaxArray {
  const [x, y] = [asFloat(a), asFloat(b)];
  // Not by minimum and maximum, which give both derivatives to one of two equal arguments.
  const swap = np.less(y.ref, x.ref);
  const small = np.where(swap.ref, y.ref, x.ref);
  const large = np.where(swap, x, y);
  const from = small.dtype === np.float64 ? 10 : 3;
  const isLarge = np.less(from, large.ref);
  const bothLarge = np.less(from, small.ref);
  const direct = directly(np.minimum(small.ref, from), np.where(isLarge.ref, 1, large.ref));
  const big = np.where(isLarge.ref, large, from);
  const sum = big.ref.add(small.ref);
  // log Γ(big) − log Γ(big + small), of which Stirling's formula cancels.
  const ratio = fastLog1p(small.ref.div(big.ref));
  const difference = stirlingTail(big.ref)
    .sub(stirlingTail(sum.ref))
    .sub(big.ref.sub(0.5).mul(ratio))
    .add(small.ref)
    .sub(small.ref.mul(fastLog(sum)));
  const mixed = lgamma(np.minimum(small.ref, from)).add(difference);
  return np.where(isLarge, np.where(bothLarge, balanced(small, big), mixed), direct);
}

/** Both small. Consumes both. */
function directly(a: JaxArray, b: JaxArray): JaxArray {
  return lgamma(a.ref)
    .add(lgamma(b.ref))
    .sub(lgamma(a.add(b)));
}

/** Both large; b the larger one. Consumes both. */
function balanced(a: JaxArray, b: JaxArray): JaxArray {
  const safe = np.maximum(a, a.dtype === np.float64 ? 10 : 3);
  const rest = constant(halfLogTwoPi, safe);
  const sum = safe.ref.add(b.ref);
  const tails = stirlingTail(safe.ref).add(stirlingTail(b.ref)).sub(stirlingTail(sum.ref));
  const logs = safe.ref.mul(fastLog(safe.ref.div(sum))).sub(b.ref.sub(0.5).mul(fastLog1p(safe.ref.div(b))));
  return logs.sub(fastLog(safe).mul(0.5)).add(tails).add(rest);
}
