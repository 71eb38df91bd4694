import { share } from "./rule-kind.js";
import { thresholdKind } from "./threshold-kind.js";

/**
 * `margin:T`: the highest mean probability over the sampled networks is at least T above the second one, in [0, 1] (the
 * margin of Scheffer, Decomain & Wrobel 2001). Of one class it is that class's probability.
 */
export const margin = thresholdKind({
  kind: "margin",
  measured: "the margin between the two highest mean probabilities",
  range: share,
  surer: "high",
  // Means that add up to a little more than 1 make no margin under 0.
  risk: ({ doubt, means, second }) => Math.min(1, doubt + (second === undefined ? 0 : means[second])),
});
