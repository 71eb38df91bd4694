import type { RowDataset } from "../../data/dataset.js";
import { parseNetwork, type Network } from "../../layers/network.js";
import {
  trainPosterior,
  type TrainPosteriorOptions,
  type TrainPosteriorResult,
} from "../../posteriors/train-posterior.js";
import type { TrainingSettings } from "../../training/settings.js";

/** What decides how a computation is run, and not what comes of it. */
export type RunOptions = Pick<TrainPosteriorOptions, "threads" | "signal"> & {
  /** Called with parts of the work that are done, and how many there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** How rows are trained on: all of them, or without a fold. */
export type RowTraining = (
  dataset: RowDataset,
  options: Pick<RunOptions, "threads" | "signal"> & { readonly seed: number },
) => Promise<TrainPosteriorResult>;

/** A way to train, and what it said of rows that it was not trained on. */
export interface Candidate {
  readonly train: RowTraining;
  /** Precision of the prior of every weight: 1 / scale². */
  readonly precision: number;
  /** Of each row the log-probability of its label, nats, where the row's fold was left out: under the best prior. */
  readonly logLikelihoods: Float64Array;
}

const HIDDEN = 64;
const HIDDEN_BATCH = 128;
const HIDDEN_STEPS = 300;

/** One dense layer: its outputs are linear in the columns. */
export function linearNetwork({ columns, classes }: Pick<RowDataset, "columns" | "classes">): Network {
  const layers = [{ type: "dense", name: "out", outputs: classes.length }];
  return parseNetwork({ input: [columns.length], layers });
}

/** A hidden layer of 64. */
export function hiddenNetwork({ columns, classes }: Pick<RowDataset, "columns" | "classes">): Network {
  const layers = [
    { type: "dense", name: "fc1", outputs: HIDDEN },
    { type: "relu" },
    { type: "dense", name: "out", outputs: classes.length },
  ];
  return parseNetwork({ input: [columns.length], layers });
}

/** The prior N(0, 1 / precision) of every weight and bias, counted once; rows as they are. */
export function priorOf(precision: number): Partial<TrainingSettings> {
  const prior = { loc: 0, scale: 1 / Math.sqrt(precision) };
  return { prior, klWeight: 1, klScale: "batch", augmentation: "none" };
}

/** Settings that train networks with a hidden layer on so many rows, in about 300 steps or so many. */
export function hiddenSettings(
  rows: number,
  precision: number,
  steps: number = HIDDEN_STEPS,
): Partial<TrainingSettings> {
  return {
    ...priorOf(precision),
    batchSize: HIDDEN_BATCH,
    epochs: Math.max(1, Math.round(steps / Math.ceil(rows / HIDDEN_BATCH))),
    learningRate: 0.02,
    schedule: "cosine",
    rateWarmup: 0.1,
  };
}

/** Training of a network by options of `trainPosterior`. */
export function trainingBy(
  network: Network,
  options: Omit<TrainPosteriorOptions, "threads" | "signal">,
): RowTraining {
  return (dataset, run) => trainPosterior(network, dataset, { ...options, ...run });
}
