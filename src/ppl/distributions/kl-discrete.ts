import { np, type JaxArray } from "../jax.js";
import { fastExp, fastLog, fastLog1p, logSigmoid } from "../math/index.js";
import { floats } from "./floats.js";
import type { LentParams } from "./kl.js";
import { logSoftmax } from "./log-sum-exp.js";
import { xlogy } from "./xlogy.js";

export function bernoullis(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(only(q), only(p));
  const logs = (params: LentParams, value: JaxArray): readonly [JaxArray, JaxArray] =>
    "logits" in params
      ? [logSigmoid(value.ref), logSigmoid(np.negative(value))]
      : [fastLog(value.ref), fastLog1p(np.negative(value))];
  const [oneFrom, zeroFrom] = logs(q, from);
  const [oneTo, zeroTo] = logs(p, to);
  return excess(oneFrom, oneTo).add(excess(zeroFrom, zeroTo));
}

export function categoricals(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(only(q), only(p));
  const logs = (params: LentParams, value: JaxArray): JaxArray =>
    "logits" in params ? logSoftmax(value) : fastLog(value);
  return np.sum(excess(logs(q, from), logs(p, to)), -1);
}

/** λq log(λq / λp) − λq + λp */
export function poissons(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(q.rate, p.rate);
  return xlogy(from.ref, from.ref).sub(xlogy(from.ref, to.ref)).sub(from).add(to);
}

/** Probabilities or logits, whichever it was made of. */
function only(params: LentParams): LentParams[string] {
  return "logits" in params ? params.logits : params.probs;
}

/** exp(from) · (from − to), and 0 where `from` is −∞: an outcome that q never has costs nothing. */
function excess(from: JaxArray, to: JaxArray): JaxArray {
  const never = np.equal(from.ref, -Infinity);
  const safe = np.where(never.ref, 0, from);
  return np.where(never.ref, 0, fastExp(safe.ref).mul(safe.sub(np.where(never, 0, to))));
}
