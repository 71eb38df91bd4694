import type { PresetName } from "../training/settings.js";
import { defaultRule } from "./quantile-rule.js";
import type { Rule } from "./rule.js";

const strict: Rule = Object.freeze({ kind: "quantile", q: 0.1, threshold: 0.5 });

/**
 * The rule that a preset's models are stored with unless another is asked for: the tutorial's own for `tutorial`;
 * for the others the stricter one that the tutorial suggests at its end (90 % of the networks over 0.5), because
 * networks that fit their data this well seldom leave every median below 0.2.
 */
export const presetRules: Readonly<Record<PresetName, Rule>> = {
  tutorial: defaultRule,
  default: strict,
  convolution: strict,
};
