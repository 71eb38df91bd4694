import { weightedMean } from "../bootstrap.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Share right when an answer is forced: mean final-layer output of 10 sampled networks, argmax. */
export const forcedAccuracy = {
  name: "right if forced",
  heading: "forced right",
  title: "Right if forced to answer",
  meaning: "every image gets the most likely class",
  range: [0, 1],
  better: "higher",
  scale: "share",
  basis: "probabilities",
  shown: ["table", "comparison", "details"],
  of: ({ facts, counts }) => weightedMean(facts.forcedRight, counts),
  interval: { method: "bootstrap", shareOf: ({ sizes }) => sizes[0] },
} as const satisfies Figure<InDistributionImages, number>;
