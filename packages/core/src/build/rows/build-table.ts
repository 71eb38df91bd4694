import { selectImages, type RowDataset } from "../../data/dataset.js";
import { splitImages } from "../../data/split.js";
import type { CellTable } from "../../data/tables/cell-table.js";
import { inferColumns, type ColumnNotice } from "../../data/tables/infer-columns.js";
import { tableRows, type TableReading } from "../../data/tables/table-rows.js";
import type { TableTarget } from "../../data/tables/target.js";
import { denseNetwork, type Network } from "../../layers/network.js";
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
import { buildSmallRows, type SmallRowsFindings } from "./build-small-rows.js";
import { calibrateRows } from "./calibrate-rows.js";
import { classCounts, type ClassCount } from "./class-counts.js";
import type { RowCalibrationFindings } from "./findings.js";
import { largeRecipe } from "./large.js";
import { samplesOf } from "./samples.js";
import { isSmall, mostRows } from "./small.js";

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
  /** Sizes of the hidden layers, in place of the recipe's network; `[]` for a linear one. */
  readonly hidden?: readonly number[] | undefined;
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
  /** How a small table's network was chosen, see `buildSmallRows`; undefined where it was not. */
  readonly choice: SmallRowsFindings["choice"];
  /** On rows that training has not seen, or out of fold; undefined where there are none. */
  readonly validation: EpochMeasure | undefined;
  readonly classes: readonly ClassCount[];
  readonly learnedNothing: LearnedNothing | undefined;
  readonly calibration: RowCalibrationFindings | undefined;
}

export interface TableBuild {
  readonly model: Model;
  readonly findings: TableFindings;
}

const DEFAULT_CONFIDENCE = 0.95;

/**
 * From a table, one of whose columns is to be told by the others, to a model that refuses what it does not know.
 *
 * Of small tables (`isSmall`) every row is learned from, and judged by what was learned without it: see `buildSmallRows`. Of others
 * rows are parted (stratified, by the seed): what columns are is learned of the training rows, networks are trained by the recipe
 * for rows like these, what is familiar is learned, a rule chosen, and found out on rows that nothing was chosen by what can be
 * promised of it. So are small tables where the options say how many rows are held out, which belong together, or that nothing is
 * calibrated.
 *
 * @throws NescioError `invalid-data` for tables that are too small, or nothing can be learned from; `invalid-option`; `diverged`;
 * `aborted`.
 */
export async function buildTable(table: CellTable, options: TableBuildOptions): Promise<TableBuild> {
  for (const name of ["alpha", "confidence"] as const)
    if (options[name] !== undefined) checkFraction(name, options[name]);
  const { calibrate, validation, holdOut, groups, settings } = options;
  const parted = [validation, holdOut, groups].some((option) => option !== undefined);
  const balanced = settings?.classWeight === "balanced";
  if (calibrate === false || parted || balanced || table.count > mostRows)
    return buildFromParts(table, options);
  const whole = readAll(table, options);
  return isSmall(whole.rows) ? buildFromAll(whole, options) : buildFromParts(table, options);
}

/** A table as rows, and what was learned of its columns. */
interface ReadTable {
  readonly rows: RowDataset;
  readonly reading: TableReading;
  readonly notices: readonly ColumnNotice[];
}

/** @param places The rows that columns are learned of. Default: all. */
function readAll(
  table: CellTable,
  { target, drop, keep, show }: TableBuildOptions,
  places?: Uint32Array,
): ReadTable {
  const shown = show === undefined ? undefined : [show];
  const { columns, notices } = inferColumns(table, { target, drop, keep, show: shown, rows: places });
  const reading: TableReading = {
    columns,
    ...(target.column === undefined ? {} : { target: target.column }),
    ...(show === undefined ? {} : { show }),
  };
  return { rows: tableRows(table, reading, { target, otherUnits: "allow" }), reading, notices };
}

async function buildFromAll(
  { rows, reading, notices }: ReadTable,
  options: TableBuildOptions,
): Promise<TableBuild> {
  const { seed = defaultSeed, confidence = DEFAULT_CONFIDENCE } = options;
  const { alpha, posterior, members, settings, threads, signal, onStage, onProgress } = options;
  const network = networkOf(rows, options);
  const built = await buildSmallRows(rows, {
    ...{ seed, samples: options.samples, confidence, alpha, network, posterior, members, settings },
    ...{ threads, signal, onStage, onProgress },
  });
  const { trained, rule, familiarity, findings: found } = built;
  const { outOfFold, predictive, choice, ...calibration } = found;
  const { samples } = predictive;
  const model = createModel(trained, {
    ...{ dataset: rows, preset: "auto", samples, table: reading, rowNames: rows.names, rule, familiarity },
  });
  const findings: TableFindings = {
    ...{ notices, table: reading, choice, validation: outOfFold },
    parts: { training: rows.count, validation: 0, familiarity: 0, promise: 0 },
    network: trained.posterior.network,
    settings: trained.settings,
    classes: classCounts(rows, { predictive, labels: rows.labels! }),
    learnedNothing: undefined,
    calibration,
  };
  return { model, findings };
}

async function buildFromParts(table: CellTable, options: TableBuildOptions): Promise<TableBuild> {
  const { seed = defaultSeed, target, groups, threads, signal } = options;
  const { classes, labels } = target;
  const facts = { name: table.name, count: table.count, classes, labels };
  const sizes = partSizes(facts, options);
  const places = splitImages(facts, { ...sizes }, { seed, groups });
  const { rows, reading, notices } = readAll(table, options, places.training);
  const select = (...names: (keyof PartSizes)[]): RowDataset =>
    selectImages(rows, Uint32Array.from(names.flatMap((name) => Array.from(places[name]))));
  const training = select("training");
  const trained = await train(recipeOf(training, seed, options), training, options);
  const { posterior } = trained;
  const { samples = samplesOf(posterior) } = options;
  const run = { seed, threads, signal };
  const validation = sizes.validation > 0 ? select("validation") : undefined;
  const choosing = sizes.familiarity > 0 ? select("validation", "familiarity") : validation;
  const measured = choosing && (await posterior.predict(choosing, { ...run, samples }));
  const { alpha, confidence = DEFAULT_CONFIDENCE, onStage, onProgress } = options;
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
          { ...run, samples, alpha, confidence, dataset: table.name, onStage, onProgress },
        );
  const model = createModel(trained, {
    ...{ dataset: rows, preset: "auto", samples, table: reading, rowNames: training.names },
    rule: calibrated?.rule,
    familiarity: calibrated?.familiarity,
    images: training.count,
    split: { seed, ...sizes, ...(groups === undefined ? {} : { groupBy: "groups" }) },
  });
  const findings: TableFindings = {
    ...{ notices, table: reading, choice: undefined },
    parts: {
      training: training.count,
      validation: places.validation.length,
      familiarity: places.familiarity.length,
      promise: places.promise.length,
    },
    network: posterior.network,
    settings: trained.settings,
    validation: measured && {
      nll: negativeLogLikelihood(measured, choosing.labels!),
      accuracy: forcedAccuracy(measured, choosing.labels!, samples),
    },
    classes: classCounts(rows, measured && { predictive: measured, labels: choosing.labels! }),
    learnedNothing: await learnedNothing(posterior, training, choosing, run),
    calibration: calibrated?.findings,
  };
  return { model, findings };
}

/** The network that the options name, if they do. */
function networkOf(
  { columns, classes }: RowDataset,
  { network, hidden }: TableBuildOptions,
): Network | undefined {
  return network ?? (hidden && denseNetwork([columns.length], hidden, classes.length));
}

/** The recipe, with what the options say in its place. */
function recipeOf(training: RowDataset, seed: number, options: TableBuildOptions): Recipe {
  const { posterior, members, settings = {} } = options;
  const recipe = largeRecipe(training, seed);
  return {
    network: networkOf(training, options) ?? recipe.network,
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
