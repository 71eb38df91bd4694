import type { PresetName } from "../training/settings.js";
import type { QuantileRule, Rule } from "./rule.js";

/** The tutorial's rule: every class whose median probability is over 0.2. */
export const defaultRule: Rule & QuantileRule = Object.freeze({ kind: "quantile", q: 0.5, threshold: 0.2 });

const strict: Rule = Object.freeze({ kind: "quantile", q: 0.1, threshold: 0.5 });

/**
 * The rule that a preset's models are stored with unless another is given: the tutorial's own for `tutorial`;
 * for the others the stricter one that the tutorial suggests at its end (90 % of the networks over 0.5), because
 * networks that fit their data this well seldom leave every median below 0.2.
 */
export const presetRules: Readonly<Record<PresetName | "auto", Rule>> = {
  auto: strict,
  tutorial: defaultRule,
  default: strict,
  convolution: strict,
};
