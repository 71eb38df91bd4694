import { parseRule, type Model, type Rule } from "@nescio/core";
import type { RuleChoice } from "../state/rule-choice.js";

/** The rule that is chosen, of a model. */
export function ruleOf(model: Model, choice: RuleChoice): Rule {
  if (choice.kind === "model") return model.rule;
  const { alpha } = model.rule;
  const rule = parseRule(`quantile:${choice.q}:${choice.threshold}`);
  return choice.familiarity && alpha !== undefined ? { ...rule, alpha } : rule;
}
