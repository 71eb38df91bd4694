import { isRows, type Dataset } from "../data/dataset.js";
import { assess, checkRuleOf, decideAssessed, type Assessment } from "../answer/assess.js";
import { defaultRule } from "../decision/preset-rules.js";
import type { Rule } from "../decision/rule.js";
import type { FamiliarityScorer, FamiliarityScores } from "../familiarity/familiarity.js";
import { defaultSeed } from "../math/random.js";
import type { Posterior, PredictOptions } from "../prediction/posterior.js";
import type { Predictive } from "../predictive/predictive.js";
import { evaluatePredictives, type EvaluationResult } from "./evaluate.js";
import type { TrainingRecord } from "./evaluation.js";
import { labelsOf } from "../predictive/labels.js";

interface CommonOptions extends Omit<PredictOptions, "onProgress"> {
  /** Scores the images where a rule asks for familiarity. */
  readonly familiarity?: FamiliarityScorer | undefined;
  /** Shown with the figures. */
  readonly training?: TrainingRecord | undefined;
  /** Called with the images done of the data set named, and in all. */
  readonly onProgress?: (dataset: string, done: number, total: number) => void;
}

export interface StudyOptions extends CommonOptions {
  /** Default: the tutorial's, quantile 0.5 over 0.2. */
  readonly rule?: Rule | undefined;
}

export interface StudiesOptions extends CommonOptions {
  /** At least one, for there to be a study. */
  readonly rules: readonly Rule[];
}

/** One thing for the images of the model's own kind and for each of the other sets. */
export interface PerSet<T> {
  readonly inDistribution: T;
  readonly outOfDistribution: readonly T[];
}

/** The study's figures, with the decision and the predictive behind each image. */
export interface Study extends EvaluationResult {
  readonly predictives: PerSet<Predictive>;
  /** How familiar the images look, where the rule asks for it. */
  readonly scores?: PerSet<FamiliarityScores>;
}

/**
 * The study of one posterior: how right it is on images like those it was trained on, and what it makes of images
 * that it should refuse. `prediction.seconds` is the time to sample, to score and to decide, all data sets together.
 *
 * @param inDistribution Labelled images that training has not seen.
 * @throws NescioError `invalid-data` without labels or with images of another size; `invalid-option`
 * where the rule asks for familiarity and there is none; `aborted` by the signal.
 */
export async function runStudy(
  posterior: Posterior,
  inDistribution: Dataset,
  outOfDistribution: readonly Dataset[],
  { rule = defaultRule, ...options }: StudyOptions = {},
): Promise<Study> {
  const [study] = await runStudies(posterior, inDistribution, outOfDistribution, {
    ...options,
    rules: [rule],
  });
  return study;
}

/**
 * Studies of one posterior under several rules, one each, in their order. The images are predicted once;
 * `prediction.seconds` has that time and the rule's own. As {@link runStudy} for all else.
 */
export async function runStudies(
  posterior: Posterior,
  inDistribution: Dataset,
  outOfDistribution: readonly Dataset[],
  { rules, familiarity, training, onProgress, ...predictOptions }: StudiesOptions,
): Promise<Study[]> {
  const labels = labelsOf(inDistribution);
  for (const rule of rules) checkRuleOf({ familiarity }, rule);
  const { seed = defaultSeed } = predictOptions;
  const sets = [inDistribution, ...outOfDistribution];
  const total = sets.reduce((sum, { count }) => sum + count, 0);
  const scorer = rules.some((rule) => rule.alpha !== undefined) ? familiarity : undefined;
  const began = performance.now();
  const assessments: Assessment[] = [];
  let before = 0;
  for (const set of sets) {
    const first = before;
    assessments.push(
      await assess({ posterior, familiarity: scorer }, set, {
        ...predictOptions,
        onProgress: (done) => onProgress?.(set.name, first + done, total),
      }),
    );
    before += set.count;
  }
  const predicted = performance.now() - began;
  const scored = assessments.flatMap(({ scores }) => scores ?? []);
  return rules.map((rule): Study => {
    const start = performance.now();
    const [own, ...others] = sets.map(({ name }, i) => ({
      dataset: name,
      predictive: assessments[i].predictive,
      decisions: decideAssessed(assessments[i], rule),
    }));
    // Without the figures: resampling for their intervals is no part of what an answer costs.
    const seconds = (predicted + performance.now() - start) / 1000;
    const result = evaluatePredictives({
      rule,
      seed,
      inDistribution: { ...own, labels, classes: namesOf(inDistribution, own.predictive) },
      outOfDistribution: others,
      training,
      ...(isRows(inDistribution) ? { things: "rows" as const } : {}),
      prediction: { seconds, images: total },
    });
    return {
      ...result,
      predictives: perSet(assessments.map(({ predictive }) => predictive)),
      ...(rule.alpha === undefined ? {} : { scores: perSet(scored) }),
    };
  });
}

/** The data set's class names, where they are the predictive's: images of some of the classes may name only these. */
function namesOf({ classes }: Dataset, predictive: Predictive): readonly string[] | undefined {
  return classes.length === predictive.classes ? classes : undefined;
}

function perSet<T>([inDistribution, ...outOfDistribution]: readonly T[]): PerSet<T> {
  return { inDistribution, outOfDistribution };
}
