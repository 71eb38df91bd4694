import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastExp, fastLog } from "../math/index.js";
import { stirlingTail } from "../math/stirling.js";
import { compiled, firstAccepted, parameter } from "./compiled.js";
import { deviance } from "./deviance.js";
import { countAbove } from "./inversion.js";
import { split, type Key } from "./key.js";
import { uniformOf, unitOf } from "./uniform.js";

/** From this rate on by rejection, below by inversion. */
const large = 10;
// At the rate of 10 one proposal in four is refused, at large ones one in nine.
const proposals = 14;

const draw = compiled((shape, key, given) => {
  const rate = parameter(given, shape);
  const [inversion, rejection] = split(key, 2);
  const isLarge = np.less(large - 2 ** -20, rate.ref);
  const few = inverted(inversion, np.where(isLarge.ref, 1, rate.ref), shape);
  const many = rejected(rejection, np.where(isLarge.ref, rate, large), shape);
  return np.where(isLarge, many, few).astype(np.int32);
});

function inverted(key: Key, rate: JaxArray, shape: readonly number[]): JaxArray {
  // The probability of more than 36 at the rate of 10 is 10⁻¹⁰.
  const none = fastExp(np.negative(rate.ref));
  const counts = countAbove(unitOf(key, shape), none, 36, (j) =>
    // rate / j; as a sum, as jax-js would gather the constants of a product in one that overflows.
    rate.ref.add(rate.ref.mul(1 / j - 1)),
  );
  rate.dispose();
  return counts;
}

/** Hörmann's transformed rejection with squeeze (PTRS, 1993). */
function rejected(key: Key, rate: JaxArray, shape: readonly number[]): JaxArray {
  const [first, second] = split(key, 2);
  const u = uniformOf(first, [proposals, ...shape]).sub(0.5);
  const v = uniformOf(second, [proposals, ...shape]);
  const b = np.sqrt(rate.ref).mul(2.53).add(0.931);
  const a = b.ref.mul(0.02483).sub(0.059);
  const logRate = fastLog(rate.ref);
  const us = np.subtract(0.5, np.absolute(u.ref));
  const slope = a.ref.mul(2).div(us.ref).add(b.ref);
  const k = np.floor(slope.mul(u).add(rate.ref).add(0.43));
  const isQuick = np.logicalAnd(
    np.less(0.07, us.ref),
    np.less(v.ref, np.subtract(0.9277, np.divide(3.6224, b.ref.sub(2)))),
  );
  const height = np.divide(1.1328, b.ref.sub(3.4)).add(1.1239);
  const log = fastLog(v.mul(height).div(a.div(us.ref.mul(us)).add(b)));
  const z = np.maximum(k.ref, 0).add(1);
  const logProbability = fastLog(z.ref)
    .mul(0.5)
    .sub(deviance(z.ref, rate.ref))
    .sub(stirlingTail(z))
    .sub(logRate.add(0.5 * Math.log(2 * Math.PI)));
  const isBelow = np.logicalOr(isQuick, np.less(log, logProbability));
  const accepted = np.logicalAnd(np.less(-0.5, k.ref), isBelow);
  return firstAccepted(k, accepted, np.floor(rate));
}

/**
 * Poisson counts: int32 of `shape`, to which `rate` broadcasts, from 0 to 10⁷ or so. Consumes its arrays.
 * By inversion below the rate of 10, else by the first accepted of fourteen proposals.
 */
export function poisson(key: Key, rate: ArrayLike, shape: readonly number[]): JaxArray {
  return draw(shape, key, rate);
}
