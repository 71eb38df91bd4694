import type { Random } from "@nescio/core";
import type { Draws } from "./chains.js";
import type { Kernel, Tuning } from "./kernel.js";
import { identityMetric } from "./metric.js";
import type { McmcProgress, McmcSettings } from "./options.js";
import { startWarmup } from "./warmup/warmup.js";

/** What the steps of one chain yield: where it is. */
export type ChainProgress = Omit<McmcProgress, "seconds">;

/** Marks the end of warm-up, after which the tuning is no longer changed. */
export type OnWarmedUp = (tuning: Tuning) => void;

/**
 * Runs one chain a step at a time, so that whoever drives it can let others have their turn in between, and writes
 * its draws to their place in `into`.
 */
export function* chainSteps(
  kernel: Kernel,
  position: Float64Array,
  settings: McmcSettings,
  random: Random,
  chain: number,
  into: Draws,
  onWarmedUp: OnWarmedUp,
): Generator<ChainProgress, void> {
  const { chains, warmup, samples, thinning } = settings;
  const { dimension } = into;
  const iterations = warmup + samples * thinning;
  let state = kernel.init(position);
  const adaptation = startWarmup(random, state, {
    plan: kernel.warmup,
    iterations: warmup,
    targetAcceptance: settings.targetAcceptance ?? kernel.warmup.targetAcceptance,
    mass: settings.mass,
    inverseMass: identityMetric(dimension),
    stepSize: settings.stepSize,
  });
  let divergences = 0;
  for (let iteration = 0; iteration < warmup; iteration++) {
    const tuning = adaptation.tuning();
    const { state: next, info } = kernel.step(random, state, tuning);
    state = next;
    adaptation.update(random, state, info.acceptance);
    const { stepSize } = tuning;
    yield { chain, chains, phase: "warmup", iteration: iteration + 1, iterations, divergences, stepSize };
  }
  const tuning = adaptation.finish();
  onWarmedUp(tuning);
  for (let sample = 0; sample < samples; sample++) {
    const index = chain * samples + sample;
    for (let i = 0; i < thinning; i++) {
      const { state: next, info } = kernel.step(random, state, tuning);
      state = next;
      into.energy[index] = info.energy;
      into.acceptance[index] = info.acceptance;
      into.treeDepth[index] = info.treeDepth;
      if (info.divergent) {
        divergences++;
        into.divergent[index] = 1;
      }
      const iteration = warmup + sample * thinning + i + 1;
      const { stepSize } = tuning;
      yield { chain, chains, phase: "samples", iteration, iterations, divergences, stepSize };
    }
    into.draws.set(state.position, index * dimension);
    into.potential[index] = state.potential;
  }
}
