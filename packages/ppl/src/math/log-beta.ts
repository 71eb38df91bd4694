import { np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { asFloat, constant } from "./float.js";
import { lgamma } from "./lgamma.js";
import { fastLog, fastLog1p } from "./log.js";
import { halfLogTwoPi, stirlingTail } from "./stirling.js";

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
