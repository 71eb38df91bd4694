import type { Answer, Hint, Model } from "@nescio/core";
import { explainHints, ruleKindOf } from "@nescio/core/internal";
import type { Predicted } from "./prediction.js";

/** An input's answer, and what of the networks' figures is told beside it. */
export interface Measured {
  readonly answer: Answer;
  readonly hints: readonly Hint[];
  readonly entropy: number;
  readonly mutualInformation: number;
  readonly logProbs: Float32Array;
  readonly samples: number;
  readonly score: number | undefined;
  readonly pValue: number | undefined;
  readonly nearest: Uint32Array | undefined;
}

/** Nearest training inputs that are told of. */
const mostNearest = 5;

/** @param keep Whether log-probabilities are wanted of what is answered, too. */
export function predictedOf({ classes, rule }: Model, measured: Measured, keep: boolean): Predicted {
  const { answer, hints, entropy, mutualInformation, logProbs, samples, score, pValue, nearest } = measured;
  const { decision, refused, labels, explanation, probabilities, set } = answer;
  const byClass = (values: Float32Array) => Object.fromEntries(classes.map((name, c) => [name, values[c]]));
  const hasQuantiles = ruleKindOf(rule).statistic(rule) !== "mean";
  return {
    prediction: {
      ...{ decision: decision.kind, refused, labels, reason: explanation },
      probabilities: byClass(probabilities),
      ...(hasQuantiles ? { quantiles: byClass(decision.probabilities) } : {}),
      // Rounding may leave a little less than nothing.
      uncertainty: { entropy, expectedEntropy: Math.max(0, entropy - mutualInformation), mutualInformation },
      familiarity: pValue ?? null,
      set: set ?? null,
      nearest: Array.from(nearest?.subarray(0, mostNearest) ?? []),
      hints: hints.map((hint) => explainHints([hint])),
    },
    score: score ?? null,
    logProbs: refused || decision.kind !== "answer" || keep ? logProbs.slice() : null,
    samples,
  };
}
