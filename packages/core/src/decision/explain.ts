import type { Decision, Rule } from "./rule.js";
import { ruleKindOf } from "./rules/index.js";

/**
 * Why a decision came out as it did, in words that follow the answer: "90 % of the sampled networks give it at least
 * 0.999; the rule asks for more than 0.5".
 *
 * @param rule The rule that made it.
 * @param classes Class names in label order.
 * @param information The image's mutual information of class and network, in nats (`mutualInformation`), which tells
 * networks that disagree from networks that are unsure alike. Without it the words leave that open.
 */
export function explainDecision(
  decision: Decision,
  rule: Rule,
  classes: readonly string[],
  information?: number,
): string {
  if (decision.kind !== "unfamiliar") return ruleKindOf(rule).explain(decision, rule, classes, information);
  return (
    `unfamiliar: of what was held out of its training's kind, at most ${percent(decision.pValue!)} look as ` +
    `strange; the rule refuses those up to ${percent(rule.alpha!)}`
  );
}

function percent(share: number): string {
  return `${+(100 * share).toPrecision(3)} %`;
}
