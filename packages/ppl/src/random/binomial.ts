import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastExp, fastLog, fastLog1p } from "../math/index.js";
import { stirlingTail } from "../math/stirling.js";
import { compiled, firstAccepted, parameter } from "./compiled.js";
import { deviance } from "./deviance.js";
import { countAbove } from "./inversion.js";
import { split, type Key } from "./key.js";
import { uniformOf, unitOf } from "./uniform.js";

/** From this mean on by rejection, below by inversion. */
const large = 10;
const proposals = 14;

const draw = compiled((shape, key, givenCount, givenProbability) => {
  const n = parameter(givenCount, shape);
  const probability = parameter(givenProbability, shape);
  const [inversion, rejection] = split(key, 2);
  // Of the two outcomes the less probable one is counted.
  const isFlipped = np.less(0.5, probability.ref);
  const p = np.where(isFlipped.ref, np.subtract(1, probability.ref), probability);
  const isLarge = np.less(large - 2 ** -20, n.ref.mul(p.ref));
  const few = inverted(inversion, n.ref, np.where(isLarge.ref, 0, p.ref), shape);
  const many = rejected(
    rejection,
    np.where(isLarge.ref, n.ref, 4 * large),
    np.where(isLarge.ref, p, 0.5),
    shape,
  );
  const count = np.where(isLarge, many, few);
  return np.where(isFlipped, n.sub(count.ref), count).astype(np.int32);
});

function inverted(key: Key, n: JaxArray, p: JaxArray, shape: readonly number[]): JaxArray {
  const none = fastExp(n.ref.mul(fastLog1p(np.negative(p.ref))));
  const odds = p.ref.div(np.subtract(1, p));
  const counts = countAbove(unitOf(key, shape), none, 36, (j) => {
    const left = np.maximum(n.ref.sub(j - 1), 0).mul(odds.ref);
    return left.ref.add(left.mul(1 / j - 1));
  });
  n.dispose();
  odds.dispose();
  return counts;
}

/** Hörmann's transformed rejection with squeeze (BTRS, 1993). */
function rejected(key: Key, n: JaxArray, p: JaxArray, shape: readonly number[]): JaxArray {
  const [first, second] = split(key, 2);
  const u = uniformOf(first, [proposals, ...shape]).sub(0.5);
  const v = uniformOf(second, [proposals, ...shape]);
  const q = np.subtract(1, p.ref);
  const mean = n.ref.mul(p.ref);
  const deviation = np.sqrt(mean.ref.mul(q.ref));
  const b = deviation.ref.mul(2.53).add(1.15);
  const a = b.ref.mul(0.0248).add(p.ref.mul(0.01)).sub(0.0873);
  const us = np.subtract(0.5, np.absolute(u.ref));
  const slope = a.ref.mul(2).div(us.ref).add(b.ref);
  const k = np.floor(slope.mul(u).add(mean.add(0.5)));
  const isQuick = np.logicalAnd(
    np.less(0.07, us.ref),
    np.less(v.ref, np.subtract(0.92, np.divide(4.2, b.ref))),
  );
  const height = np.divide(5.1, b.ref).add(2.83).mul(deviation);
  const log = fastLog(v.mul(height).div(a.div(us.ref.mul(us)).add(b)));
  const mode = np.floor(n.ref.add(1).mul(p.ref));
  const inside = np.logicalAnd(np.less(-0.5, k.ref), np.less(k.ref, n.ref.add(0.5)));
  const safe = np.where(inside.ref, k.ref, mode.ref);
  const ratio = logProbability(safe, n.ref, p.ref, q.ref).sub(logProbability(mode.ref, n, p, q));
  const accepted = np.logicalAnd(inside, np.logicalOr(isQuick, np.less(log, ratio)));
  return firstAccepted(k, accepted, mode);
}

/** The logarithm of the probability of k, but for what does not depend on k. Consumes all. */
function logProbability(k: JaxArray, n: JaxArray, p: JaxArray, q: JaxArray): JaxArray {
  const total = n.ref.add(2);
  const z = k.ref.add(1);
  const w = n.sub(k).add(1);
  return fastLog(z.ref)
    .add(fastLog(w.ref))
    .mul(0.5)
    .sub(deviance(z.ref, total.ref.mul(p)))
    .sub(deviance(w.ref, total.mul(q)))
    .sub(stirlingTail(z))
    .sub(stirlingTail(w));
}

/**
 * Binomial counts: int32 of `shape`, to which `count` (whole numbers from 0 to 10⁷ or so) and `probs` (from 0 to 1)
 * broadcast. Consumes its arrays. By inversion where the mean of the rarer outcome is below 10, else by the first
 * accepted of fourteen proposals.
 */
export function binomial(key: Key, count: ArrayLike, probs: ArrayLike, shape: readonly number[]): JaxArray {
  return draw(shape, key, count, probs);
}
