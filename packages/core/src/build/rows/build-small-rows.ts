import type { RowDataset } from "../../data/dataset.js";
import { shuffledColumns } from "../../data/shuffled-columns.js";
import { isUnfamiliar } from "../../familiarity/unfamiliar.js";
import type { Network } from "../../layers/network.js";
import type { PosteriorKind } from "../../posteriors/kinds.js";
import type { TrainPosteriorResult } from "../../posteriors/train-posterior.js";
import { forcedAccuracy } from "../../predictive/accuracy.js";
import type { Predictive } from "../../predictive/predictive.js";
import { negativeLogLikelihood } from "../../predictive/negative-log-likelihood.js";
import type { EpochMeasure } from "../../training/options.js";
import type { TrainingSettings } from "../../training/settings.js";
import { certify, chooseThreshold } from "../choose-threshold.js";
import { leastAlpha } from "./calibrate-rows.js";
import { chooseRecipe, type RecipeChoice } from "./choose-recipe.js";
import { familiarityOf } from "./familiarity.js";
import type { RowCalibration, RowCalibrationFindings } from "./findings.js";
import { stratifiedFolds } from "./folds.js";
import { samplesOf } from "./samples.js";
import { outOfFold } from "./out-of-fold.js";
import {
  hiddenNetwork,
  hiddenSettings,
  linearNetwork,
  priorOf,
  trainingBy,
  type RowTraining,
  type RunOptions,
} from "./recipe.js";

/** What `buildSmallRows` is doing. */
export type SmallRowsStage = "choice" | "training" | "familiarity" | "promise";

export interface SmallRowsOptions extends RunOptions {
  /** Unsigned 32-bit: the same rows, options and seed give the same result. */
  readonly seed: number;
  /** Networks to sample for each row. Default: as many as the posterior is made of, else 30. */
  readonly samples?: number | undefined;
  /** Share of genuine rows that may be refused as unfamiliar, in (0, 1). Default: 0.02, or the least that so few rows allow. */
  readonly alpha?: number | undefined;
  /** Of the promise, in (0, 1). */
  readonly confidence: number;
  /** With any of these nothing is chosen: what is not given has one default. */
  readonly network?: Network | undefined;
  readonly posterior?: PosteriorKind | undefined;
  readonly members?: number | undefined;
  readonly settings?: Partial<TrainingSettings> | undefined;
  readonly onStage?: ((stage: SmallRowsStage) => void) | undefined;
}

/** What was found on the way. Rows that calibrate and are promised about are all rows, out of fold. */
export interface SmallRowsFindings extends RowCalibrationFindings {
  /** What the final recipe said of all rows, out of fold. */
  readonly predictive: Predictive;
  /** How good that was. */
  readonly outOfFold: EpochMeasure;
  /** What was chosen; undefined where the options said it. */
  readonly choice: Omit<RecipeChoice, "train"> | undefined;
}

export interface SmallRowsResult extends RowCalibration {
  readonly trained: TrainPosteriorResult;
  readonly findings: SmallRowsFindings;
}

const FOLDS = 10;
/** Draws of folds that linear networks are compared by. */
const DRAWS = 5;
const HIDDEN_FOLDS = 5;
/** Shares of the rows that may be answered, fixed before any row is seen. */
const COVERAGES = [1, 0.975, 0.95, 0.925, 0.9, 0.85, 0.8, 0.7];
/** Of the prior where the options say how to train, but not that. */
const GIVEN_PRECISION = 1;

/**
 * From few labelled rows to a posterior, what is familiar to it and a rule with a promise, none held out: every row is learned
 * from, and judged by what was learned without it (cross-validation, stratified).
 *
 * The posterior is the maximum a posteriori of a linear network, or where that is clearly better an ensemble with a hidden
 * layer. The threshold is the cheapest of eight shares of rows answered; the promise is the Clopper–Pearson bound of its wrong
 * answers out of fold, at a confidence that holds for all eight. What is familiar is fitted to all rows, too.
 *
 * @param dataset Rows of columns with mean 0 and deviation 1, or categories as 0 and 1.
 * @throws NescioError `invalid-data` for rows without labels, of one class, with a single row of a class, or fewer than 4;
 * `invalid-option`; `diverged`; `aborted`.
 */
export async function buildSmallRows(
  dataset: RowDataset,
  options: SmallRowsOptions,
): Promise<SmallRowsResult> {
  const { seed, confidence, signal, onStage, onProgress } = options;
  const folds = stratifiedFolds(dataset, FOLDS, seed);
  const hiddenFolds = stratifiedFolds(dataset, HIDDEN_FOLDS, seed);
  const given = givenTraining(dataset, options);
  // Of what is this small several threads would wait for each other.
  const threads = given === undefined ? 1 : options.threads;
  const run = { seed, threads, signal, onProgress };
  const draws = Array.from({ length: DRAWS }, (_, draw) => stratifiedFolds(dataset, FOLDS, seed, draw));
  if (given === undefined) onStage?.("choice");
  const choice =
    given === undefined
      ? await chooseRecipe(dataset, { linear: draws, hidden: hiddenFolds }, run)
      : undefined;
  const train = given ?? choice!.train;

  onStage?.("training");
  const trained = await train(dataset, { seed, threads, signal });
  const { samples = samplesOf(trained.posterior) } = options;
  onStage?.("familiarity");
  const { familiarity, pValues } = await familiarityOf(trained.posterior, dataset, folds, run);
  onStage?.("promise");
  const finalFolds = choice?.chosen === "linear" ? folds : hiddenFolds;
  const predictive = await outOfFold(dataset, finalFolds, train, { ...run, samples });
  const labels = dataset.labels!;
  const kind = "neighbours";
  const alpha = leastAlpha(kind, dataset.count, options.alpha);
  const { rule, answered, wrong } = certify(predictive, labels, {
    limit: chooseThreshold(predictive, labels, COVERAGES),
    familiar: { alpha, pValues },
    ...{ confidence, looks: COVERAGES.length, dataset: dataset.name, seed },
  });
  const shuffled = await familiarity.score(shuffledColumns(dataset, seed), { threads, signal });
  const findings: SmallRowsFindings = {
    ...{ kind, alpha, images: dataset.count, answered, wrong, confidence },
    errorBound: rule.calibration?.errorBound,
    predictive,
    refused: { shuffled: shuffled.pValues.filter((p) => isUnfamiliar(p, alpha)).length / dataset.count },
    outOfFold: {
      nll: negativeLogLikelihood(predictive, labels),
      accuracy: forcedAccuracy(predictive, labels, samples),
    },
    choice: choice && figuresOf(choice),
  };
  return { trained, rule, familiarity, findings };
}

function figuresOf({ chosen, precision, logLikelihoods }: RecipeChoice): Omit<RecipeChoice, "train"> {
  return { chosen, precision, logLikelihoods };
}

/** What the options say, with defaults for the rest; undefined where they say nothing. */
function givenTraining(
  dataset: RowDataset,
  { network, posterior, members, settings }: SmallRowsOptions,
): RowTraining | undefined {
  if ([network, posterior, members, settings].every((option) => option === undefined)) return undefined;
  const linear = posterior === "polya-gamma" && network === undefined;
  const defaults = linear ? priorOf(GIVEN_PRECISION) : hiddenSettings(dataset.count, GIVEN_PRECISION);
  return trainingBy(network ?? (linear ? linearNetwork(dataset) : hiddenNetwork(dataset)), {
    ...defaults,
    ...settings,
    ...{ posterior: posterior ?? "ensemble", members },
  });
}
