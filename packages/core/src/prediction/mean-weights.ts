import { NescioError } from "../errors.js";
import type { GaussianTensor, Posterior, Weights } from "./posterior.js";

/**
 * The mean network of every member of a posterior, in the members' order; one entry where there are no members.
 * @throws NescioError `unsupported` for a posterior that knows none, such as one of MCMC draws.
 */
export function meanWeights(posterior: Posterior): readonly Weights[] {
  if (posterior.meanWeights !== undefined) return posterior.meanWeights();
  throw new NescioError({
    code: "unsupported",
    subject: `posterior of kind "${posterior.kind}"`,
    expected: "one whose mean network is known",
    found: "none",
    next: "Use a posterior that trainPosterior trains.",
  });
}

/** The means of Gaussians as weights. */
export function meansOf(tensors: ReadonlyMap<string, Pick<GaussianTensor, "shape" | "loc">>): Weights {
  return new Map([...tensors].map(([name, { shape, loc }]) => [name, { shape, data: loc }]));
}
