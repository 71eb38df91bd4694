import type { Arena } from "../engine/arena.js";
import type { Executor } from "../engine/executor.js";
import type { Program, Task } from "../engine/program.js";
import { quadLength } from "../engine/quads.js";
import type { WeightedStep } from "../layers/kinds.js";

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
  /** The chunk's pixels, and their order. */
  readonly pixels: number;
  readonly order: number;
  /** `[images of the chunk, samples, classes]`. */
  readonly logProbs: number;
  /** Most panels of eight images in a chunk. */
  readonly panels: number;
  readonly samples: number;
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
  /** What the host writes before a round. */
  prepare?(executor: Executor, round: Round): void;
  program(round: Round): Program;
}

/** The weights of a round's networks in the engine's memory: one sample's layers lie together, one after the other. */
export interface RoundWeights {
  /** Most samples in a round. */
  readonly samples: number;
  /** From one sample's weights to the next one's; 0 where all have the same. */
  readonly bytes: number;
  /** Where each layer's weights of the round's first sample lie. */
  addresses(round: Round): readonly number[];
  /** Fills its memory, once. */
  write(executor: Executor): void;
  /** What the host writes before a round. */
  prepare(executor: Executor, round: Round): void;
  /** What the engine computes before a round. */
  tasks(round: Round): Task[];
}

/**
 * Where networks' weights come from.
 * @param most The most samples that a round is to have.
 * @param samples All of them.
 */
export type WeightSource = (
  arena: Arena,
  steps: readonly WeightedStep[],
  most: number,
  samples: number,
) => RoundWeights;

/** Where each layer begins in one sample's weights, and their bytes in all. */
export function layoutSample(steps: readonly WeightedStep[]): {
  readonly offsets: readonly number[];
  readonly bytes: number;
} {
  const offsets: number[] = [];
  let bytes = 0;
  for (const { inputs, outputs } of steps) {
    offsets.push(bytes);
    bytes += Math.ceil((quadLength(inputs, outputs) * 4) / 64) * 64;
  }
  return { offsets, bytes };
}
