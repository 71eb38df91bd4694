import { NescioError, trainingImages, type ImageDataset, type Model } from "@nescio/core";
import { findRegistryEntry, imageInput, readingFor } from "@nescio/core/internal";
import { datasetNames, loadDataset } from "@nescio/node";
import { dataFolders, findDataFile } from "@nescio/node/internal";
import type { ReadingOptions } from "../reading-options.js";
import type { CommandContext } from "../run-command.js";
import { withDownloadProgress } from "./download-progress.js";

/** How the data that a model was trained on is loaded again. */
interface LoadTrainedOptions {
  readonly download?: boolean;
  /** Of training. Default: what the model says of it. */
  readonly limit?: number | undefined;
  /** How pictures are read. Default: as training read them. */
  readonly read?: ReadingOptions | undefined;
}

/**
 * The training split of the data that a model was trained on, as training had it.
 *
 * @param name What the user says it is, or a name that {@link knownTraining} gave.
 */
export function loadTrained(
  { options, ui, signal }: CommandContext<object>,
  model: Model,
  name: string,
  { download = true, limit, read }: LoadTrainedOptions = {},
): Promise<ImageDataset> {
  const { training, network, classes } = model;
  const split = training?.split;
  const parted = split
    ? split.training + split.validation + split.familiarity + split.promise
    : training?.total;
  return withDownloadProgress(ui, (onProgress) =>
    loadDataset(name, {
      split: "train",
      shape: imageInput(network),
      resize: true,
      ...readingFor(model, read),
      classes,
      dataDir: options.dataDir,
      // Of generated sets: another seed, other images; of files, another choice among them.
      seed: training?.seed ?? options.seed,
      // Training may have been told a limit too.
      limit: limit ?? parted,
      download,
      signal,
      onProgress,
    }),
  );
}

/**
 * The data set that a model says it was trained on, where that is one with a name. A path in a model file is what its maker
 * chose: it is not opened.
 */
export function knownTraining({ training }: Model): string | undefined {
  const name = training?.dataset;
  return name !== undefined && datasetNames.includes(name) ? name : undefined;
}

/** Throws: where a data set without a name is, only the user says. */
export function notNamed({ training }: Model, path: string, use: "calibrated" | "evaluated"): never {
  throw new NescioError({
    code: "invalid-option",
    subject: "--dataset",
    expected:
      use === "calibrated"
        ? "the data that the model was trained on, some of which were held out"
        : "labelled images that the model was not trained on",
    found:
      training === undefined
        ? `none, and ${path} does not say what it was trained on`
        : `none, and ${path} was trained on files of your own ("${training.dataset}")`,
    next: "Name a data set, an IDX file or a folder of images with --dataset.",
  });
}

/**
 * The images that a model was trained on, for pictures in a report.
 *
 * @param named What the user says they are. Default: what the model says, where that has a name and is on this machine.
 * @throws NescioError for what the user named: as `loadDataset`, and `invalid-data` where the model saw others.
 */
export async function trainingImagesAtHand(
  context: CommandContext<object>,
  model: Model,
  named?: string,
): Promise<ImageDataset | undefined> {
  const { training } = model;
  const name = named ?? knownTraining(model);
  if (training === undefined || name === undefined) return undefined;
  if (named === undefined && !(await isHere(name, context.options.dataDir))) return undefined;
  try {
    const dataset = await loadTrained(context, model, name, { download: named !== undefined });
    const known = new Set(training.data.flatMap(({ sources }) => sources.map(({ sha256 }) => sha256)));
    if (dataset.sources?.every(({ sha256 }) => known.has(sha256)) === true) {
      return trainingImages(training, dataset);
    }
    if (named === undefined) return undefined;
  } catch (error) {
    // Other files of that name, or changed since: the report then shows no neighbours.
    if (named === undefined && error instanceof NescioError && error.code !== "aborted") return undefined;
    throw error;
  }
  throw new NescioError({
    code: "invalid-data",
    subject: "--training",
    expected: `the data that the model was trained on ("${training.dataset}")`,
    found: `${named}, with other checksums`,
  });
}

/** Whether all files of a data set's training split are on this machine. */
async function isHere(name: string, dataDir: string | undefined): Promise<boolean> {
  const split = findRegistryEntry(name)?.splits.train;
  if (split === undefined) return true;
  const folders = await dataFolders({ dataDir });
  const found = await Promise.all(split.files.map(({ name: file }) => findDataFile(folders, name, file)));
  return found.every((path) => path !== undefined);
}
