import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { defaultSeed } from "../../math/random.js";
import { streamSeed } from "../../math/streams.js";
import type { Network } from "../../layers/network.js";
import { trainPoint, type PointOptions, type PointResult } from "../point/train.js";
import type { Weights } from "../../prediction/posterior.js";
import type { TrainingOptions } from "../../training/options.js";
import type { PointPosterior } from "../point/posterior.js";
import { fixedForPoints, furtherRun, partReports, showing, type PosteriorTraining } from "../training.js";
import { Iterates } from "./iterates.js";
import { SwagPosterior } from "./posterior.js";

export interface SwagOptions extends Omit<
  PointOptions,
  | "start"
  | "collect"
  | "schedule"
  | "rateWarmup"
  | "klWarmup"
  | "validation"
  | "patience"
  | "resume"
  | "onSteps"
> {
  /** The trained point from which the iterates start. It may have been trained with the same `seed`. */
  readonly start: Weights;
  /** Most deviations kept, 2 to 1,000; 0: the diagonal alone. Default 20. */
  readonly rank?: number | undefined;
  /** Iterates counted an epoch, at equal distances; at most an epoch's steps. Default 4, or the steps where they are fewer. */
  readonly perEpoch?: number | undefined;
  /** The first epoch, 0-based, whose iterates count: those before reach the constant rate's neighbourhood. Default: half of `epochs`, rounded down. */
  readonly fromEpoch?: number | undefined;
  /** As in all training. It is shown the Gaussian of the iterates so far; before there are two, the point of that moment. */
  readonly onSteps?: TrainingOptions<SwagPosterior | PointPosterior>["onSteps"];
}

export interface SwagResult extends Omit<PointResult, "posterior"> {
  readonly posterior: SwagPosterior;
  /** How many iterates were counted. */
  readonly iterates: number;
}

/**
 * Trains on from a point for `epochs` at the constant `learningRate`, and takes the Gaussian of the iterates (SWAG; Maddox,
 * Garipov, Izmailov, Vetrov and Wilson 2019). Their algorithm goes by SGD, this one by Adam.
 *
 * @throws NescioError `invalid-option` for a rank or epochs out of range, or where fewer than two iterates would count;
 * otherwise as `trainPoint`.
 */
export async function trainSwag(
  network: Network,
  dataset: Dataset,
  options: SwagOptions,
): Promise<SwagResult> {
  const { rank = DEFAULT_RANK, perEpoch, fromEpoch, onSteps, seed = defaultSeed, ...rest } = options;
  const epochs = rest.epochs ?? DEFAULT_EPOCHS;
  const from = fromEpoch ?? Math.floor(epochs / 2);
  const steps = Math.ceil(dataset.count / (rest.batchSize ?? DEFAULT_BATCH));
  const counted = perEpoch ?? Math.min(PER_EPOCH, steps);
  if (!Number.isInteger(rank) || rank < 0 || rank === 1 || rank > 1000) {
    throw invalid("rank", "0, or a whole number from 2 to 1000", String(rank));
  }
  if (!Number.isInteger(from) || from < 0 || from >= epochs) {
    throw invalid("fromEpoch", `a whole number from 0 to ${epochs - 1}, an epoch of the run`, String(from));
  }
  if ((epochs - from) * counted < 2) {
    throw invalid("perEpoch", "two iterates or more in the run", String(counted), "Train for more epochs.");
  }
  const iterates = new Iterates(rank);
  const swag = (): SwagPosterior => {
    const { tensors, rank: kept } = iterates.moments();
    return new SwagPosterior(network, tensors, kept);
  };
  const { posterior: _, ...facts } = await trainPoint(network, dataset, {
    ...rest,
    seed: streamSeed("swagIterates", seed),
    epochs,
    schedule: "constant",
    rateWarmup: 0,
    klWarmup: 0,
    // Early stopping would choose one iterate where all are wanted.
    validation: undefined,
    patience: undefined,
    resume: undefined,
    onSteps: showing(onSteps, (point: PointPosterior) => (iterates.count < 2 ? point : swag())),
    collect: {
      fromEpoch: from,
      perEpoch: counted,
      visit: (weights) => {
        iterates.add(weights);
      },
    },
  });
  return {
    ...facts,
    posterior: swag(),
    settings: { ...facts.settings, seed },
    iterates: iterates.count,
  };
}

/**
 * A point, then half as long again for the iterates, at a constant rate that keeps them near the point that the falling
 * rate led to.
 */
export const swagTraining: PosteriorTraining<SwagPosterior> = {
  fixed: fixedForPoints,
  async train(network, dataset, settings, run) {
    const before = settings.epochs;
    const further = furtherEpochs(before);
    const epochs = before + further;
    const { posterior: point, ...facts } = await trainPoint(network, dataset, {
      ...{ ...settings, ...run },
      ...partReports({ before: 0, epochs, seconds: 0 }, run),
    });
    const { posterior, seconds } = await trainSwag(network, dataset, {
      ...settings,
      ...furtherRun(run),
      start: point.weights,
      epochs: further,
      learningRate: settings.learningRate / 3,
      ...partReports({ before, epochs, seconds: facts.seconds }, run),
    });
    return { ...facts, posterior, seconds: facts.seconds + seconds };
  },
};

/** Epochs whose iterates are taken, after so many that lead to the point. */
const furtherEpochs = (epochs: number): number => Math.max(2, Math.ceil(epochs / 2));

/** Mean, scale and deviations of a weight, at most, after so many epochs that led to the point. */
export function swagNumbers(epochs: number): number {
  const further = furtherEpochs(epochs);
  return 2 + Math.min(DEFAULT_RANK, PER_EPOCH * (further - Math.floor(further / 2)));
}

const DEFAULT_RANK = 20;
const DEFAULT_EPOCHS = 10;
const DEFAULT_BATCH = 128;
const PER_EPOCH = 4;

function invalid(option: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-option", subject: `option ${option}`, expected, found, next });
}
