import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import type { Network } from "../../layers/network.js";
import { checkWeights } from "../../prediction/check-weights.js";
import type { Weights } from "../../prediction/posterior.js";
import { trainingInputs } from "../../training/inputs.js";
import { trainingLoop } from "../../training/loop.js";
import { splitOptions, type TrainingFacts, type TrainingOptions } from "../../training/options.js";
import { pointParameters } from "../../training/parameters.js";
import { trainingSettings, type TrainingSettings } from "../../training/settings.js";
import { fixedForPoints, type PosteriorTraining } from "../training.js";
import { PointPosterior } from "./posterior.js";

/** What decides a point estimate: the fields of `TrainingSettings` that have a meaning without scales. */
export type PointSettings = Omit<TrainingSettings, "estimator" | "kl" | "initial">;

export interface PointOptions extends Partial<PointSettings>, TrainingOptions<PointPosterior> {
  /**
   * Weights to start from, such as another point's; Adam's moments begin anew. Not together with `resume`. Default: drawn by
   * He's rule, biases 0.
   */
  readonly start?: Weights | undefined;
  /** Shows the weights during training, `perEpoch` times an epoch at equal distances, from epoch `fromEpoch` (0-based) on. */
  readonly collect?: CollectOptions | undefined;
}

/** Which iterates of a training are shown, and to whom. */
export interface CollectOptions {
  readonly fromEpoch: number;
  readonly perEpoch: number;
  readonly visit: (weights: Weights) => void;
}

export interface PointResult extends TrainingFacts {
  readonly posterior: PointPosterior;
  readonly settings: PointSettings;
}

/** Where they differ from the `default` preset: the maximum a posteriori of an N(0, 1) prior, counted once an epoch. */
const defaults: Partial<TrainingSettings> = {
  kl: "closed-form",
  klScale: "batch",
  klWeight: 1,
  learningRate: 1e-3,
  prior: { loc: 0, scale: 1 },
};

/**
 * One network: the maximum a posteriori under the Gaussian prior (`klWeight` 0: maximum likelihood), by Adam. In the
 * loss −log prior, without its constant, takes the place of the KL divergence.
 *
 * @throws NescioError as `trainMeanField`.
 */
export async function trainPoint(
  network: Network,
  dataset: Dataset,
  options: PointOptions = {},
): Promise<PointResult> {
  const { start, collect, ...rest } = options;
  const [run, changes] = splitOptions<PointPosterior, typeof rest>(rest);
  const settings = trainingSettings("default", { ...defaults, ...changes, ...fixedForPoints });
  const inputs = trainingInputs(network, dataset);
  if (start !== undefined) checkWeights(network, start, "start");
  const posterior = (weights: Weights): PointPosterior => new PointPosterior(network, weights);
  const trainee = {
    form: pointParameters,
    posterior,
    start,
    ...(collect && collector(collect, settings.epochs, Math.ceil(inputs.count / settings.batchSize))),
  };
  const { parameters, ...facts } = await trainingLoop(network, inputs, settings, trainee, run);
  return { posterior: posterior(parameters), settings, ...facts };
}

/** When the training loop is to stop for an iterate, and what it shows then. */
function collector(
  { fromEpoch, perEpoch, visit }: CollectOptions,
  epochs: number,
  steps: number,
): { every: number; collect: (done: number, weights: () => Weights) => void } {
  const check = (fits: boolean, subject: string, expected: string, found: number): void => {
    if (fits) return;
    throw new NescioError({ code: "invalid-option", subject, expected, found: String(found) });
  };
  check(
    Number.isInteger(perEpoch) && perEpoch >= 1 && perEpoch <= steps,
    "iterates collected an epoch",
    `a whole number from 1 to the ${steps} steps of an epoch`,
    perEpoch,
  );
  check(
    Number.isInteger(fromEpoch) && fromEpoch >= 0 && fromEpoch < epochs,
    "first epoch of iterates",
    `a whole number from 0 to ${epochs - 1}, an epoch of the run`,
    fromEpoch,
  );
  const every = Math.floor(steps / perEpoch);
  return {
    every,
    collect(done, weights) {
      const inEpoch = ((done - 1) % steps) + 1;
      if (done <= fromEpoch * steps || inEpoch % every !== 0) return;
      if (inEpoch / every <= perEpoch) visit(weights());
    },
  };
}

export const pointTraining: PosteriorTraining<PointPosterior> = {
  fixed: fixedForPoints,
  startsFrom: (posterior) => posterior instanceof PointPosterior,
  train: (network, dataset, settings, run, start) =>
    trainPoint(network, dataset, { ...settings, ...run, start: start?.weights }),
};
