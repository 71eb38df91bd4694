import { decide } from "../decision/decide.js";
import type { Decision, Rule } from "../decision/rule.js";
import { NescioError } from "../errors.js";
import type { Predictive } from "../predictive/predictive.js";
import { byClass } from "./by-class.js";
import type { Evaluation, InDistribution, OutOfDistribution, Things, TrainingRecord } from "./evaluation.js";
import { inDistributionFigures, outOfDistributionFigures } from "./figures.js";
import { InDistributionImages } from "./in-distribution-images.js";
import { measureFigures } from "./measure-figures.js";
import { OutOfDistributionImages } from "./out-of-distribution-images.js";
import { reasonsOf } from "./reasons.js";
import { reliabilityDiagram } from "./reliability.js";
import { coverageAtRisk, riskCoverageCurve, thinCurve } from "./risk-coverage.js";

/** Risks of which an evaluation says at what coverage they can be had. */
const risks = [0.001, 0.005, 0.01];

/** Points of a stored curve; more than a chart shows. */
const mostPoints = 200;

/** What a model said about one data set. */
export interface EvaluatedSet {
  /** Name of the data set. */
  readonly dataset: string;
  readonly predictive: Predictive;
  /** One familiarity p-value for each image; needed where the rule asks for familiarity. */
  readonly pValues?: ArrayLike<number> | undefined;
  /** Of `FamiliarityScores`: ranks what is stranger than any p-value can say. Default: the p-values. */
  readonly tails?: ArrayLike<number> | undefined;
  /** What the rule made of each image, where that is known already. Default: it is asked. */
  readonly decisions?: readonly Decision[] | undefined;
}

export interface EvaluationInput {
  readonly rule: Rule;
  /** The seed that the predictives were sampled with. */
  readonly seed: number;
  /** Images of the kind the model was trained on, not used in training, with their labels. */
  readonly inDistribution: EvaluatedSet & {
    readonly labels: ArrayLike<number>;
    /** Names of the predictive's classes, in label order. Default: "0", "1", … */
    readonly classes?: readonly string[] | undefined;
  };
  /** Images that should be refused; may be empty. Samples and classes as in-distribution. */
  readonly outOfDistribution: readonly EvaluatedSet[];
  readonly training?: TrainingRecord | undefined;
  /** Default: images. */
  readonly things?: Things | undefined;
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
  const { rule, seed, inDistribution, outOfDistribution, training, things, prediction } = input;
  for (const other of outOfDistribution) checkAlike(inDistribution, other);
  const decisions = decisionsOf(inDistribution, rule);
  const scores = decisions.map(({ score }) => score);
  const others = outOfDistribution.map((other) => decisionsOf(other, rule));
  const evaluation: Evaluation = {
    seed,
    samples: inDistribution.predictive.samples,
    rule,
    ...(things === undefined ? {} : { things }),
    ...(training === undefined ? {} : { training }),
    inDistribution: evaluateInDistribution(inDistribution, decisions, seed),
    outOfDistribution: outOfDistribution.map(({ dataset }, i) =>
      evaluateOutOfDistribution(dataset, scores, others[i], seed),
    ),
    prediction,
  };
  return { evaluation, decisions: { inDistribution: decisions, outOfDistribution: others } };
}

function evaluateInDistribution(
  { dataset, predictive, labels, classes }: EvaluationInput["inDistribution"],
  decisions: readonly Decision[],
  seed: number,
): InDistribution {
  const images = InDistributionImages.of(predictive, labels, decisions);
  const { probs, ranked } = images.facts;
  const { values, intervals } = measureFigures(inDistributionFigures, images, seed);
  const curve = riskCoverageCurve(ranked);
  return {
    dataset,
    images: predictive.images,
    ...values,
    coverageAtRisk: risks.map((risk) => ({ risk, coverage: coverageAtRisk(curve, risk) })),
    reasons: reasonsOf(decisions),
    reliability: reliabilityDiagram(probs, labels, predictive.classes),
    riskCoverage: thinCurve(curve, mostPoints),
    intervals,
    byClass: byClass(images, namesOf(predictive, classes)),
  };
}

function namesOf({ classes }: Predictive, names?: readonly string[]): readonly string[] {
  if (names === undefined) return Array.from({ length: classes }, (_, c) => String(c));
  if (names.length === classes) return names;
  throw new NescioError({
    code: "invalid-data",
    subject: "class names",
    expected: `one for each of the ${classes} classes`,
    found: String(names.length),
  });
}

function evaluateOutOfDistribution(
  dataset: string,
  scores: readonly number[],
  decisions: readonly Decision[],
  seed: number,
): OutOfDistribution {
  const images = OutOfDistributionImages.of(scores, decisions);
  const { values, intervals } = measureFigures(outOfDistributionFigures, images, seed);
  return { dataset, images: decisions.length, ...values, reasons: reasonsOf(decisions), intervals };
}

function decisionsOf(
  { dataset, predictive, pValues, tails, decisions }: EvaluatedSet,
  rule: Rule,
): readonly Decision[] {
  if (decisions === undefined) return decide(predictive, rule, pValues, tails);
  if (decisions.length === predictive.images) return decisions;
  throw new NescioError({
    code: "invalid-data",
    subject: `decisions on "${dataset}"`,
    expected: `one for each of the ${predictive.images} images`,
    found: String(decisions.length),
  });
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
