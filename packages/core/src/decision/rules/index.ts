import { NescioError } from "../../errors.js";
import { entropy } from "./entropy.js";
import { margin } from "./margin.js";
import { maxProbability } from "./max-probability.js";
import { mutualInformation } from "./mutual-information.js";
import { quantile } from "./quantile.js";
import type { RuleKind } from "./rule-kind.js";
import { isThresholdKind, type ThresholdKind } from "./threshold-kind.js";

/** The kinds of rules, in the order of the help. All else that depends on the kind reads this table. */
export const ruleKinds = [quantile, maxProbability, margin, entropy, mutualInformation] as const;

type Kinds = (typeof ruleKinds)[number];

type RuleOf<K> = K extends RuleKind<infer R> ? R : never;

/** The rules that are no threshold on a measure. */
export type OwnRule = RuleOf<Exclude<Kinds, ThresholdKind>>;

/** What a threshold rule looks at. */
export type Measure = Extract<Kinds, ThresholdKind>["kind"];

/** The measures that a threshold can be calibrated on. */
export const measures: readonly Measure[] = ruleKinds.flatMap((entry) =>
  isThresholdKind(entry) ? [entry.kind] : [],
);

/** The entry of a rule. Throws `invalid-option` where there is none, as for a rule read from JSON without a check. */
export function ruleKindOf({ kind }: { readonly kind: string }): RuleKind {
  const found = ruleKinds.find((entry) => entry.kind === kind);
  if (found !== undefined) return found;
  const expected = ruleKinds.map((entry) => entry.kind).join(", ");
  throw new NescioError({
    code: "invalid-option",
    subject: "rule",
    expected: `one of ${expected}`,
    found: kind,
  });
}

/** The entry of a measure. Throws `invalid-option` for any other kind of rule. */
export function thresholdKindOf(kind: string): ThresholdKind {
  const found = ruleKindOf({ kind });
  if (isThresholdKind(found)) return found;
  throw new NescioError({
    code: "invalid-option",
    subject: "measure",
    expected: `one of ${measures.join(", ")}`,
    found: kind,
  });
}
