import { normalQuantile } from "../math/normal-quantile.js";
import { auroc } from "./auroc.js";
import type { Interval } from "./bootstrap.js";

/**
 * Confidence interval of the area under the ROC curve, in closed form: the variance of DeLong, DeLong & Clarke-Pearson
 * 1988, laid around the logit of the area, so that the interval stays within 0 and 1 (Qin & Hotilovac 2008 find its
 * coverage the better one near the ends).
 *
 * Where the groups do not overlap, the variance is 0 and says nothing; the interval is then that of as many
 * independent pairs as there can be, all of them in order (Clopper & Pearson 1934): `(α/2)^(1/pairs)` to 1. A
 * single positive or negative says nothing of how the group varies: 0 to 1.
 *
 * @param positives - Scores of what should score high; at least one, no NaN.
 * @param negatives - Scores of what should score low; at least one, no NaN.
 * @param level - Confidence level in (0, 1). Default 0.95.
 */
export function aurocInterval(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  level = 0.95,
): Interval {
  const area = auroc(positives, negatives);
  const pairs = Math.min(positives.length, negatives.length);
  const least = ((1 - level) / 2) ** (1 / pairs);
  if (area === 1) return [least, 1];
  if (area === 0) return [0, 1 - least];
  if (pairs < 2) return [0, 1];
  const variance =
    varianceOf(placements(positives, negatives)) / positives.length +
    varianceOf(placements(negatives, positives)) / negatives.length;
  const logit = Math.log(area / (1 - area));
  const reach = (normalQuantile((1 + level) / 2) * Math.sqrt(variance)) / (area * (1 - area));
  return [sigmoid(logit - reach), sigmoid(logit + reach)];
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** For each score the share of the others below it, a tie counting one half. */
function placements(scores: ArrayLike<number>, others: ArrayLike<number>): Float64Array {
  const own = Float64Array.from(scores).sort();
  const sorted = Float64Array.from(others).sort();
  let less = 0;
  let notGreater = 0;
  return own.map((score) => {
    while (less < sorted.length && sorted[less] < score) less++;
    while (notGreater < sorted.length && sorted[notGreater] <= score) notGreater++;
    return (less + notGreater) / (2 * sorted.length);
  });
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
