import type { ModelFacts } from "../engine/model-facts.js";
import type { RuleChoice } from "../state/rule-choice.js";

/** What decides, in words that follow "Decided by". */
export function ruleInWords(rule: RuleChoice): string {
  if (rule.kind === "model") return "the model’s own rule";
  const { q, threshold, familiarity } = rule;
  const most = q === 0.5 ? "the median" : `${+(100 * (1 - q)).toFixed(1)} % of networks`;
  return `${most} over ${threshold}${familiarity ? ", if it looks familiar" : ""}`;
}

/** When a model's own rule answers, in words that follow "answers where". */
export function answersWhere({ condition, alpha }: Pick<ModelFacts, "condition" | "alpha">): string {
  return `${condition}${alpha === undefined ? "" : ", and the picture looks familiar"}`;
}
