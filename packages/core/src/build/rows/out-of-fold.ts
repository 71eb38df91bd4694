import { selectImages, type RowDataset } from "../../data/dataset.js";
import { streamSeed } from "../../math/streams.js";
import type { Predictive } from "../../predictive/predictive.js";
import { partsOf, type Folds } from "./folds.js";
import type { RowTraining, RunOptions } from "./recipe.js";

export interface OutOfFoldOptions extends RunOptions {
  readonly seed: number;
  /** Networks to sample for each row. Default: as the posterior's own. */
  readonly samples?: number | undefined;
}

/** What a way to train says of every row, trained on all rows outside of that row's fold. */
export async function outOfFold(
  dataset: RowDataset,
  folds: Folds,
  train: RowTraining,
  { seed, samples, threads, signal, onProgress }: OutOfFoldOptions,
): Promise<Predictive> {
  const parts: { readonly rows: Uint32Array; readonly predictive: Predictive }[] = [];
  for (let fold = 0; fold < folds.count; fold++) {
    const { inside, outside } = partsOf(folds, fold);
    const own = streamSeed("foldTraining", seed, fold);
    const run = { threads, signal };
    const { posterior } = await train(selectImages(dataset, outside), { seed: own, ...run });
    const predictive = await posterior.predict(selectImages(dataset, inside), { samples, seed: own, ...run });
    parts.push({ rows: inside, predictive });
    onProgress?.(fold + 1, folds.count);
  }
  return together(dataset.count, parts);
}

function together(
  rows: number,
  parts: readonly { readonly rows: Uint32Array; readonly predictive: Predictive }[],
): Predictive {
  const { samples, classes } = parts[0].predictive;
  const each = samples * classes;
  const logProbs = new Float32Array(rows * each);
  for (const { rows: places, predictive } of parts) {
    places.forEach((row, i) => {
      logProbs.set(predictive.logProbs.subarray(i * each, (i + 1) * each), row * each);
    });
  }
  return { images: rows, samples, classes, logProbs };
}
