import { kl } from "../distributions/kl.js";
import { np, type JaxArray } from "../jax.js";
import { siteLogProb, weigh, type TracedSample } from "../trace.js";
import { averaged, type ElboOptions, type Loss } from "./elbo.js";

/**
 * −ELBO = Σ KL(q(zᵢ) ‖ p(zᵢ)) − E_q[log p(x | z)] with the divergences in closed form where there is one, which takes
 * their noise out of the gradient; the other sites' terms come from the draw. Right for guides whose sites are independent of
 * each other's draws (mean field), and models whose priors are too.
 */
export function traceMeanFieldElbo({ particles = 1 }: ElboOptions = {}): Loss {
  return averaged("traceMeanFieldElbo", particles, (model, guide) => {
    const terms: JaxArray[] = [];
    for (const site of model.sites.values()) {
      if (site.type === "factor") terms.push(weigh(site.value.ref, site).mul(-1));
      else if (site.type === "sample" && site.observed) terms.push(siteLogProb(site).mul(-1));
    }
    for (const q of guide.latents()) {
      const p = model.sites.get(q.name);
      terms.push(p?.type === "sample" ? divergence(q, p) : siteLogProb(q));
    }
    return terms.reduce((sum, term) => sum.add(term), np.array(0));
  });
}

function divergence(q: TracedSample, p: TracedSample): JaxArray {
  const closed = kl(q.distribution, p.distribution);
  if (closed === undefined) return siteLogProb(q).sub(siteLogProb(p));
  const divergence = weigh(closed, p);
  if (q.scale === p.scale && q.mask === undefined && p.mask === undefined) return divergence;
  // Where guide and model weigh the site differently, w_q log q − w_p log p = w_p (log q − log p) + (w_q − w_p) log q.
  const surplus = siteLogProb(q).sub(siteLogProb(q, p));
  return divergence.add(surplus);
}
