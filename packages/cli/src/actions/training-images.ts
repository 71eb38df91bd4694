import { NescioError, trainingImages, type Dataset, type Model } from "@nescio/core";
import { findRegistryEntry } from "@nescio/core/internal";
import { loadDataset } from "@nescio/node";
import { dataFolders, findDataFile } from "@nescio/node/internal";
import type { CommandContext } from "../run-command.js";

/**
 * The images that a model was trained on, where they are on this machine already and are the very same; for pictures in
 * a report nothing is downloaded.
 */
export async function trainingImagesAtHand(
  { options, signal }: CommandContext<object>,
  { training }: Model,
): Promise<Dataset | undefined> {
  const name = training?.dataset;
  if (training === undefined || name === undefined) return undefined;
  const { dataDir } = options;
  const split = findRegistryEntry(name)?.splits.train;
  if (split !== undefined) {
    const folders = await dataFolders({ dataDir });
    for (const { name: file } of split.files) {
      if ((await findDataFile(folders, name, file)) === undefined) return undefined;
    }
  }
  const { seed } = training;
  try {
    const dataset = await loadDataset(name, { split: "train", dataDir, seed, signal });
    const known = new Set(training.data.flatMap(({ sources }) => sources.map(({ sha256 }) => sha256)));
    const same = dataset.sources?.every(({ sha256 }) => known.has(sha256)) === true;
    return same ? trainingImages(training, dataset) : undefined;
  } catch (error) {
    // Files of one's own, moved or changed since: the report then shows no neighbours.
    if (
      error instanceof NescioError &&
      ["not-found", "corrupt", "invalid-data", "inaccessible"].includes(error.code)
    ) {
      return undefined;
    }
    throw error;
  }
}
