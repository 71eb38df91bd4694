import { aurocInterval } from "../auroc-interval.js";
import { auroc as areaUnderRoc } from "../auroc.js";
import type { Figure } from "../figure.js";
import type { OutOfDistributionImages } from "../out-of-distribution-images.js";

/**
 * Area under the ROC curve of in-distribution against this set, by the score of the decisions; its interval is by
 * DeLong's variance (`aurocInterval`).
 */
export const auroc = {
  name: "AUROC",
  title: "AUROC",
  meaning: "how often a random in-distribution image scores higher than one of these",
  range: [0, 1],
  better: "higher",
  scale: "area",
  basis: "decisions",
  shown: ["table", "comparison"],
  of: ({ facts }) => areaUnderRoc(facts.inScores, facts.outScores),
  interval: {
    method: "closed-form",
    interval: ({ facts }) => aurocInterval(facts.inScores, facts.outScores),
  },
} as const satisfies Figure<OutOfDistributionImages, number>;
