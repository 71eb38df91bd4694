import { checkScores } from "./scores.js";

/**
 * Area under the ROC curve: the probability that a random positive scores above a random negative, a tie counting
 * one half (the Mann–Whitney statistic). 1: every positive is above every negative; 0.5: no separation.
 * Sorts both: n log n.
 *
 * @param positives - Scores of what should score high (e.g. in-distribution images); at least one, no NaN.
 * @param negatives - Scores of what should score low; at least one, no NaN.
 */
export function auroc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const above = sorted(positives, "positives");
  const below = sorted(negatives, "negatives");
  let less = 0;
  let notGreater = 0;
  let twice = 0;
  for (const score of above) {
    while (less < below.length && below[less] < score) less++;
    while (notGreater < below.length && below[notGreater] <= score) notGreater++;
    twice += less + notGreater;
  }
  return twice / (2 * above.length * below.length);
}

function sorted(scores: ArrayLike<number>, subject: string): Float64Array {
  checkScores(scores, subject);
  return Float64Array.from(scores).sort();
}
