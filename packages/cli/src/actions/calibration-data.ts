import {
  meanWeights,
  fitFamiliarity,
  type Dataset,
  type Familiarity,
  type FamiliarityKindName,
  type HeldOut,
  type Model,
  type Predictive,
} from "@nescio/core";
import { decodeSafetensors } from "@nescio/core/internal";
import { readRegularFile } from "@nescio/node/internal";
import { formatCount } from "../format.js";
import type { CommandContext } from "../run-command.js";

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
  const { tensors } = decodeSafetensors(await readRegularFile(path), path);
  const own = [...tensors].filter(([name]) => !name.startsWith("familiarity/"));
  return own.some(([, { dtype }]) => dtype === "F16") ? "half" : "single";
}
