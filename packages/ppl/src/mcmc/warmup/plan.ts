import type { Random } from "@nescio/core";
import type { ChainState, Tuning } from "../kernel.js";
import { reasonableStepSize } from "../leapfrog.js";
import type { Potential } from "../potential.js";
import { dualAveraging, type StepSizeAdaptation } from "./step-size.js";
import { stanWindows, type Windows } from "./windows.js";

/** How a kernel wants to be warmed up. */
export interface WarmupPlan {
  /** Mean acceptance to aim at where nobody says another, in (0, 1). */
  readonly targetAcceptance: number;
  /** When the covariance is estimated, for so many iterations. */
  readonly windows: (warmup: number) => Windows;
  /** A step size of the right order at `state`; asked at the start and with every new covariance. */
  readonly startingStepSize: (random: Random, state: ChainState, tuning: Tuning) => number;
  readonly adaptStepSize: (first: number) => StepSizeAdaptation;
}

/** Stan's warm-up, for kernels with a leapfrog integrator. */
export function leapfrogPlan(potential: Potential): WarmupPlan {
  return {
    targetAcceptance: 0.8,
    windows: stanWindows,
    startingStepSize: (random, state, { stepSize, inverseMass }) =>
      reasonableStepSize(potential, inverseMass, random, state, stepSize),
    adaptStepSize: dualAveraging,
  };
}
