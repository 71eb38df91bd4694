import type { Rule } from "@nescio/core";
import { ruleKindOf, type Statistic } from "@nescio/core/internal";

/** When the rule answers, to follow "answer where". */
export function conditionOf(rule: Rule, thing = "image"): string {
  const condition = ruleKindOf(rule).condition(rule);
  const { alpha } = rule;
  return alpha === undefined
    ? condition
    : `${condition}, and the ${thing} is familiar (p-value over ${alpha})`;
}

/** What the pictures show of the sampled probabilities of a class: the quantile that the rule reads, or the mean. */
export function statisticOf(rule: Rule): Statistic {
  return ruleKindOf(rule).statistic(rule);
}

/** The probability over which a class is answered, where the rule has one. */
export function probabilityLineOf(rule: Rule): number | undefined {
  return ruleKindOf(rule).probabilityLine(rule);
}
