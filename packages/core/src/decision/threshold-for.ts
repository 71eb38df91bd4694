import type { Measure } from "./rule.js";
import { thresholdKindOf } from "./rules/index.js";

/**
 * The threshold of a rule that answers where the score (see `confidenceScores`) is at least `-limit`: what the rule wants
 * low is then at most `limit`. Throws `invalid-option` for what is no measure.
 */
export function thresholdFor(measure: Measure, limit: number): number {
  return thresholdKindOf(measure).thresholdFor(limit);
}
