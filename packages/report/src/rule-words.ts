import type { Rule } from "@nescio/core";
import { percent } from "./words.js";

/** What the pictures show of the sampled probabilities of a class: the quantile that the rule looks at, or the mean. */
export type Looked = number | "mean";

/** What a rule looks at in the sampled probabilities of a class. */
export function lookedAt(rule: Rule): Looked {
  return rule.kind === "quantile" ? rule.q : "mean";
}

/** The probability over which a class is answered, where the rule has one. */
export function lineOf({ kind, threshold }: Rule): number | undefined {
  return kind === "quantile" || kind === "max-probability" ? threshold : undefined;
}

/** When the rule answers, to follow "answer where". */
export function conditionOf(rule: Rule): string {
  const { threshold, familiarity } = rule;
  const last = familiarity === undefined ? "" : `, and the image is familiar (p-value over ${familiarity})`;
  switch (rule.kind) {
    case "quantile": {
      const quantile = rule.q === 0.5 ? "median" : `${percent(rule.q, 0)} quantile`;
      return `the ${quantile} of the probability is over ${threshold}${last}`;
    }
    case "max-probability":
      return `the highest mean probability is at least ${+threshold.toFixed(4)}${last}`;
    case "entropy":
      return `the entropy of the mean probability is at most ${+threshold.toPrecision(4)} nats${last}`;
    case "mutual-information":
      return `the mutual information of class and network is at most ${+threshold.toPrecision(4)} nats${last}`;
  }
}
