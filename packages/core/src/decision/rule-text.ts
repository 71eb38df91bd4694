import { invalidRule } from "./rule-form.js";
import { checkRule } from "./rule-schema.js";
import type { ClassThreshold, Rule } from "./rule.js";
import { ruleKindOf, ruleKinds } from "./rules/index.js";
import type { RuleKind } from "./rules/rule-kind.js";

const number = String.raw`(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)`;
const byClass = String.raw`\+class:\d+:(?:${number}|never)`;
const pattern = new RegExp(
  `^([a-z-]+)((?::${number})+)((?:${byClass})*)(?:\\+familiarity:(${number}))?$`,
  "i",
);

/**
 * Reads a rule from its text: its kind and its numbers, `quantile:Q:T` or `entropy:T`, with `+class:C:T` for each class that has
 * a threshold of its own (`never`: it is never answered), and `+familiarity:A` where an image is to be familiar too. Throws
 * `invalid-option`.
 */
export function parseRule(text: string): Rule {
  const [, kind = "", values = "", own = "", alpha] = (pattern.exec(text.trim()) ?? []) as (
    string | undefined
  )[];
  const numbers = values.split(":").slice(1).map(Number);
  const entry: RuleKind | undefined = ruleKinds.find((known) => known.kind === kind.toLowerCase());
  if (entry?.parameters.length !== numbers.length) throw invalidRule(`"${text}"`);
  return checkRule({
    kind: entry.kind,
    ...Object.fromEntries(entry.parameters.map(({ name }, i) => [name, numbers[i]])),
    ...(own === "" ? {} : { byClass: classesOf(own) }),
    ...(alpha === undefined ? {} : { alpha: Number(alpha) }),
  });
}

function classesOf(text: string): ClassThreshold[] {
  return text
    .split("+class:")
    .slice(1)
    .map((each) => {
      const [label, threshold] = each.split(":");
      return {
        label: Number(label),
        threshold: threshold.toLowerCase() === "never" ? null : Number(threshold),
      };
    });
}

/** The text that `parseRule` reads as the same rule; what it was calibrated to is not in it. */
export function formatRule(rule: Rule): string {
  const { kind, parameters } = ruleKindOf(rule);
  const numbers = new Map<string, unknown>(Object.entries(rule));
  const own = "byClass" in rule ? (rule.byClass ?? []) : [];
  const base =
    [kind, ...parameters.map(({ name }) => String(numbers.get(name)))].join(":") +
    own.map(({ label, threshold }) => `+class:${label}:${threshold ?? "never"}`).join("");
  return rule.alpha === undefined ? base : `${base}+familiarity:${rule.alpha}`;
}
