import { nats } from "./rule-kind.js";
import { thresholdKind } from "./threshold-kind.js";

/** `entropy:T`: the entropy of the mean over the sampled networks is at most T nats. */
export const entropy = thresholdKind({
  kind: "entropy",
  measured: "the entropy of the mean probability",
  range: nats,
  surer: "low",
  risk: ({ entropy }) => entropy,
});
