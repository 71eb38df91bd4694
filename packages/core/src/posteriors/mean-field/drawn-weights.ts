import type { Arena } from "../../engine/arena.js";
import { call } from "../../engine/call.js";
import type { Executor } from "../../engine/executor.js";
import type { Task } from "../../engine/program.js";
import { quadLength } from "../../engine/quads.js";
import type { WeightedStep } from "../../layers/kinds.js";
import { packLayer } from "../../layers/pack-layer.js";
import type { GaussianTensor } from "../../prediction/posterior.js";
import { layoutSample, type Round, type WeightSource } from "../../prediction/plan.js";

/** Bytes of drawn weights kept at a time; samples beyond are drawn in further rounds. */
const DRAWN_BYTES = 32 * 1024 * 1024;

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

/** Weights that the engine draws from Gaussians. */
export function gaussianWeights(tensors: ReadonlyMap<string, GaussianTensor>): WeightSource {
  return (arena, steps, most, samples) => {
    const parameters = steps.map((step) => reserveGaussian(arena, step));
    const drawn = new DrawnWeights(arena, steps, parameters, 0, most);
    return {
      samples: drawn.samples,
      bytes: drawn.bytes,
      addresses: () => drawn.addresses,
      write: (executor) => {
        steps.forEach((step, l) => {
          writeGaussian(executor, parameters[l], step, tensors);
        });
      },
      prepare: () => undefined,
      // Where all samples fit, their weights stay from chunk to chunk.
      tasks: (round) => (drawn.samples < samples || !round.again ? drawn.tasks(round) : []),
    };
  };
}

/** Room for a round's drawn weights. */
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
    const { offsets, bytes } = layoutSample(steps);
    this.bytes = bytes;
    this.samples = Math.min(mostSamples, Math.max(1, Math.floor(DRAWN_BYTES / Math.max(1, bytes))));
    const drawn = arena.reserve(this.samples * bytes);
    this.addresses = offsets.map((offset) => drawn + offset);
  }

  /** Draws the weights of `group` samples from `sample` on. */
  tasks({ sample, group }: Round): Task[] {
    return this.steps.map(({ inputs, outputs }, i): Task => {
      const quadCount = Math.ceil(outputs / 4);
      const { loc, scale } = this.parameters[i];
      const draw = call("drawWeights", {
        mu: loc,
        sigma: scale,
        inputs1: inputs + 1,
        quadCount,
        to: this.addresses[i],
        bytes: this.bytes,
        layer: this.firstIndex + i,
        firstSample: sample,
      });
      return { ...draw, units: group * quadCount };
    });
  }
}
