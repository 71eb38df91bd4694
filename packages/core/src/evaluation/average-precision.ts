import { rankPair, type RankedPair } from "./ranked-pair.js";

/**
 * Area under the precision–recall curve, as average precision: the mean over the positives of the precision at the
 * threshold that just takes them in, without interpolation (Davis & Goadrich 2006 say why). Scores that are equal are
 * taken in together. 1: every positive is above every negative; the share of positives: no separation.
 *
 * @param positives - Scores of what should score high; at least one, no NaN.
 * @param negatives - Scores of what should score low; at least one, no NaN.
 */
export function averagePrecision(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  return averagePrecisionOf(rankPair(positives, negatives));
}

/**
 * Average precision of a ranking.
 *
 * @param counts - How often each score counts, positives first; for resampling. Default: once. Some positive counts.
 */
export function averagePrecisionOf({ order, ends, split }: RankedPair, counts?: ArrayLike<number>): number {
  let above = 0;
  let positive = 0;
  let sum = 0;
  for (let run = 1; run < ends.length; run++) {
    let here = 0;
    for (let i = ends[run - 1]; i < ends[run]; i++) {
      const times = counts === undefined ? 1 : counts[order[i]];
      above += times;
      if (order[i] < split) here += times;
    }
    positive += here;
    if (here > 0) sum += (here * positive) / above;
  }
  return sum / positive;
}
