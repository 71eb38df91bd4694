import type { Model, PredictOptions, Read } from "@nescio/core";
import {
  agreedAnswer,
  answerAssessed,
  assess,
  imageInput,
  inputsAsSet,
  type Assessment,
} from "@nescio/core/internal";
import type { RuleChoice } from "../state/rule-choice.js";
import { ruleOf } from "./rule-of.js";
import type { Verdict } from "./verdict.js";

/** What a model's networks say of an input and its views. */
export function assessRead(
  model: Model,
  read: Read,
  options: Pick<PredictOptions, "samples" | "aside">,
): Promise<Assessment> {
  return assess(model, inputsAsSet(model, read), { ...options, threads: 1 });
}

/**
 * What the page shows of an input that was assessed.
 *
 * @param since When the work on it began, by `performance.now()`.
 */
export function verdictOf(
  model: Model,
  read: Read,
  assessment: Assessment,
  rule: RuleChoice,
  since: number,
): Verdict {
  const answers = answerAssessed(model, inputsAsSet(model, read), assessment, ruleOf(model, rule));
  const { refused, labels, reason, explanation, probabilities, hints, box } = agreedAnswer(read, answers);
  const { predictive, scores } = assessment;
  return {
    ...{ refused, labels, reason, explanation, probabilities, hints, box },
    seen: { pixels: read.pixels, ...imageInput(model.network) },
    logProbs: predictive.logProbs.slice(0, predictive.samples * predictive.classes),
    samples: predictive.samples,
    familiar: scores && {
      score: scores.scores[0],
      pValue: scores.pValues[0],
      nearest: scores.nearest?.indices.slice(0, scores.nearest.each) ?? new Uint32Array(),
    },
    ms: performance.now() - since,
  };
}
