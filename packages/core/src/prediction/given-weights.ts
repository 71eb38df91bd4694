import type { WeightSource } from "./network-weights.js";
import type { Weights } from "./posterior.js";

/** All samples have these weights. */
export function fixedWeights(weights: Weights): WeightSource {
  return { ...givenWeights(() => weights), same: true };
}

/**
 * Every sample has weights of its own, made by the host.
 * @param weightsAt The weights of a sample under a seed: the same whenever asked, as it may be asked again.
 */
export function givenWeights(weightsAt: (sample: number, seed: number) => Weights): WeightSource {
  return {
    same: false,
    keptBytes: 256 * 1024 * 1024,
    reserve: () => ({
      write: () => undefined,
      make: (executor, slots, { seed, first, count, slot, step }) => {
        for (let i = 0; i < count; i++) slots.pack(executor, slot + i * step, weightsAt(first + i, seed));
        return [];
      },
    }),
  };
}

/**
 * Sources in turn: sample s is of source s modulo their number.
 * @param seedOf A source's seed, of the prediction's.
 */
export function weightsInTurn(
  sources: readonly WeightSource[],
  seedOf: (seed: number, source: number) => number,
): WeightSource {
  return {
    same: false,
    keptBytes: Math.min(...sources.map(({ keptBytes }) => keptBytes)),
    reserve: (arena, steps) => {
      const makers = sources.map((source) => source.reserve(arena, steps));
      return {
        write: (executor) => {
          makers.forEach((maker) => {
            maker.write(executor);
          });
        },
        make: (executor, slots, { seed, first, count, slot, step }) =>
          makers.flatMap((maker, m) => {
            // Its first sample that is not before `first`, and how many of its samples there are from there on.
            const own = Math.max(0, Math.ceil((first - m) / makers.length));
            const behind = own * makers.length + m - first;
            const batch = {
              seed: seedOf(seed, m),
              first: own,
              count: Math.max(0, Math.ceil((count - behind) / makers.length)),
              slot: slot + behind * step,
              step: step * makers.length,
            };
            return maker.make(executor, slots, batch);
          }),
      };
    },
  };
}
