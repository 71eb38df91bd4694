import { expectedCalibrationError } from "../calibration-error.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Expected calibration error of the mean probability, 15 bins of equal mass. It has no interval, as `ece`. */
export const eceEqualMass = {
  name: "ECE, equal mass",
  title: "Calibration error, equal mass",
  meaning: "the same with bins of equally many images",
  range: [0, 1],
  better: "lower",
  scale: "number",
  basis: "probabilities",
  shown: ["details"],
  of: ({ facts: { probs, labels, predictive } }) =>
    expectedCalibrationError(probs, labels, predictive.classes, 15, "mass"),
} as const satisfies Figure<InDistributionImages, number>;
