import { weightedMean } from "../bootstrap.js";
import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Mean negative log-likelihood of the label under the mean probability over all samples, in nats. */
export const nll = {
  name: "NLL",
  title: "Negative log-likelihood",
  meaning: "surprise at the true class, in nats; 0 is best, ∞ where a true class was given no chance",
  range: [0, Infinity],
  better: "lower",
  scale: "number",
  basis: "probabilities",
  shown: ["table", "comparison", "details"],
  // Rounding in the log-probabilities may leave a certain and right predictive a hair below 0.
  of: ({ facts, counts }) => Math.max(0, weightedMean(facts.losses, counts)),
  interval: { method: "bootstrap" },
} as const satisfies Figure<InDistributionImages, number>;
