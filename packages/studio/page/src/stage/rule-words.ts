import type { RuleChoice } from "../state/rule-choice.js";

/** What decides, in words that follow "Decided by". */
export function ruleInWords(rule: RuleChoice): string {
  if (rule.kind === "model") return "the model’s own rule";
  const { q, threshold, familiarity } = rule;
  const most = q === 0.5 ? "the median" : `${+(100 * (1 - q)).toFixed(1)} % of networks`;
  return `${most} over ${threshold}${familiarity ? ", if it looks familiar" : ""}`;
}
