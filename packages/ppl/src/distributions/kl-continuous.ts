import { np, type JaxArray } from "../jax.js";
import { digamma, fastExp, fastLog, lgamma, logBeta } from "../math/index.js";
import { floats } from "./floats.js";
import type { LentParams } from "./kl.js";

/** log(bp / bq) + (bq exp(−d / bq) + d) / bp − 1 with d = |μq − μp| */
export function laplaces(q: LentParams, p: LentParams): JaxArray {
  const [mq, bq, mp, bp] = floats(q.loc, q.scale, p.loc, p.scale);
  const distance = np.absolute(mq.sub(mp));
  const overlap = bq.ref.mul(fastExp(np.negative(distance.ref.div(bq.ref))));
  return overlap
    .add(distance)
    .div(bp.ref)
    .add(fastLog(bp.div(bq)))
    .sub(1);
}

/** λp / λq − 1 − log(λp / λq) */
export function exponentials(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(q.rate, p.rate);
  const ratio = to.div(from);
  return ratio.ref.sub(1).sub(fastLog(ratio));
}

/** (aq − ap) ψ(aq) − log Γ(aq) + log Γ(ap) + ap log(bq / bp) + aq (bp / bq − 1) */
export function gammas(q: LentParams, p: LentParams): JaxArray {
  const [aq, bq, ap, bp] = floats(q.concentration, q.rate, p.concentration, p.rate);
  const ratio = bp.div(bq);
  return aq.ref
    .sub(ap.ref)
    .mul(digamma(aq.ref))
    .sub(lgamma(aq.ref))
    .add(lgamma(ap.ref))
    .sub(ap.mul(fastLog(ratio.ref)))
    .add(aq.mul(ratio.sub(1)));
}

/** log B(p) − log B(q) + (aq − ap) ψ(aq) + (bq − bp) ψ(bq) − (aq + bq − ap − bp) ψ(aq + bq) */
export function betas(q: LentParams, p: LentParams): JaxArray {
  const [aq, bq, ap, bp] = floats(q.a, q.b, p.a, p.b);
  const da = aq.ref.sub(ap.ref);
  const db = bq.ref.sub(bp.ref);
  return logBeta(ap, bp)
    .sub(logBeta(aq.ref, bq.ref))
    .sub(da.ref.add(db.ref).mul(digamma(aq.ref.add(bq.ref))))
    .add(da.mul(digamma(aq)))
    .add(db.mul(digamma(bq)));
}

/** log Γ(Σq) − Σ log Γ(qᵢ) − log Γ(Σp) + Σ log Γ(pᵢ) + Σ (qᵢ − pᵢ) (ψ(qᵢ) − ψ(Σq)) */
export function dirichlets(q: LentParams, p: LentParams): JaxArray {
  const [from, to] = floats(q.concentration, p.concentration);
  const total = np.sum(from.ref, -1);
  const expectation = digamma(from.ref).sub(np.expandDims(digamma(total.ref), -1));
  return lgamma(total)
    .sub(lgamma(np.sum(to.ref, -1)))
    .add(np.sum(lgamma(to.ref).sub(lgamma(from.ref)).add(from.sub(to).mul(expectation)), -1));
}

/** The logarithm of the widths' ratio; ∞ where q goes beyond p. */
export function uniforms(q: LentParams, p: LentParams): JaxArray {
  const [lq, hq, lp, hp] = floats(q.low, q.high, p.low, p.high);
  const beyond = np.logicalOr(np.less(lq.ref, lp.ref), np.greater(hq.ref, hp.ref));
  return np.where(beyond, Infinity, fastLog(hp.sub(lp).div(hq.sub(lq))));
}
