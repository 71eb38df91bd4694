import { weightedMean } from "../bootstrap.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0);
const answeredOf = ({ facts: { refused } }: InDistributionImages): number => refused.length - sum(refused);

/** Share right, by the most probable class under the rule, among the images not refused; null when all are refused. */
export const accuracyOnAccepted = {
  name: "right when answered",
  title: "Right when answered",
  meaning: "share right among the images not refused",
  range: [0, 1],
  better: "higher",
  scale: "share",
  basis: "decisions",
  shown: ["table", "comparison"],
  of: (images) => {
    const answered = answeredOf(images);
    return answered === 0 ? null : sum(images.facts.answeredRight) / answered;
  },
  interval: {
    method: "bootstrap",
    resampled: ({ facts, counts }) =>
      weightedMean(facts.answeredRight, counts) / (1 - weightedMean(facts.refused, counts)),
    shareOf: answeredOf,
  },
} as const satisfies Figure<InDistributionImages>;
