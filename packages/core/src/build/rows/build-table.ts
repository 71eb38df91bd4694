import { selectImages, type RowDataset } from "../../data/dataset.js";
import { splitImages } from "../../data/split.js";
import type { CellTable } from "../../data/tables/cell-table.js";
import { inferColumns, type ColumnNotice } from "../../data/tables/infer-columns.js";
import { tableRows, type TableReading } from "../../data/tables/table-rows.js";
import type { TableTarget } from "../../data/tables/target.js";
import type { Network } from "../../layers/network.js";
import { defaultSeed } from "../../math/random.js";
import { createModel } from "../../model/create-model.js";
import type { Model } from "../../model/model.js";
import { trainPosterior, type TrainPosteriorResult } from "../../posteriors/train-posterior.js";
import { forcedAccuracy } from "../../predictive/accuracy.js";
import { negativeLogLikelihood } from "../../predictive/negative-log-likelihood.js";
import type { EpochMeasure } from "../../training/options.js";
import { checkFraction } from "../../validation.js";
import type { BuildOptions } from "../build-model.js";
import { learnedNothing, type LearnedNothing } from "../learned-nothing.js";
import { partSizes, type PartSizes } from "../parts.js";
import type { Recipe } from "../recipe.js";
import { calibrateRows } from "./calibrate-rows.js";
import { classCounts, type ClassCount } from "./class-counts.js";
import type { RowCalibrationFindings } from "./findings.js";
import { largeRecipe } from "./large.js";

export interface TableBuildOptions extends Omit<
  BuildOptions,
  "groupBy" | "reading" | "invert" | "background"
> {
  /** What each row is to be taken for. */
  readonly target: TableTarget;
  /** Columns that are left out. */
  readonly drop?: readonly string[] | undefined;
  /** The column that rows are called by where they are shown, and which is not learned from. */
  readonly show?: string | undefined;
  /** Columns that are learned from although they look like names of rows. */
  readonly keep?: readonly string[] | undefined;
}

/** What was found on the way: all that a person should be told. */
export interface TableFindings {
  /** What was noticed of columns. */
  readonly notices: readonly ColumnNotice[];
  readonly table: TableReading;
  readonly parts: PartSizes;
  readonly network: Network;
  readonly settings: TrainPosteriorResult["settings"];
  /** On rows that training has not seen, those that chose the threshold; undefined where there are none. */
  readonly validation: EpochMeasure | undefined;
  readonly classes: readonly ClassCount[];
  readonly learnedNothing: LearnedNothing | undefined;
  readonly calibration: RowCalibrationFindings | undefined;
}

export interface TableBuild {
  readonly model: Model;
  readonly findings: TableFindings;
}

/** Networks to sample where nobody says: as many as the ensemble has. */
const DEFAULT_SAMPLES = 30;

/**
 * From a table, one of whose columns is to be told by the others, to a model that refuses what it does not know: parts the rows
 * (stratified, by the seed), learns of the training rows how columns become numbers, trains by the recipe for rows like these,
 * learns what is familiar, chooses a rule and finds out on rows that nothing was chosen by what can be promised of it.
 *
 * @throws NescioError `invalid-data` for tables that are too small, or nothing can be learned from; `invalid-option`; `diverged`;
 * `aborted`.
 */
export async function buildTable(table: CellTable, options: TableBuildOptions): Promise<TableBuild> {
  const { seed = defaultSeed, samples = DEFAULT_SAMPLES, target, drop, show, keep, groups } = options;
  for (const name of ["alpha", "confidence"] as const)
    if (options[name] !== undefined) checkFraction(name, options[name]);
  const { classes, labels } = target;
  const facts = { name: table.name, count: table.count, classes, labels };
  const sizes = partSizes(facts, options);
  const places = splitImages(facts, { ...sizes }, { seed, groups });
  const { columns, notices } = inferColumns(table, {
    ...{ target, drop, keep },
    show: show === undefined ? undefined : [show],
    rows: places.training,
  });
  const reading: TableReading = { columns, target: target.column, show };
  const all = tableRows(table, reading, { target, otherUnits: "allow" });
  const select = (...names: (keyof PartSizes)[]): RowDataset =>
    selectImages(all, Uint32Array.from(names.flatMap((name) => Array.from(places[name]))));
  const training = select("training");
  const recipe = recipeOf(training, seed, options);
  const trained = await train(recipe, training, options);
  const { posterior } = trained;
  const { threads, signal, onStage, onProgress } = options;
  const run = { seed, threads, signal };
  const unseen = sizes.validation > 0 ? select("validation") : undefined;
  const choosing = sizes.familiarity > 0 ? select("validation", "familiarity") : unseen;
  const measured = choosing && (await posterior.predict(choosing, { ...run, samples }));
  const calibrated =
    options.calibrate === false
      ? undefined
      : await calibrateRows(
          posterior,
          {
            training,
            familiarity: select("familiarity"),
            threshold: choosing!,
            promise: select("promise"),
          },
          {
            ...{ ...run, samples, alpha: options.alpha, confidence: options.confidence ?? 0.95 },
            ...{ dataset: table.name, onStage, onProgress },
          },
        );
  const parts = Object.fromEntries(
    Object.entries(places).map(([name, own]) => [name, own.length]),
  ) as unknown as PartSizes;
  const model = createModel(trained, {
    dataset: all,
    preset: "auto",
    samples,
    table: reading,
    rowNames: training.names,
    rule: calibrated?.rule,
    familiarity: calibrated?.familiarity,
    images: parts.training,
    split: { seed, ...sizes, ...(groups === undefined ? {} : { groupBy: "groups" }) },
  });
  const findings: TableFindings = {
    ...{ notices, table: reading, parts },
    network: posterior.network,
    settings: trained.settings,
    validation: measured && {
      nll: negativeLogLikelihood(measured, choosing.labels!),
      accuracy: forcedAccuracy(measured, choosing.labels!, samples),
    },
    classes: classCounts(all, measured && { predictive: measured, labels: choosing.labels! }),
    learnedNothing: await learnedNothing(posterior, training, choosing, run),
    calibration: calibrated?.findings,
  };
  return { model, findings };
}

/** The recipe, with what the options say in its place. */
function recipeOf(
  training: RowDataset,
  seed: number,
  { network, posterior, members, settings = {} }: TableBuildOptions,
): Recipe {
  const recipe = largeRecipe(training, seed);
  return {
    network: network ?? recipe.network,
    posterior: posterior ?? recipe.posterior,
    // How many there are of another kind, that kind knows.
    members: members ?? (posterior === undefined ? recipe.members : undefined),
    settings: { ...recipe.settings, ...settings, seed: recipe.settings.seed },
  };
}

function train(
  { network, settings, posterior, members }: Recipe,
  training: RowDataset,
  options: TableBuildOptions,
): Promise<TrainPosteriorResult> {
  const { threads, signal, checkpoints, onStage, onEpoch, onProgress } = options;
  onStage?.("training");
  return trainPosterior(network, training, {
    ...settings,
    ...{ preset: "default", posterior, members, threads, signal, checkpoints, onEpoch },
    onProgress(progress) {
      const steps = progress.progress.steps * progress.members;
      onProgress?.(Math.round(progress.share * steps), steps, progress);
    },
  });
}
