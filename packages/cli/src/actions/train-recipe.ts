import {
  buildModel,
  heldOutImages,
  outlierKinds,
  outliers,
  type BuildResult,
  type ImageDataset,
  type Model,
  type Network,
  type PictureReading,
  type Rule,
} from "@nescio/core";
import { checkCheckpointSize } from "@nescio/core/internal";
import type { CheckpointFolder } from "@nescio/node/internal";
import type { CommandContext } from "../run-command.js";
import { buildProgress } from "./build-progress.js";
import type { TrainingOptions } from "../training-options.js";
import { writeReport, studyModel } from "./evaluate.js";
import { describeSet, nothingLearnedText } from "./findings.js";
import { namesNetwork, networkFor } from "./network-of.js";
import { settingsOf } from "./settings-of.js";

interface RecipeChoices {
  /** Of `--network`. */
  readonly network?: Network | undefined;
  readonly rule?: Rule | undefined;
  readonly samples?: number | undefined;
  /** How pictures were read for it. */
  readonly read?: PictureReading | undefined;
  readonly calibrate?: boolean | undefined;
  readonly alpha?: number | undefined;
  readonly checkpoints?: CheckpointFolder | undefined;
}

/** Trains by the recipe for images like these, in the place of which any option counts; says what it is doing on the way. */
export async function trainByRecipe(
  { options, ui, signal }: CommandContext<TrainingOptions>,
  dataset: ImageDataset,
  { rule, samples, read, calibrate, alpha, checkpoints, ...choices }: RecipeChoices,
): Promise<BuildResult> {
  const { posterior, members, patience, threads, seed, validation, holdOut, groupBy } = options;
  ui.notice(describeSet(dataset));
  const settings = settingsOf(options);
  const network = choices.network ?? (namesNetwork(options) ? networkFor(options, dataset) : undefined);
  // The recipe's own networks are small.
  if (checkpoints !== undefined && network !== undefined)
    checkCheckpointSize(network, { best: validation !== 0 });
  const { name, count, sources } = dataset;
  const parts = { validation, holdOut, groupBy, calibrate };
  const set = { name, count, sources, read, ...parts };
  const key = JSON.stringify({ network, preset: "auto", posterior, members, settings, ...set });
  const { stop, ...told } = buildProgress(ui);
  const built = await buildModel(dataset, {
    ...parts,
    ...read,
    ...{
      alpha,
      network,
      posterior,
      members,
      settings,
      patience,
      samples,
      threads,
      seed,
      signal,
      checkpoints: checkpoints?.of(key),
    },
    ...told,
  });
  stop();
  const { learnedNothing: nothing } = built.findings;
  if (nothing !== undefined) ui.notice(nothingLearnedText(nothing));
  const model = rule === undefined ? built.model : { ...built.model, rule };
  return { ...built, model };
}

/**
 * The report of a model fresh from its training: on the images that its promise is about, and on outliers made of them.
 * Another data set, where there is one, is the better test.
 */
export async function reportOnPromise(
  context: CommandContext<{ samples?: number }>,
  path: string,
  model: Model,
  dataset: ImageDataset,
): Promise<void> {
  const { training, thresholds: promised } = heldOutImages(model, dataset, { familiarity: true });
  const test = { ...promised, name: `${dataset.name}, held out` };
  const { seed } = model.training!;
  const outOfDistribution = outlierKinds.map((kind) =>
    outliers(kind, test, { count: Math.min(500, Math.max(100, test.count)), seed }),
  );
  const study = await studyModel(context, model, test, outOfDistribution, model.rule);
  await writeReport(context, path, model, study, test, outOfDistribution, { training });
}
