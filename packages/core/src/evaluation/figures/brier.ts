import { weightedMean } from "../bootstrap.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Mean squared distance between mean probabilities and truth, over all classes, from 0 to 2. */
export const brier = {
  name: "Brier",
  title: "Brier score",
  meaning: "squared distance to the truth; 0 is best",
  range: [0, 2],
  better: "lower",
  scale: "number",
  basis: "probabilities",
  shown: ["comparison", "details"],
  of: ({ facts, counts }) => weightedMean(facts.briers, counts),
  interval: { method: "bootstrap" },
} as const satisfies Figure<InDistributionImages, number>;
