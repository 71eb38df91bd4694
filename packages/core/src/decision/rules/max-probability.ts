import { share } from "./rule-kind.js";
import { thresholdKind } from "./threshold-kind.js";

/** `max-probability:T`: the probability of the best class, mean over the sampled networks, is at least T in [0, 1]. */
export const maxProbability = thresholdKind({
  kind: "max-probability",
  measured: "the highest mean probability",
  range: share,
  surer: "high",
  risk: ({ doubt }) => doubt,
  isProbability: true,
});
