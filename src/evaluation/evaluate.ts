import { decide } from "../decision/decide.js";
import type { Decision, Rule } from "../decision/rule.js";
import { NescioError } from "../errors.js";
import type { Predictive } from "../predictive/predictive.js";
import { forcedLabels, meanProbs } from "../predictive/summaries.js";
import { auroc } from "./auroc.js";
import { expectedCalibrationError } from "./calibration-error.js";
import type { Evaluation, InDistribution, TrainingRecord } from "./evaluation.js";
import { checkLabels } from "./labels.js";
import { negativeLogLikelihood } from "./negative-log-likelihood.js";

/** What a model said about one data set. */
export interface EvaluatedSet {
  /** Name of the data set. */
  readonly dataset: string;
  readonly predictive: Predictive;
  /** One familiarity p-value for each image; needed where the rule asks for familiarity. */
  readonly pValues?: ArrayLike<number> | undefined;
}

export interface EvaluationInput {
  readonly rule: Rule;
  /** The seed that the predictives were sampled with. */
  readonly seed: number;
  /** Images of the kind the model was trained on, not used in training, with their labels. */
  readonly inDistribution: EvaluatedSet & { readonly labels: ArrayLike<number> };
  /** Images that should be refused; may be empty. Samples and classes as in-distribution. */
  readonly outOfDistribution: readonly EvaluatedSet[];
  readonly training?: TrainingRecord | undefined;
  readonly prediction: Evaluation["prediction"];
}

export interface EvaluationResult {
  readonly evaluation: Evaluation;
  /** One decision per image, for each data set in the order given. */
  readonly decisions: {
    readonly inDistribution: readonly Decision[];
    readonly outOfDistribution: readonly (readonly Decision[])[];
  };
}

/**
 * Figures and decisions of one model under one rule. Throws `invalid-data` for malformed predictives or labels,
 * or where the sets differ in samples or classes, and `invalid-option` for a malformed rule.
 */
export function evaluatePredictives(input: EvaluationInput): EvaluationResult {
  const { rule, seed, inDistribution, outOfDistribution, training, prediction } = input;
  const { predictive, labels } = inDistribution;
  for (const other of outOfDistribution) checkAlike(inDistribution, other);
  const decisions = decide(predictive, rule, inDistribution.pValues);
  const scores = decisions.map(({ score }) => score);
  const others = outOfDistribution.map((other) => decide(other.predictive, rule, other.pValues));
  const evaluation: Evaluation = {
    seed,
    samples: predictive.samples,
    rule,
    ...(training === undefined ? {} : { training }),
    inDistribution: {
      dataset: inDistribution.dataset,
      images: predictive.images,
      ...figures(predictive, labels, decisions),
    },
    outOfDistribution: outOfDistribution.map(({ dataset }, i) => ({
      dataset,
      images: others[i].length,
      refused: share(others[i], isRefused),
      auroc: auroc(
        scores,
        others[i].map(({ score }) => score),
      ),
    })),
    prediction,
  };
  return { evaluation, decisions: { inDistribution: decisions, outOfDistribution: others } };
}

function figures(
  predictive: Predictive,
  labels: ArrayLike<number>,
  decisions: readonly Decision[],
): Omit<InDistribution, "dataset" | "images"> {
  checkLabels(labels, predictive.images, predictive.classes);
  const forced = forcedLabels(predictive);
  let forcedRight = 0;
  let accepted = 0;
  let acceptedRight = 0;
  decisions.forEach(({ refused, best }, image) => {
    if (forced[image] === labels[image]) forcedRight++;
    if (refused) return;
    accepted++;
    if (best === labels[image]) acceptedRight++;
  });
  return {
    forcedAccuracy: forcedRight / predictive.images,
    nll: negativeLogLikelihood(predictive, labels),
    ece: expectedCalibrationError(meanProbs(predictive), labels, predictive.classes),
    refused: share(decisions, isRefused),
    ambiguous: share(decisions, ({ kind }) => kind === "ambiguous"),
    accuracyOnAccepted: accepted === 0 ? null : acceptedRight / accepted,
  };
}

const isRefused = ({ refused }: Decision): boolean => refused;

function share(decisions: readonly Decision[], condition: (decision: Decision) => boolean): number {
  return decisions.filter(condition).length / decisions.length;
}

function checkAlike(reference: EvaluatedSet, other: EvaluatedSet): void {
  for (const what of ["samples", "classes"] as const) {
    if (reference.predictive[what] === other.predictive[what]) continue;
    throw new NescioError({
      code: "invalid-data",
      subject: `predictive of "${other.dataset}"`,
      expected: `${reference.predictive[what]} ${what}, as for "${reference.dataset}"`,
      found: String(other.predictive[what]),
      next: "Predict every data set with the same model and the same number of samples.",
    });
  }
}
