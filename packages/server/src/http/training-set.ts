import {
  NescioError,
  trainingImages,
  type ImageDataset,
  type ModelTraining,
  type Network,
} from "@nescio/core";
import { imageInput, takesRows } from "@nescio/core/internal";
import { datasetNames, loadDataset } from "@nescio/node";

/**
 * The images that a model was trained on, where those are a data set with a name that is on this machine; nothing is
 * downloaded, and a path, which is what the model's maker chose, is not opened. Undefined where they are not at hand, or are
 * others by now.
 *
 * @param dataDir Where files of data sets are looked for first. Default: as `loadDataset`.
 */
export async function trainingSetAtHand(
  { network, training }: { readonly network: Network; readonly training?: ModelTraining | undefined },
  dataDir?: string,
): Promise<ImageDataset | undefined> {
  if (training === undefined || takesRows(network) || !datasetNames.includes(training.dataset))
    return undefined;
  const { split, seed } = training;
  const parted = split && split.training + split.validation + split.familiarity + split.promise;
  try {
    const dataset = await loadDataset(training.dataset, {
      split: "train",
      shape: imageInput(network),
      seed,
      limit: parted ?? training.total,
      download: false,
      dataDir,
    });
    const known = new Set(training.data.flatMap(({ sources }) => sources.map(({ sha256 }) => sha256)));
    const isSame = dataset.sources?.every(({ sha256 }) => known.has(sha256)) === true;
    return isSame ? trainingImages(training, dataset) : undefined;
  } catch (error) {
    if (error instanceof NescioError) return undefined;
    throw error;
  }
}
