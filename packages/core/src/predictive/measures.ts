import type { Predictive } from "./predictive.js";

/** What threshold rules look at and summaries tell, for one image, in double precision. */
export interface Measures {
  /** Mean probability of each class over the sampled networks. The array is the caller's, and used again. */
  readonly means: Float64Array;
  /** Class of the highest mean probability; the lowest wins a tie. */
  readonly best: number;
  /** The next one; undefined where there is only one class. */
  readonly second: number | undefined;
  /** Mean probability of all other classes together: 1 − max probability, without its cancellation near 1. */
  readonly doubt: number;
  /** Entropy of the mean probability, in nats. */
  readonly entropy: number;
  /** Entropy of the mean less the mean entropy of the sampled networks (BALD; Houlsby et al. 2011), in nats. */
  readonly information: number;
}

/** x log x, with its limit at 0. */
const xlogx = (x: number): number => (x > 0 ? x * Math.log(x) : 0);

/**
 * The measures of one image of a checked predictive; its mean probabilities are left in `means`, one for each class.
 */
export function measuresOf(predictive: Predictive, image: number, means: Float64Array): Measures {
  const { samples, classes, logProbs } = predictive;
  means.fill(0);
  let inner = 0;
  let at = image * samples * classes;
  for (let sample = 0; sample < samples; sample++) {
    for (let c = 0; c < classes; c++, at++) {
      const p = Math.exp(logProbs[at]);
      means[c] += p;
      // p log p is 0 at p = 0, where the product would be NaN.
      if (p > 0) inner -= p * logProbs[at];
    }
  }
  let best = 0;
  for (let c = 0; c < classes; c++) {
    means[c] /= samples;
    if (means[c] > means[best]) best = c;
  }
  let second = best === 0 ? 1 : 0;
  let doubt = 0;
  let entropy = 0;
  for (let c = 0; c < classes; c++) {
    if (c === best) continue;
    if (means[c] > means[second]) second = c;
    doubt += means[c];
    entropy -= xlogx(means[c]);
  }
  doubt = Math.min(1, doubt);
  if (doubt < 1) entropy -= (1 - doubt) * Math.log1p(-doubt);
  return {
    means,
    best,
    second: classes < 2 ? undefined : second,
    doubt,
    entropy,
    information: Math.max(0, entropy - inner / samples),
  };
}
