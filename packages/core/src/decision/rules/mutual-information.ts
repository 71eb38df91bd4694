import { nats } from "./rule-kind.js";
import { thresholdKind } from "./threshold-kind.js";

/**
 * `mutual-information:T`: the mutual information of class and network (BALD; Houlsby et al. 2011, arXiv:1112.5745) is at
 * most T nats.
 */
export const mutualInformation = thresholdKind({
  kind: "mutual-information",
  measured: "the mutual information of class and network",
  range: nats,
  surer: "low",
  risk: ({ information }) => information,
});
