import { checkProbs } from "./confidences.js";

/**
 * Brier score of each image: the squared distance between the probabilities and the truth, `Σ_c (p_c − [c = label])²`
 * (Brier 1950). 0: certain and right; 2: certain and wrong; 1 − 1/classes: a uniform guess.
 *
 * @param probs - `[images, classes]`, each in [0, 1], e.g. from `meanProbs`.
 * @param labels - One per image, each below `classes`.
 * @throws NescioError `invalid-data` where sizes, labels or probabilities do not fit.
 */
export function brierScores(
  probs: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Float64Array {
  checkProbs(probs, labels, classes);
  return Float64Array.from({ length: labels.length }, (_, image) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      sum += (probs[image * classes + c] - Number(c === labels[image])) ** 2;
    }
    return sum;
  });
}

/** Mean of {@link brierScores}, from 0 to 2. */
export function brierScore(probs: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number {
  return brierScores(probs, labels, classes).reduce((sum, score) => sum + score, 0) / labels.length;
}
