import { quantileInPlace } from "../math/quantile.js";
import type { Predictive } from "../predictive/predictive.js";
import type { Decision, QuantileRule, Rule } from "./rule.js";

/** The tutorial's rule: every class whose median probability is over 0.2. */
export const defaultRule: Rule & QuantileRule = Object.freeze({ kind: "quantile", q: 0.5, threshold: 0.2 });

/**
 * Decisions of the quantile rule on a checked predictive. Quantiles are kept, and compared with the threshold, as 32-bit
 * floats; those of all images share one buffer.
 */
export function decideByQuantile(predictive: Predictive, { q, threshold }: QuantileRule): Decision[] {
  const { images, samples, classes, logProbs } = predictive;
  const quantiles = new Float32Array(images * classes);
  const scratch = new Float64Array(samples);
  const limit = Math.fround(threshold);
  return Array.from({ length: images }, (_, image) => {
    const own = quantiles.subarray(image * classes, (image + 1) * classes);
    for (let c = 0; c < classes; c++) {
      let from = image * samples * classes + c;
      for (let sample = 0; sample < samples; sample++, from += classes) scratch[sample] = logProbs[from];
      // exp keeps the order, so only the neighbours of the quantile need it; interpolation is on probabilities.
      own[c] = quantileInPlace(scratch, q, Math.exp);
    }
    return decideOne(own, limit);
  });
}

function decideOne(probabilities: Float32Array, threshold: number): Decision {
  const labels: number[] = [];
  let best = 0;
  for (let c = 0; c < probabilities.length; c++) {
    if (probabilities[c] > threshold) labels.push(c);
    if (probabilities[c] > probabilities[best]) best = c;
  }
  if (labels.length > 1) labels.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const kind = labels.length === 0 ? "uncertain" : labels.length === 1 ? "answer" : "ambiguous";
  return {
    kind,
    refused: labels.length === 0,
    labels,
    best,
    probabilities,
    score: probabilities[best],
  };
}
