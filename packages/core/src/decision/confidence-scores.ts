import { NescioError } from "../errors.js";
import { isUnfamiliar } from "../familiarity/unfamiliar.js";
import type { Predictive } from "../predictive/predictive.js";
import { checkPredictive } from "../predictive/summaries.js";
import { measuresOf } from "../predictive/measures.js";
import type { Measure } from "./rule.js";
import { thresholdKindOf } from "./rules/index.js";

/** What a threshold is chosen on: one entry for each image. */
export interface ConfidenceScores {
  /**
   * Higher is more confident: the negative of what the rule wants low, as 1 − max probability or the entropy; −∞ where the
   * image is refused whatever the threshold.
   */
  readonly scores: Float64Array;
  /** The most probable class. */
  readonly best: Uint32Array;
}

/**
 * The scores by which a threshold rule ranks the images of a predictive; unfamiliar ones (a p-value of at most
 * `alpha`) come last. Throws `invalid-data` for a malformed predictive or p-values of another number,
 * `invalid-option` for what is no measure.
 */
export function confidenceScores(
  predictive: Predictive,
  measure: Measure,
  unfamiliar?: { readonly pValues: ArrayLike<number>; readonly alpha: number },
): ConfidenceScores {
  checkPredictive(predictive);
  const { images, classes } = predictive;
  if (unfamiliar !== undefined && unfamiliar.pValues.length !== images) {
    throw new NescioError({
      code: "invalid-data",
      subject: "familiarity p-values",
      expected: `one for each of the ${images} images`,
      found: String(unfamiliar.pValues.length),
    });
  }
  const { risk } = thresholdKindOf(measure);
  const means = new Float64Array(classes);
  const scores = new Float64Array(images);
  const best = new Uint32Array(images);
  for (let image = 0; image < images; image++) {
    const measures = measuresOf(predictive, image, means);
    best[image] = measures.best;
    const strange = unfamiliar !== undefined && isUnfamiliar(unfamiliar.pValues[image], unfamiliar.alpha);
    scores[image] = strange ? -Infinity : -risk(measures);
  }
  return { scores, best };
}
