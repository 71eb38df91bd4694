import { weightedMean } from "../bootstrap.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Share ambiguous: with more than one class over the threshold, or refused between two (see `Decision`). */
export const ambiguous = {
  name: "ambiguous",
  title: "Ambiguous",
  meaning: "more than one class in question",
  range: [0, 1],
  better: "lower",
  scale: "share",
  basis: "decisions",
  shown: ["table", "details"],
  of: ({ facts, counts }) => weightedMean(facts.ambiguous, counts),
} as const satisfies Figure<InDistributionImages, number>;
