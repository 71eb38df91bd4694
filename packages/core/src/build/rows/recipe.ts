import type { RowDataset } from "../../data/dataset.js";
import { parseNetwork, type Network } from "../../layers/network.js";
import type { PosteriorKind } from "../../posteriors/kinds.js";
import type { TrainPosteriorOptions } from "../../posteriors/train-posterior.js";
import type { TrainingSettings } from "../../training/settings.js";

/** How rows are trained on, once or without some of them: all of it can be said as explicit options. */
export interface RowRecipe {
  readonly network: Network;
  readonly posterior: PosteriorKind;
  readonly members: number | undefined;
  readonly settings: Partial<TrainingSettings>;
}

/** A recipe, and what it said of rows that it was not trained on. */
export interface Candidate {
  readonly recipe: RowRecipe;
  /** Precision of the prior of every weight: 1 / scale². */
  readonly precision: number;
  /** Of each row the log-probability of its label, nats, where the row's fold was left out. */
  readonly logLikelihoods: Float64Array;
}

/** What decides how a computation is run, and not what comes of it. */
export type RunOptions = Pick<TrainPosteriorOptions, "threads" | "signal"> & {
  /** Called with trainings that are done, and how many there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

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

/** The prior N(0, 1 / precision) of every weight and bias, counted once. */
export function priorOf(precision: number): Partial<TrainingSettings> {
  return { prior: { loc: 0, scale: 1 / Math.sqrt(precision) }, klWeight: 1, klScale: "batch" };
}

/** Settings that train networks with a hidden layer on so many rows, in 300 steps or so many. */
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
    augmentation: "none",
  };
}
