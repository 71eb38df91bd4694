import { decide, type Model, type Rule } from "@nescio/core";
import { ruleKindOf, statisticName } from "@nescio/core/internal";
import type { Verdict } from "./verdict.js";

/** What a rule would say if there were no more networks. */
export interface RunningVerdict {
  readonly refused: boolean;
  /** As in `Verdict`. */
  readonly labels: readonly string[];
  readonly reason: Verdict["reason"];
  /** The most probable class under the rule. */
  readonly leader: string;
  /** What the rule reads of the networks' probabilities of a class: "mean", "median", "10 % quantile". */
  readonly statistic: string;
  /** That, of the leader. */
  readonly value: number;
}

/** What of a verdict the networks said. */
export type Said = Pick<Verdict, "logProbs" | "samples" | "familiar">;

/** The verdict after each of the networks, from the first on. */
export function runningVerdicts(
  { classes }: Pick<Model, "classes">,
  { logProbs, samples, familiar }: Said,
  rule: Rule,
): readonly RunningVerdict[] {
  const pValues = rule.alpha === undefined || familiar === undefined ? undefined : [familiar.pValue];
  const statistic = statisticName(ruleKindOf(rule).statistic(rule));
  return Array.from({ length: samples }, (_, s) => {
    const predictive = {
      images: 1,
      samples: s + 1,
      classes: classes.length,
      logProbs: logProbs.subarray(0, (s + 1) * classes.length),
    };
    const [{ refused, labels, kind, best, probabilities }] = decide(predictive, rule, pValues);
    return {
      refused,
      labels: labels.map((label) => classes[label]),
      reason: refused && kind !== "answer" ? kind : undefined,
      leader: classes[best],
      statistic,
      value: probabilities[best],
    };
  });
}
