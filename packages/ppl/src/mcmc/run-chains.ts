import { NescioError } from "@nescio/core";
import { randomStream, throwIfAborted } from "@nescio/core/internal";
import { chainSteps } from "./chain.js";
import { emptyDraws, type Chains, type Evaluations } from "./chains.js";
import { hmc } from "./hmc.js";
import type { Tuning } from "./kernel.js";
import { identityMetric } from "./metric.js";
import { nuts } from "./nuts.js";
import { mcmcSettings, type KernelFactory, type McmcOptions, type McmcSettings } from "./options.js";
import type { Potential } from "./potential.js";
import { randomWalk } from "./random-walk.js";
import { startingPosition } from "./start.js";

// Between two turns of the event loop: progress moves, and a request to stop is heard.
const TURN_MS = 50;

/**
 * Runs Markov chains, each with its own stream of random numbers: a warm-up that adapts step size and inverse mass as
 * Stan does, then steps with what it found.
 *
 * @throws NescioError `invalid-option`; `invalid-data` where a chain has no start; `diverged` where no step size
 * fits; `aborted` by the signal. What the potential throws is passed on.
 */
export async function runChains(options: McmcOptions): Promise<Chains> {
  const settings = mcmcSettings(options);
  const { chains, samples, seed, signal, onProgress } = settings;
  throwIfAborted(signal, "sampling");
  const began = performance.now();
  const counted = countCalls(settings.potential);
  const starts = Array.from({ length: chains }, (_, chain) => {
    const random = randomStream("markovChain", seed, chain);
    const position = startingPosition(counted.potential, settings.initial, random, chain);
    return { random, position, evaluations: counted.take() };
  });
  const dimension = commonDimension(starts.map(({ position }) => position.length));
  const draws = emptyDraws(chains, samples, dimension);
  const make = kernelFactory(settings);
  const tunings: Tuning[] = [];
  const evaluations: Evaluations[] = [];
  let turned = began;
  for (const [chain, { random, position, evaluations: before }] of starts.entries()) {
    const untuned = { stepSize: settings.stepSize ?? 1, inverseMass: identityMetric(dimension) };
    const kernel = make({ potential: counted.potential, ...untuned });
    let warmup = before;
    const onWarmedUp = (tuning: Tuning) => {
      tunings.push(tuning);
      warmup += counted.take();
    };
    const steps = chainSteps(kernel, position, settings, random, chain, draws, onWarmedUp);
    for (const progress of steps) {
      const now = performance.now();
      const due = now - turned >= TURN_MS;
      if (due || progress.iteration === progress.iterations) {
        onProgress?.({ ...progress, seconds: (now - began) / 1000 });
      }
      if (!due) continue;
      await new Promise((resolve) => setTimeout(resolve));
      throwIfAborted(signal, "sampling");
      turned = performance.now();
    }
    evaluations.push({ warmup, samples: counted.take() });
  }
  return {
    ...draws,
    divergences: draws.divergent.reduce((sum, one) => sum + one, 0),
    stepSize: tunings.map(({ stepSize }) => stepSize),
    inverseMass: tunings.map(({ inverseMass }) => inverseMass),
    evaluations,
    seconds: (performance.now() - began) / 1000,
  };
}

/** The function that makes the kernel asked for. */
function kernelFactory({ kernel, maxTreeDepth, trajectoryLength }: McmcSettings): KernelFactory {
  if (typeof kernel === "function") return kernel;
  if (kernel === "nuts") return (given) => nuts({ ...given, maxTreeDepth });
  if (kernel === "hmc") return (given) => hmc({ ...given, trajectoryLength });
  return ({ potential, stepSize, inverseMass }) =>
    randomWalk({ potential, scale: stepSize, covariance: inverseMass });
}

/** The potential, and how often it was called since that was last asked. */
function countCalls(potential: Potential): { potential: Potential; take: () => number } {
  let calls = 0;
  return {
    potential: (position, gradient) => {
      calls++;
      return potential(position, gradient);
    },
    take: () => {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

function commonDimension(dimensions: readonly number[]): number {
  const [first] = dimensions;
  const other = dimensions.findIndex((dimension) => dimension !== first);
  if (other < 0) return first;
  throw new NescioError({
    code: "invalid-data",
    subject: `initial position of chain ${other}`,
    expected: `${first} coordinates, as chain 0 has`,
    found: String(dimensions[other]),
  });
}
