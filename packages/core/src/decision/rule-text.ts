import { checkRule, invalidRule } from "./rule-schema.js";
import type { Rule } from "./rule.js";

const number = String.raw`(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)`;
const pattern = new RegExp(
  `^(?:(quantile):${number}|(max-probability|entropy|mutual-information)):${number}(?:\\+familiarity:${number})?$`,
  "i",
);

/**
 * Reads `quantile:Q:T`, `max-probability:T`, `entropy:T` or `mutual-information:T`, each with `+familiarity:A` where an
 * image is to be familiar too. Throws `invalid-option`.
 */
export function parseRule(text: string): Rule {
  const match = pattern.exec(text.trim());
  if (!match) throw invalidRule(`"${text}"`);
  const [, quantile, q, measure, threshold, familiarity] = match as (string | undefined)[];
  return checkRule({
    ...(quantile === undefined ? { kind: measure?.toLowerCase() } : { kind: "quantile", q: Number(q) }),
    threshold: Number(threshold),
    ...(familiarity === undefined ? {} : { familiarity: Number(familiarity) }),
  });
}

/** The text that `parseRule` reads as the same rule; what it was calibrated to is not in it. */
export function formatRule(rule: Rule): string {
  const { kind, threshold, familiarity } = rule;
  const base = kind === "quantile" ? `${kind}:${rule.q}:${threshold}` : `${kind}:${threshold}`;
  return familiarity === undefined ? base : `${base}+familiarity:${familiarity}`;
}
