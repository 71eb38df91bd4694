import { averagePrecisionOf } from "../average-precision.js";
import type { Figure } from "../figure.js";
import type { OutOfDistributionImages } from "../out-of-distribution-images.js";

const facts = {
  range: [0, 1],
  better: "higher",
  scale: "area",
  basis: "decisions",
  shown: [],
  interval: { method: "bootstrap" },
} as const;

/**
 * Area under the precision–recall curve (average precision), the in-distribution images the positives. It depends on the
 * sizes of the sets: without any separation it is the positives' share.
 */
export const auprIn = {
  ...facts,
  name: "AUPR, in",
  title: "AUPR, in-distribution",
  meaning: "average precision in finding the in-distribution images",
  field: ["aupr", "in"],
  of: ({ facts: { inPositive }, counts }) => averagePrecisionOf(inPositive, counts),
} as const satisfies Figure<OutOfDistributionImages, number>;

/** The same with the images that should be refused as the positives. */
export const auprOut = {
  ...facts,
  name: "AUPR, out",
  title: "AUPR, out-of-distribution",
  meaning: "average precision in finding the images that should be refused",
  field: ["aupr", "out"],
  of: ({ facts: { outPositive }, countsOutFirst }) => averagePrecisionOf(outPositive, countsOutFirst),
} as const satisfies Figure<OutOfDistributionImages, number>;
