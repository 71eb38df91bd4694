import type { Executor } from "../engine/executor.js";
import { quadLength } from "../engine/quads.js";
import type { WeightedStep } from "../layers/kinds.js";
import { packLayer } from "../layers/pack-layer.js";
import type { Weights } from "./posterior.js";
import { layoutSample, type WeightSource } from "./plan.js";

/** Bytes of weights that are kept for all chunks of images; where more are needed, every chunk has them made again. */
const KEPT_BYTES = 256 * 1024 * 1024;

/** All samples have these weights. */
export function fixedWeights(weights: Weights): WeightSource {
  return (arena, steps, most) => {
    const { offsets, bytes } = layoutSample(steps);
    const at = arena.reserve(bytes);
    const addresses = offsets.map((offset) => at + offset);
    return {
      samples: most,
      bytes: 0,
      addresses: () => addresses,
      write: (executor) => {
        packWeights(executor, steps, weights, addresses);
      },
      prepare: () => undefined,
      tasks: () => [],
    };
  };
}

/**
 * Every sample has weights of its own, made by the host.
 * @param weightsAt The weights of a sample under a seed: the same whenever asked, as it may be asked again.
 */
export function givenWeights(weightsAt: (sample: number, seed: number) => Weights): WeightSource {
  return (arena, steps, most, samples) => {
    const { offsets, bytes } = layoutSample(steps);
    const fitting = Math.max(1, Math.floor(KEPT_BYTES / bytes));
    const kept = samples <= fitting;
    const slots = kept ? samples : Math.min(most, fitting);
    const at = arena.reserve(slots * bytes);
    const addresses = (slot: number): number[] => offsets.map((offset) => at + slot * bytes + offset);
    return {
      samples: Math.min(most, slots),
      bytes,
      addresses: ({ sample }) => addresses(kept ? sample : 0),
      write: () => undefined,
      prepare: (executor, { again, seed, sample, group }) => {
        if (kept && again) return;
        for (let s = 0; s < group; s++) {
          packWeights(executor, steps, weightsAt(sample + s, seed), addresses(kept ? sample + s : s));
        }
      },
      tasks: () => [],
    };
  };
}

/** Writes each layer's weights to its address, as the kernels read them. */
export function packWeights(
  executor: Executor,
  steps: readonly WeightedStep[],
  weights: Weights,
  addresses: readonly number[],
): void {
  steps.forEach((step, l) => {
    const weight = weights.get(`${step.name}.weight`)!.data;
    const bias = weights.get(`${step.name}.bias`)!.data;
    packLayer(step, { weight, bias }, executor.f32(addresses[l], quadLength(step.inputs, step.outputs)));
  });
}
