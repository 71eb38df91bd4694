import type { Arena } from "../engine/arena.js";
import type { Executor } from "../engine/executor.js";
import type { Program } from "../engine/program.js";

/** Some samples of the images of a chunk. */
export interface Round {
  /** First image of the chunk in the data set, and how many. */
  readonly from: number;
  readonly count: number;
  /** First sample, and how many. */
  readonly sample: number;
  readonly group: number;
  /** The prediction's: a plan may run with one seed after the other. */
  readonly seed: number;
  /** Whether all samples have run before with the same seed: weights that had room for all of them are still there. */
  readonly again: boolean;
}

/** Where a prediction's inputs and results lie. */
export interface PredictionMemory {
  readonly arena: Arena;
  /** The chunk's inputs, and their order; with `lanes` each image eight times. */
  readonly inputs: number;
  readonly order: number;
  /** `[images of the chunk, samples, classes]`. */
  readonly logProbs: number;
  /** Most panels in a chunk: of eight images, or with `lanes` of one. */
  readonly panels: number;
  readonly samples: number;
  /** Whether networks lie side by side, where they are drawn, and not images. */
  readonly lanes: boolean;
}

/** A way to predict: what lies in the engine's memory, and what runs. */
export interface PredictionPlan {
  /** Most samples in a round. */
  readonly groupSamples: number;
  readonly scratchBytes: number;
  /** Multiplications for one image and sample, about. */
  readonly work: number;
  /** Fills its memory, once. */
  write(executor: Executor): void;
  /** Writes what the host has to before a round, and says what runs. */
  program(round: Round, executor: Executor): Program;
}
