import { isRows, type Dataset } from "../data/dataset.js";
import { explainDecision } from "../decision/explain.js";
import { predictionSets } from "../decision/prediction-sets.js";
import type { Decision, Rule } from "../decision/rule.js";
import type { PredictOptions } from "../prediction/posterior.js";
import { meanProbs, mutualInformation } from "../predictive/summaries.js";
import { explainStrangeRow, nearestNames, type RowReader } from "./explain-row.js";
import { assess, checkRuleOf, decideAssessed, type Assessment, type Assessor } from "./assess.js";

/** What of a model answers: any `Model` is one. */
export interface Answerer extends Assessor, RowReader {
  /** Class names, one for each output of the network. */
  readonly classes: readonly string[];
  /** Decides where the options name no other. */
  readonly rule: Rule;
  /** Networks to sample where the options do not say. Default 100. */
  readonly samples?: number | undefined;
}

export interface AnswerOptions extends PredictOptions {
  /** Default: the model's. */
  readonly rule?: Rule | undefined;
}

/** What a model answers about one image. */
export interface Answer {
  /** Whether this is an "I don't know". */
  readonly refused: boolean;
  /**
   * Class names, the most probable first. One: the answer; several: it is between these; none: nothing can be said.
   * A refusal may name the classes in question.
   */
  readonly labels: readonly string[];
  /** Why it was refused; undefined where it was not. */
  readonly reason: Exclude<Decision["kind"], "answer"> | undefined;
  /** Mean probability of each class over the sampled networks, `[classes]`. */
  readonly probabilities: Float32Array;
  /**
   * The familiarity p-value, in (0, 1]: how many held-out images of the training's kind look as strange. undefined where
   * the rule does not ask.
   */
  readonly pValue: number | undefined;
  /** Class names of the conformal prediction set, the most probable first, where the rule has one to give. */
  readonly set: readonly string[] | undefined;
  /** What the nearest training rows are called, nearest first, where the rule looks at familiarity and they have names. */
  readonly nearest: readonly string[] | undefined;
  /** Why it came out so, in words that follow the answer; of a picture, with what its reading noticed where it is refused. */
  readonly explanation: string;
  /** The decision in full, with its score and what the rule looks at. */
  readonly decision: Decision;
}

/**
 * What a model answers about images: draws networks from its posterior, scores how familiar the images look where the
 * rule asks for it, decides, and says why. The same model, images, rule, samples and seed give the same answers, on
 * every number of threads; an image's samples depend on its place in the data set.
 *
 * @returns One answer for each image, in their order.
 * @throws NescioError `invalid-data` for images of another shape than the network's input; `invalid-option` for a
 * malformed rule or option, or a rule that asks for a familiarity that the model does not have; `aborted`.
 */
export async function answerImages(
  model: Answerer,
  images: Dataset,
  { rule = model.rule, samples = model.samples ?? 100, ...options }: AnswerOptions = {},
): Promise<Answer[]> {
  const { posterior, familiarity } = model;
  checkRuleOf(model, rule);
  const assessor = { posterior, familiarity: rule.alpha === undefined ? undefined : familiarity };
  return answerAssessed(model, images, await assess(assessor, images, { ...options, samples }), rule);
}

/**
 * What a rule makes of images that were assessed before: another rule needs no other networks. The rule was checked
 * (`checkRuleOf`).
 */
export function answerAssessed(
  model: RowReader & Pick<Answerer, "classes">,
  images: Dataset,
  assessment: Assessment,
  rule: Rule,
): Answer[] {
  const { classes } = model;
  const decisions = decideAssessed(assessment, rule);
  const { predictive } = assessment;
  const means = meanProbs(predictive);
  const information = mutualInformation(predictive);
  const rows = isRows(images) ? images : undefined;
  const sets = rule.sets && predictionSets(predictive, rule.sets);
  const named = (labels: Iterable<number>): string[] => Array.from(labels, (label) => classes[label]);
  return decisions.map((decision, image) => {
    const { kind, refused, labels, pValue } = decision;
    const nearest = rows && assessment.scores && nearestNames(model, assessment.scores, image);
    const plain = (): string => explainDecision(decision, rule, classes, information[image]);
    const explanation =
      rows === undefined || kind !== "unfamiliar"
        ? plain()
        : explainStrangeRow(model, rows, image, plain, nearest);
    return {
      refused,
      labels: named(labels),
      reason: refused && kind !== "answer" ? kind : undefined,
      probabilities: means.slice(image * predictive.classes, (image + 1) * predictive.classes),
      pValue,
      set: sets && named(sets[image]),
      nearest,
      explanation,
      decision,
    };
  });
}
