import { falsePositiveRateOf } from "../false-positive-rate.js";
import type { Figure } from "../figure.js";
import type { OutOfDistributionImages } from "../out-of-distribution-images.js";

/** Share of these images over the threshold that 95 % of the in-distribution images are over. */
export const fpr95 = {
  name: "FPR95",
  title: "False positives at 95 % true ones",
  meaning: "share of these images over the threshold that 95 % of the in-distribution images are over",
  range: [0, 1],
  better: "lower",
  scale: "share",
  basis: "decisions",
  shown: [],
  of: ({ facts, counts }) => falsePositiveRateOf(facts.inPositive, 0.95, counts),
  interval: { method: "bootstrap", shareOf: ({ sizes }) => sizes[1] },
} as const satisfies Figure<OutOfDistributionImages, number>;
