import { np, type JaxArray } from "../jax.js";
import { fastExp, fastLog, fastLog1p, logSigmoid, sigmoid } from "../math/index.js";
import { floats } from "./floats.js";
import type { LentParams } from "./kl.js";
import { logSoftmax } from "./log-sum-exp.js";
import { xlogy } from "./xlogy.js";

/** Of 1 and of 0, each with its logarithm. */
export function bernoullis(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(only(q), only(p));
  const [one, zero] = logarithms(q, from.ref);
  const [oneTo, zeroTo] = logarithms(p, to);
  const isLogits = "logits" in q;
  const probability = isLogits ? sigmoid(from.ref) : from.ref;
  const rest = isLogits ? sigmoid(np.negative(from)) : np.subtract(1, from);
  return excess(probability, one, oneTo).add(excess(rest, zero, zeroTo));
}

export function categoricals(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(only(q), only(p));
  const logs = (params: LentParams, value: JaxArray): JaxArray =>
    "logits" in params ? logSoftmax(value) : fastLog(value);
  const log = logs(q, from.ref);
  const probability = "logits" in q ? fastExp(log.ref) : from;
  return np.sum(excess(probability, log, logs(p, to)), -1);
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

/** log p and log(1 − p). Consumes `value`. */
function logarithms(params: LentParams, value: JaxArray): readonly [JaxArray, JaxArray] {
  if ("logits" in params) return [logSigmoid(value.ref), logSigmoid(np.negative(value))];
  return [fastLog(value.ref), fastLog1p(np.negative(value))];
}

/** q (log q − log p), and 0 where q is 0: an outcome that never is costs nothing. Consumes its arguments. */
function excess(probability: JaxArray, log: JaxArray, logOther: JaxArray): JaxArray {
  const never = np.equal(probability.ref, 0);
  const difference = np.where(never, 0, log.sub(logOther));
  return probability.mul(difference);
}
