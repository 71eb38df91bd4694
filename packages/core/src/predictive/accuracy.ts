import { checkLabels } from "./labels.js";
import type { Predictive } from "./predictive.js";
import { forcedLabels } from "./summaries.js";

/**
 * Share of the images whose label is the forced answer (`forcedLabels`), in [0, 1].
 *
 * @param labels One for each image, each below `predictive.classes`.
 * @param samples As `forcedLabels`.
 */
export function forcedAccuracy(predictive: Predictive, labels: ArrayLike<number>, samples?: number): number {
  checkLabels(labels, predictive.images, predictive.classes);
  const right = forcedLabels(predictive, samples).filter((label, i) => label === labels[i]).length;
  return right / predictive.images;
}
