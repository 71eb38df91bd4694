import { readFile } from "node:fs/promises";
import {
  meanWeights,
  fitFamiliarity,
  NescioError,
  type Dataset,
  type Familiarity,
  type FamiliarityKindName,
  type HeldOut,
  type Model,
  type Predictive,
} from "@nescio/core";
import { decodeSafetensors } from "@nescio/core/internal";
import { loadDataset } from "@nescio/node";
import { formatCount } from "../format.js";
import type { ReadingOptions } from "../reading-options.js";
import type { CommandContext } from "../run-command.js";
import { withDownloadProgress } from "./download-progress.js";

/** The data that the model was trained on, as training had them. */
export async function loadTrained(
  { options, ui, signal }: CommandContext<{ dataset?: string } & ReadingOptions>,
  { training, network, reading }: Model,
  path: string,
): Promise<Dataset> {
  const name = options.dataset ?? training?.dataset;
  if (name === undefined) {
    throw new NescioError({
      code: "invalid-model",
      subject: path,
      expected: "a model that says what it was trained on",
      found: "one that does not",
      next: "Train it with nescio train, which writes that down.",
    });
  }
  const [height, width, channels] = network.input;
  return withDownloadProgress(ui, (onProgress) =>
    loadDataset(name, {
      split: "train",
      shape: { height, width, channels },
      resize: true,
      reading: options.reading ?? reading,
      invert: options.invert,
      background: options.background,
      dataDir: options.dataDir,
      // Of generated sets: another seed, other images.
      seed: training?.seed ?? options.seed,
      limit: options.limit,
      signal,
      onProgress,
    }),
  );
}

/** Fits familiarity, with a progress bar. */
export async function fit(
  { options, ui, signal }: CommandContext<object>,
  { network, posterior }: Model,
  { training, familiarity }: HeldOut,
  kind: FamiliarityKindName,
): Promise<Familiarity> {
  const bar = ui.progress({ title: "learning what is familiar", format: formatCount });
  const fitted = await fitFamiliarity(network, meanWeights(posterior), training, familiarity!, {
    kind,
    seed: options.seed,
    threads: options.threads,
    signal,
    onProgress: (done, total) => bar.update(done, "images", total),
  });
  bar.stop();
  return fitted;
}

/** Predicts, with a progress bar. */
export async function predictAll(
  { options, ui, signal }: CommandContext<object>,
  { posterior }: Model,
  dataset: Dataset,
  samples: number,
): Promise<Predictive> {
  const bar = ui.progress({ title: "predicting", format: formatCount });
  const predictive = await posterior.predict(dataset, {
    samples,
    seed: options.seed,
    threads: options.threads,
    signal,
    onProgress: (done, total) => bar.update(done, dataset.name, total),
  });
  bar.stop();
  return predictive;
}

/** How the file holds its numbers: a model in half precision stays one. */
export async function precisionOf(path: string): Promise<"single" | "half"> {
  const { tensors } = decodeSafetensors(await readFile(path), path);
  const own = [...tensors].filter(([name]) => !name.startsWith("familiarity/"));
  return own.some(([, { dtype }]) => dtype === "F16") ? "half" : "single";
}
