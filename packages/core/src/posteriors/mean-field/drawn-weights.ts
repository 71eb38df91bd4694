import type { Arena } from "../../engine/arena.js";
import { call } from "../../engine/call.js";
import type { Executor } from "../../engine/executor.js";
import type { Task } from "../../engine/program.js";
import { quadLength } from "../../engine/quads.js";
import type { WeightedStep } from "../../layers/kinds.js";
import { packLayer } from "../../layers/pack-layer.js";
import type { GaussianTensor } from "../../prediction/posterior.js";
import type { NetworkBatch, NetworkSlots, WeightSource } from "../../prediction/network-weights.js";

/** Bytes of drawn weights kept at a time; samples beyond are drawn in further rounds. */
export const DRAWN_BYTES = 32 * 1024 * 1024;

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
  return {
    same: false,
    keptBytes: DRAWN_BYTES,
    reserve: (arena, steps) => {
      const parameters = steps.map((step) => reserveGaussian(arena, step));
      return {
        write: (executor) => {
          steps.forEach((step, l) => {
            writeGaussian(executor, parameters[l], step, tensors);
          });
        },
        make: (_, slots, batch) => drawTasks(steps, parameters, 0, slots, batch),
      };
    },
  };
}

/**
 * What draws networks' weights.
 * @param firstIndex The first layer's place among those with weights: part of its streams' key.
 */
export function drawTasks(
  steps: readonly WeightedStep[],
  parameters: readonly GaussianQuads[],
  firstIndex: number,
  { places, bytes, lanes }: NetworkSlots,
  { seed, first, count, slot, step }: NetworkBatch,
): Task[] {
  return steps.map(({ inputs, outputs }, i): Task => {
    const quadCount = Math.ceil(outputs / 4);
    const { loc, scale } = parameters[i];
    const draw = call("drawWeights", {
      mu: loc,
      sigma: scale,
      inputs1: inputs + 1,
      quadCount,
      seed,
      layer: firstIndex + i,
      firstSample: first,
      to: places[i].weights,
      bytes,
      lanes: lanes ? 1 : 0,
      firstSlot: slot,
      slotStep: step,
    });
    return { ...draw, units: count * quadCount };
  });
}
