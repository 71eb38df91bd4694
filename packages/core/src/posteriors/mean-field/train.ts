import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import type { Network } from "../../layers/network.js";
import { trainingInputs, type TrainingInputs } from "../../training/inputs.js";
import { trainingLoop } from "../../training/loop.js";
import { splitOptions, type TrainingFacts, type TrainingOptions } from "../../training/options.js";
import { gaussianParameters } from "../../training/parameters.js";
import { trainingSettings, type PresetName, type TrainingSettings } from "../../training/settings.js";
import { describe } from "../../validation.js";
import { checkStartNetwork } from "../check-start.js";
import type { PosteriorTraining } from "../training.js";
import { MeanFieldPosterior } from "./posterior.js";

/** How mean-field training is run, and where it starts. */
interface MeanFieldRun extends TrainingOptions<MeanFieldPosterior> {
  /**
   * A posterior of a network with the same parameters to start from: its means and scales, while Adam's moments begin anew.
   * Not together with `resume`. Default: as `initial` says.
   */
  readonly start?: MeanFieldPosterior | undefined;
  /**
   * Whether `start` is the prior of each weight, too, in the place of the settings' one: what the data set says is then added to
   * what is known, and nothing of that is forgotten for want of its data (Broderick et al. 2013, "Streaming variational Bayes",
   * arXiv:1307.6769). Default false.
   */
  readonly startIsPrior?: boolean | undefined;
}

export interface MeanFieldOptions extends Partial<TrainingSettings>, MeanFieldRun {
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
  const { preset = "default", start, startIsPrior, ...rest } = options;
  const [run, changes] = splitOptions<MeanFieldPosterior, typeof rest>(rest);
  const settings = trainingSettings(preset, changes);
  return fitMeanField(network, trainingInputs(network, dataset), settings, { ...run, start, startIsPrior });
}

/** What `trainMeanField` does with a data set and options, on inputs of the engine: also real-valued targets, which data sets do not have. */
export async function fitMeanField(
  network: Network,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  { start, startIsPrior = false, ...options }: MeanFieldRun = {},
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
  if (start !== undefined) checkStart(network, start);
  else if (startIsPrior) throw noPrior();
  const posterior = (tensors: MeanFieldPosterior["tensors"]): MeanFieldPosterior =>
    new MeanFieldPosterior(network, tensors);
  const trainee = {
    form: gaussianParameters,
    posterior,
    start: start?.tensors,
    prior: startIsPrior ? start?.tensors : undefined,
  };
  const { parameters, ...facts } = await trainingLoop(network, inputs, settings, trainee, options);
  return { posterior: posterior(parameters), settings, ...facts };
}

function noPrior(): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "option startIsPrior",
    expected: "a posterior to start from, as start",
    found: "none",
  });
}

const isMeanField = (posterior: unknown): posterior is MeanFieldPosterior =>
  posterior instanceof MeanFieldPosterior;

/** Throws `invalid-option` unless it is a posterior that a training of the network can start from. */
function checkStart(network: Network, start: unknown): void {
  if (isMeanField(start)) {
    checkStartNetwork(network, start);
    return;
  }
  throw new NescioError({
    code: "invalid-option",
    subject: "start",
    expected: "a mean-field posterior",
    found: describe(start),
  });
}

export const meanFieldTraining: PosteriorTraining<MeanFieldPosterior> = {
  fixed: {},
  startsFrom: isMeanField,
  takesPrior: true,
  train: (network, dataset, settings, run, start, startIsPrior) =>
    trainMeanField(network, dataset, { ...settings, ...run, start, startIsPrior }),
};
