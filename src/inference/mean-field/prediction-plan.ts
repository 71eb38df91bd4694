import type { Arena } from "../../engine/arena.js";
import type { WeightedStep } from "../../engine/chain.js";
import type { Executor } from "../../engine/executor.js";
import type { Program, Task } from "../../engine/program.js";
import { packLayer, quadLength } from "../../engine/quads.js";
import type { GaussianTensor } from "../posterior.js";

/** Bytes of drawn weights kept at a time; samples beyond are drawn in further rounds. */
const DRAWN_BYTES = 32 * 1024 * 1024;

/** Some samples of the images of a chunk. */
export interface Round {
  /** First image of the chunk in the data set, and how many. */
  readonly from: number;
  readonly count: number;
  /** First sample, and how many. */
  readonly sample: number;
  readonly group: number;
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
  /** Fills its memory. */
  write(executor: Executor): void;
  program(round: Round): Program;
}

/** Means and standard deviations of a layer's weights, as quads. */
export interface GaussianQuads {
  readonly loc: number;
  readonly scale: number;
}

export function reserveGaussian(arena: Arena, { inputs, outputs }: WeightedStep): GaussianQuads {
  const bytes = quadLength(inputs, outputs) * 4;
  return { loc: arena.reserve(bytes), scale: arena.reserve(bytes) };
}

export function writeGaussian(
  executor: Executor,
  { loc, scale }: GaussianQuads,
  step: WeightedStep,
  tensors: ReadonlyMap<string, GaussianTensor>,
): void {
  const weight = tensors.get(`${step.name}.weight`)!;
  const bias = tensors.get(`${step.name}.bias`)!;
  const length = quadLength(step.inputs, step.outputs);
  packLayer(step, { weight: weight.loc, bias: bias.loc }, executor.f32(loc, length));
  packLayer(step, { weight: weight.scale, bias: bias.scale }, executor.f32(scale, length));
}

/** Room for a round's drawn weights: one sample's layers lie together, one after the other. */
export class DrawnWeights {
  /** From one sample's weights to the next one's. */
  readonly bytes: number;
  /** Samples that have room. */
  readonly samples: number;
  /** The first sample's weights of each layer. */
  readonly addresses: readonly number[];

  /**
   * @param firstIndex The first layer's place among those with weights: part of its streams' key.
   * @param mostSamples In a round.
   */
  constructor(
    arena: Arena,
    private readonly steps: readonly WeightedStep[],
    private readonly parameters: readonly GaussianQuads[],
    private readonly firstIndex: number,
    mostSamples: number,
  ) {
    const offsets: number[] = [];
    let bytes = 0;
    for (const { inputs, outputs } of steps) {
      offsets.push(bytes);
      bytes += Math.ceil((quadLength(inputs, outputs) * 4) / 64) * 64;
    }
    this.bytes = bytes;
    this.samples = Math.min(mostSamples, Math.max(1, Math.floor(DRAWN_BYTES / Math.max(1, bytes))));
    const drawn = arena.reserve(this.samples * bytes);
    this.addresses = offsets.map((offset) => drawn + offset);
  }

  /** Draws the weights of `group` samples from `sample` on. */
  tasks({ sample, group }: Round): Task[] {
    return this.steps.map(({ inputs, outputs }, i): Task => {
      const quads = Math.ceil(outputs / 4);
      const { loc, scale } = this.parameters[i];
      const index = this.firstIndex + i;
      return {
        kernel: "drawWeights",
        units: group * quads,
        args: [loc, scale, inputs + 1, quads, this.addresses[i], this.bytes, index, sample],
      };
    });
  }
}
