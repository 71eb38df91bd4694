import { NescioError } from "../errors.js";
import { leastOf } from "../math/share-count.js";
import { rankPair, type RankedPair } from "./ranked-pair.js";

/**
 * The share of negatives let through by the strictest threshold that lets at least `tpr` of the positives through
 * (FPR at 95 % TPR; Hendrycks & Gimpel 2017, Liang et al. 2018). 0 is best. What scores the threshold itself is let through.
 *
 * @param positives - Scores of what should pass, e.g. images of the kind that the model knows; at least one, no NaN.
 * @param negatives - Scores of what should not; at least one, no NaN.
 * @param tpr - Over 0, at most 1. Default 0.95.
 */
export function falsePositiveRate(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  tpr = 0.95,
): number {
  if (!(tpr > 0 && tpr <= 1)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "true-positive rate",
      expected: "a share over 0, at most 1",
      found: String(tpr),
    });
  }
  return falsePositiveRateOf(rankPair(positives, negatives), tpr);
}

/**
 * The same of a ranking.
 *
 * @param counts - How often each score counts, positives first; for resampling. Default: once. Some positive and some
 *   negative counts.
 */
export function falsePositiveRateOf(
  { order, ends, split }: RankedPair,
  tpr: number,
  counts?: ArrayLike<number>,
): number {
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < order.length; i++) {
    const times = counts === undefined ? 1 : counts[i];
    if (i < split) positives += times;
    else negatives += times;
  }
  const enough = leastOf(tpr, positives);
  let passed = 0;
  let wrongly = 0;
  for (let run = 1; run < ends.length && passed < enough; run++) {
    for (let i = ends[run - 1]; i < ends[run]; i++) {
      const times = counts === undefined ? 1 : counts[order[i]];
      if (order[i] < split) passed += times;
      else wrongly += times;
    }
  }
  return wrongly / negatives;
}
