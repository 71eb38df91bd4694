import { expectedCalibrationError } from "../calibration-error.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/**
 * Expected calibration error of the mean probability, 15 bins of equal width. It has no interval: resampling adds noise to
 * every bin, and the sum of their distances only grows by it.
 */
export const ece = {
  name: "ECE",
  title: "Calibration error",
  meaning: "average gap between confidence and accuracy, bins of equal width; 0 is best",
  range: [0, 1],
  better: "lower",
  scale: "number",
  basis: "probabilities",
  shown: ["table", "comparison", "details"],
  of: ({ facts: { probs, labels, predictive } }) =>
    expectedCalibrationError(probs, labels, predictive.classes, 15, "width"),
} as const satisfies Figure<InDistributionImages, number>;
