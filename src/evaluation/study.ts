import type { Dataset } from "../data/dataset.js";
import { defaultRule } from "../decision/quantile-rule.js";
import type { Rule } from "../decision/rule.js";
import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import type { Posterior, PredictOptions } from "../inference/posterior.js";
import type { Predictive } from "../predictive/predictive.js";
import { evaluatePredictives, type EvaluationResult } from "./evaluate.js";
import type { TrainingRecord } from "./evaluation.js";

/** What a study needs of a model's familiarity: a p-value for each image. */
export interface FamiliarityScorer {
  score(
    dataset: Dataset,
    options?: Pick<PredictOptions, "threads" | "signal">,
  ): Promise<{ readonly pValues: ArrayLike<number> }>;
}

export interface StudyOptions extends Omit<PredictOptions, "onProgress"> {
  /** Default: the tutorial's, quantile 0.5 over 0.2. */
  readonly rule?: Rule | undefined;
  /** Scores the images where the rule asks for familiarity. */
  readonly familiarity?: FamiliarityScorer | undefined;
  /** Shown with the figures. */
  readonly training?: TrainingRecord | undefined;
  /** Called with the images done of the data set named, and in all. */
  readonly onProgress?: (dataset: string, done: number, total: number) => void;
}

/** The study's figures, with the decision and the predictive behind each image. */
export interface Study extends EvaluationResult {
  readonly predictives: {
    readonly inDistribution: Predictive;
    readonly outOfDistribution: readonly Predictive[];
  };
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
  options: StudyOptions = {},
): Promise<Study> {
  const { rule = defaultRule, familiarity, training, onProgress, ...predictOptions } = options;
  const { labels } = inDistribution;
  if (labels === undefined) {
    throw new NescioError({
      code: "invalid-data",
      subject: `data set "${inDistribution.name}"`,
      expected: "labels to compare answers with",
      found: "none",
      next: "Evaluate on a labelled data set; unlabelled images belong to the out-of-distribution sets.",
    });
  }
  const sets = [inDistribution, ...outOfDistribution];
  const total = sets.reduce((sum, { count }) => sum + count, 0);
  const began = performance.now();
  const predictives: Predictive[] = [];
  const pValues: (ArrayLike<number> | undefined)[] = [];
  let before = 0;
  for (const set of sets) {
    const first = before;
    predictives.push(
      await posterior.predict(set, {
        ...predictOptions,
        onProgress: (done) => onProgress?.(set.name, first + done, total),
      }),
    );
    const { threads, signal } = options;
    const scores = rule.familiarity === undefined ? undefined : familiarity?.score(set, { threads, signal });
    pValues.push((await scores)?.pValues);
    before += set.count;
  }
  const [predictive, ...others] = predictives;
  const result = evaluatePredictives({
    rule,
    seed: options.seed ?? defaultSeed,
    inDistribution: { dataset: inDistribution.name, predictive, labels, pValues: pValues[0] },
    outOfDistribution: outOfDistribution.map(({ name }, i) => ({
      dataset: name,
      predictive: others[i],
      pValues: pValues[i + 1],
    })),
    training,
    prediction: { seconds: 0, images: total },
  });
  const seconds = (performance.now() - began) / 1000;
  return {
    evaluation: { ...result.evaluation, prediction: { ...result.evaluation.prediction, seconds } },
    decisions: result.decisions,
    predictives: { inDistribution: predictive, outOfDistribution: others },
  };
}
