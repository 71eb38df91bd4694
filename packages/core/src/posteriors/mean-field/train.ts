import type { Dataset } from "../../data/dataset.js";
import type { KernelVariant } from "../../engine/kernels.js";
import { NescioError } from "../../errors.js";
import type { Network } from "../../layers/network.js";
import {
  runCourse,
  type Checkpoint,
  type CourseOptions,
  type TrainingProgress,
} from "../../training/loop.js";
import { meanFieldSettings, type MeanFieldSettings, type PresetName } from "../../training/settings.js";
import { MeanFieldPosterior } from "./posterior.js";
import { trainingInputs, type TrainingInputs } from "../../training/inputs.js";

export type { Checkpoint, TrainingProgress };

export interface MeanFieldOptions extends Partial<MeanFieldSettings>, CourseOptions {
  /** Where the settings come from that are not given. Default `default`. */
  readonly preset?: PresetName | undefined;
}

/** A trained posterior with the facts of its training. */
export interface MeanFieldResult {
  readonly posterior: MeanFieldPosterior;
  readonly settings: MeanFieldSettings;
  /** Per epoch: the loss (−log likelihood + weighted KL, nats) summed over its steps, divided by the number of images. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Per epoch: mean −log probability of the validation images' labels (nats); empty without validation. */
  readonly validationByEpoch: readonly number[];
  /** 0-based: the epoch that the posterior is from. The last, or with validation the best. */
  readonly epoch: number;
  /** Wall-clock time of all steps. */
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
  readonly variant: KernelVariant;
}

/**
 * Fits an independent Gaussian to every weight by stochastic gradient ascent of the one-sample evidence lower
 * bound (Blundell et al., "Weight Uncertainty in Neural Networks", 2015, with Adam).
 *
 * @throws NescioError `invalid-option`, `invalid-data` or `invalid-network` before anything is computed;
 * `diverged` when the loss stops being a number; `aborted` by the signal.
 */
export async function meanField(
  network: Network,
  dataset: Dataset,
  options: MeanFieldOptions = {},
): Promise<MeanFieldResult> {
  const { preset = "default", ...rest } = options;
  const [course, changes] = splitOptions(rest);
  const settings = meanFieldSettings(preset, changes);
  return fitMeanField(network, trainingInputs(network, dataset), settings, course);
}

/** `meanField` on inputs in the engine's form, labels or real-valued targets. */
export async function fitMeanField(
  network: Network,
  inputs: TrainingInputs,
  settings: MeanFieldSettings,
  options: CourseOptions = {},
): Promise<MeanFieldResult> {
  if (settings.estimator === "delta") {
    throw new NescioError({
      code: "invalid-option",
      subject: "option estimator",
      expected: "weights or local",
      found: '"delta"',
      next: "Single numbers for the weights are trained by trainPoint.",
    });
  }
  const { tensors, ...facts } = await runCourse(network, inputs, settings, {
    ...options,
    posterior: (values) => new MeanFieldPosterior(network, values),
  });
  return { posterior: new MeanFieldPosterior(network, tensors), settings, ...facts };
}

const courseKeys = [
  ...["threads", "variant", "background", "signal", "onProgress"],
  ...["validation", "patience", "resume", "onCheckpoint"],
] as const;

/** What decides how training is run, and what decides its result. */
export function splitOptions<T extends CourseOptions>(
  options: T,
): [CourseOptions, Omit<T, keyof CourseOptions>] {
  const course: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    ((courseKeys as readonly string[]).includes(key) ? course : rest)[key] = value;
  }
  return [course, rest as Omit<T, keyof CourseOptions>];
}
