import { NescioError } from "../errors.js";
import type { Predictive } from "../predictive/predictive.js";
import { leastOf } from "../math/share-count.js";
import { checkLabels } from "../predictive/labels.js";
import { meanProbs } from "../predictive/summaries.js";
import { checkFraction } from "../validation.js";
import { checkMethod, nonconformity, rankedClasses } from "./nonconformity.js";
import type { SetRule } from "./rule.js";

/**
 * The threshold of conformal prediction sets: the ⌈(n + 1) · coverage⌉-th lowest nonconformity (see `nonconformity`) of
 * the true classes of n images. The set of a further image of the same kind holds its true class with at least that
 * probability (split conformal prediction; Papadopoulos et al. 2002, Vovk et al. 2005).
 *
 * @param predictive Of images that training has not seen, sampled as those will be that get sets.
 * @param labels One for each image.
 * @param options.coverage In (0, 1); at most n / (n + 1) for n images.
 * @throws NescioError `invalid-data` for malformed data or too few images, `invalid-option` for a coverage outside.
 */
export function calibrateSets(
  predictive: Predictive,
  labels: ArrayLike<number>,
  { method, coverage }: Pick<SetRule, "method" | "coverage">,
): SetRule {
  checkMethod(method);
  checkFraction("coverage", coverage);
  const { images, classes } = predictive;
  const means = meanProbs(predictive);
  checkLabels(labels, images, classes);
  const rank = leastOf(coverage, images + 1);
  if (rank > images) {
    // What rounding adds to a whole number is no image.
    const needed = Math.ceil(coverage / (1 - coverage) - 1e-9);
    throw invalid("prediction sets", `at least ${needed} images for a coverage of ${coverage}`, images);
  }
  const scores = Float64Array.from({ length: images }, (_, image) => {
    return nonconformity(means.subarray(image * classes, (image + 1) * classes), method)[labels[image]];
  });
  return { method, coverage, threshold: scores.sort()[rank - 1], images };
}

/**
 * The prediction set of each image: the classes whose nonconformity is at most the threshold, the most probable first.
 * A set of `lac` may be empty: no class fits. Those of `aps` and `raps` always hold the most probable class, which only
 * adds to their coverage.
 */
export function predictionSets(predictive: Predictive, { method, threshold }: SetRule): number[][] {
  checkMethod(method);
  const { images, classes } = predictive;
  const means = meanProbs(predictive);
  return Array.from({ length: images }, (_, image) => {
    const probs = means.subarray(image * classes, (image + 1) * classes);
    const scores = nonconformity(probs, method);
    return rankedClasses(probs).filter(
      (c, rank) => scores[c] <= threshold || (rank === 0 && method !== "lac"),
    );
  });
}

function invalid(subject: string, expected: string, found: number): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found: String(found) });
}
