import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import type { Network } from "../../layers/network.js";
import { trainingInputs, type TrainingInputs } from "../../training/inputs.js";
import { trainingLoop } from "../../training/loop.js";
import { splitOptions, type TrainingFacts, type TrainingOptions } from "../../training/options.js";
import { gaussianParameters } from "../../training/parameters.js";
import { trainingSettings, type PresetName, type TrainingSettings } from "../../training/settings.js";
import type { PosteriorTraining } from "../training.js";
import { MeanFieldPosterior } from "./posterior.js";

export interface MeanFieldOptions extends Partial<TrainingSettings>, TrainingOptions {
  /** Where the settings come from that are not given. Default `default`. */
  readonly preset?: PresetName | undefined;
}

/** A trained posterior with the facts of its training. */
export interface MeanFieldResult extends TrainingFacts {
  readonly posterior: MeanFieldPosterior;
  readonly settings: TrainingSettings;
}

/**
 * Fits an independent Gaussian to every weight by stochastic gradient ascent of the one-sample evidence lower
 * bound (Blundell et al., "Weight Uncertainty in Neural Networks", 2015, with Adam).
 *
 * @throws NescioError `invalid-option`, `invalid-data` or `invalid-network` before anything is computed;
 * `diverged` when the loss stops being a number; `aborted` by the signal.
 */
export async function trainMeanField(
  network: Network,
  dataset: Dataset,
  options: MeanFieldOptions = {},
): Promise<MeanFieldResult> {
  const { preset = "default", ...rest } = options;
  const [run, changes] = splitOptions(rest);
  const settings = trainingSettings(preset, changes);
  return fitMeanField(network, trainingInputs(network, dataset), settings, run);
}

/** What `trainMeanField` does with a data set and options, on inputs of the engine: also real-valued targets, which data sets do not have. */
export async function fitMeanField(
  network: Network,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  options: TrainingOptions = {},
): Promise<MeanFieldResult> {
  if (settings.estimator !== "weights" && settings.estimator !== "local") {
    throw new NescioError({
      code: "invalid-option",
      subject: "option estimator",
      expected: "weights or local",
      found: JSON.stringify(settings.estimator),
      next: "Single numbers for the weights are trained by trainPoint.",
    });
  }
  const posterior = (tensors: MeanFieldPosterior["tensors"]): MeanFieldPosterior =>
    new MeanFieldPosterior(network, tensors);
  const trainee = { form: gaussianParameters, posterior };
  const { parameters, ...facts } = await trainingLoop(network, inputs, settings, trainee, options);
  return { posterior: posterior(parameters), settings, ...facts };
}

export const meanFieldTraining: PosteriorTraining<MeanFieldPosterior> = {
  fixed: {},
  train: (network, dataset, settings, run) => trainMeanField(network, dataset, { ...settings, ...run }),
};
