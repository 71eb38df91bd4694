import { inPanels } from "../engine/panels.js";
import type { Dataset } from "../data/dataset.js";
import { Arena } from "../engine/arena.js";
import { Executor, threadsFor } from "../engine/executor.js";
import type { KernelVariant } from "../engine/kernels.js";
import { throwIfAborted } from "../errors.js";
import type { Network } from "../layers/network.js";
import { NetworkPass } from "./network-pass.js";
import type { PredictOptions, Weights } from "./posterior.js";
import { checkPrediction, reserveLogProbs } from "./prediction.js";

/** Images of a run on the engine. */
const CHUNK = 256;

export type ActivationOptions = Pick<PredictOptions, "threads" | "signal" | "onProgress"> & {
  readonly variant?: KernelVariant | undefined;
};

/**
 * What a network with given weights makes of images: raw outputs of its last layer, before any softmax,
 * `[images, outputs]`. Deterministic: dropout layers pass everything on, and the numbers are the same for any number of
 * threads. The outputs of an earlier layer come from the network of the layers up to it, flattened, with the same
 * weights: those of later layers may be there and are not looked at.
 *
 * @throws NescioError `invalid-data` for images of another shape, `invalid-model` for weights that do not fit,
 * `aborted`.
 */
export async function activations(
  network: Network,
  weights: Weights,
  dataset: Dataset,
  { threads, signal, onProgress, variant }: ActivationOptions = {},
): Promise<Float32Array> {
  checkPrediction(network, dataset, 1, 0);
  const arena = new Arena();
  const pass = new NetworkPass(arena, network, [weights], Math.min(CHUNK, Math.ceil(dataset.count / 8) * 8));
  const { outputs, work, scratchBytes } = pass;
  const result = reserveLogProbs(dataset.count, 1, outputs);
  const executor = await Executor.start(arena, {
    threads: threads ?? threadsFor(dataset.count * work),
    variant,
    scratchBytes,
  });
  try {
    pass.write(executor);
    for (let from = 0; from < dataset.count; from += CHUNK) {
      throwIfAborted(signal, "computation");
      const count = Math.min(CHUNK, dataset.count - from);
      await pass.run(executor, dataset, from, count, signal);
      const panels = executor.f32(pass.results, Math.ceil(count / 8) * outputs * 8);
      unpackPanels(panels, outputs, count, result.subarray(from * outputs));
      onProgress?.(from + count, dataset.count);
    }
    return result;
  } finally {
    await executor.close();
  }
}

/** Panels of eight images `[images / 8][features][8]` as rows `[images, features]`. */
function unpackPanels(panels: Float32Array, features: number, images: number, to: Float32Array): void {
  for (let image = 0; image < images; image++) {
    let from = inPanels(image, features);
    for (let at = image * features; at < (image + 1) * features; at++, from += 8) to[at] = panels[from];
  }
}
