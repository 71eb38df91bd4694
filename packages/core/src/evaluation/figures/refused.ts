import { weightedMean } from "../bootstrap.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";
import type { OutOfDistributionImages } from "../out-of-distribution-images.js";

const facts = {
  name: "refused",
  title: "Refused",
  meaning: "share refused, for whatever reason",
  range: [0, 1],
  scale: "share",
  basis: "decisions",
  shown: ["table", "comparison"],
} as const;

/** Share of the in-distribution images refused, for whatever reason. */
export const refusedInDistribution = {
  ...facts,
  better: "lower",
  of: ({ facts: { refused }, counts }) => weightedMean(refused, counts),
  interval: { method: "bootstrap", shareOf: ({ sizes }) => sizes[0] },
} as const satisfies Figure<InDistributionImages, number>;

/** Share of the images that should be refused that are. */
export const refusedOutOfDistribution = {
  ...facts,
  better: "higher",
  of: ({ facts: { refused }, outCounts }) => weightedMean(refused, outCounts),
  interval: { method: "bootstrap", shareOf: ({ sizes }) => sizes[1] },
} as const satisfies Figure<OutOfDistributionImages, number>;
