import type { Predictive } from "./predictive.js";
import { checkPredictive } from "./summaries.js";
import { checkLabels } from "./labels.js";

/**
 * For each image −log(mean probability of the label over the samples), in nats; 0 is perfect, log(classes) is a
 * uniform guess, Infinity where every sample calls the label impossible.
 *
 * Taken from log-probabilities, not from mean probabilities: a mean below 10⁻⁴⁵ is 0 as a 32-bit float, and
 * one such image would make the whole figure infinite.
 *
 * @param labels - One per image, each below `predictive.classes`.
 */
export function negativeLogLikelihoods(predictive: Predictive, labels: ArrayLike<number>): Float64Array {
  checkPredictive(predictive);
  const { images, samples, classes, logProbs } = predictive;
  checkLabels(labels, images, classes);
  return Float64Array.from({ length: images }, (_, image) => {
    const first = image * samples * classes + labels[image];
    let max = -Infinity;
    for (let s = 0; s < samples; s++) max = Math.max(max, logProbs[first + s * classes]);
    if (max === -Infinity) return Infinity;
    let sum = 0;
    for (let s = 0; s < samples; s++) sum += Math.exp(logProbs[first + s * classes] - max);
    return -(max + Math.log(sum / samples));
  });
}

/**
 * Mean of {@link negativeLogLikelihoods} over the images.
 *
 * @param labels - One per image, each below `predictive.classes`.
 */
export function negativeLogLikelihood(predictive: Predictive, labels: ArrayLike<number>): number {
  return meanNegativeLogLikelihood(negativeLogLikelihoods(predictive, labels));
}

/** The mean of values from {@link negativeLogLikelihoods}. */
function meanNegativeLogLikelihood(values: Float64Array): number {
  // Rounding in the log-probabilities may leave a certain and right predictive a hair below 0.
  return Math.max(0, values.reduce((sum, value) => sum + value, 0) / values.length);
}
