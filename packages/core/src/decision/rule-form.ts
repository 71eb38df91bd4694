import { NescioError } from "../errors.js";
import { ruleKinds } from "./rules/index.js";
import type { RuleKind } from "./rules/rule-kind.js";

const formOf = ({ kind, parameters }: RuleKind): string =>
  [kind, ...parameters.map(({ symbol }) => symbol)].join(":");

/** How the text of each kind of rule looks, as the help lists them: `quantile:Q:T`, `max-probability:T`, … */
export const ruleForms: readonly string[] = ruleKinds.map(formOf);

/** The same with what its numbers may be: `"quantile:Q:T" (Q from 0 to 1, T from 0 to 1)`. */
const boundedForms = ruleKinds.map((entry: RuleKind) => {
  const bounds = entry.parameters.map(({ symbol, range }) => `${symbol} ${range.note}`);
  return `"${formOf(entry)}" (${bounds.join(", ")})`;
});

/** The error for what is no rule. */
export function invalidRule(found: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "rule",
    expected:
      `${boundedForms.slice(0, -1).join(", ")} or ${boundedForms.at(-1)}, each with "+familiarity:A" (A between 0 and 1) ` +
      "for images that have to be familiar too",
    found,
    next: "For example quantile:0.5:0.2, the default, or max-probability:0.9+familiarity:0.01.",
  });
}
