import type { Random } from "@nescio/core";
import type { ChainState, Tuning } from "../kernel.js";
import type { Metric } from "../metric.js";
import { covarianceEstimate } from "./covariance.js";
import type { WarmupPlan } from "./plan.js";

export interface WarmupOptions {
  readonly plan: WarmupPlan;
  /** Steps that will be made, 0 or more. */
  readonly iterations: number;
  /** Mean acceptance to aim at, in (0, 1). */
  readonly targetAcceptance: number;
  readonly mass: Metric["kind"];
  /** Inverse mass of the first fast iterations. */
  readonly inverseMass: Metric;
  /** Step size to start with; undefined: found at the state. */
  readonly stepSize: number | undefined;
}

/** Adapts a kernel's tuning while a chain runs. */
export interface Warmup {
  /** What the next step should be made with. */
  readonly tuning: () => Tuning;
  /** Learns from the step just made, which led to `state`. */
  readonly update: (random: Random, state: ChainState, acceptance: number) => void;
  /** What to sample with. */
  readonly finish: () => Tuning;
}

/**
 * Warm-up as Stan's: the step size adapts throughout, the covariance in windows. With every new covariance the search
 * for the step size starts again.
 */
export function startWarmup(random: Random, state: ChainState, options: WarmupOptions): Warmup {
  const { plan, iterations, targetAcceptance, mass } = options;
  const { start, ends } = plan.windows(iterations);
  const estimate = covarianceEstimate(state.position.length, mass);
  let { inverseMass } = options;
  const search = (stream: Random, at: ChainState, stepSize: number) =>
    plan.startingStepSize(stream, at, { stepSize, inverseMass });
  let adaptation = plan.adaptStepSize(options.stepSize ?? search(random, state, 1));
  let iteration = 0;
  let window = 0;
  return {
    tuning: () => ({ stepSize: adaptation.stepSize, inverseMass }),
    update: (stream, reached, acceptance) => {
      adaptation = adaptation.update(acceptance, targetAcceptance);
      if (iteration >= start && window < ends.length) {
        estimate.add(reached.position);
        if (iteration === ends[window]) {
          inverseMass = estimate.metric();
          estimate.restart();
          window++;
          adaptation = plan.adaptStepSize(search(stream, reached, adaptation.stepSize));
        }
      }
      iteration++;
    },
    finish: () => ({ stepSize: adaptation.averaged, inverseMass }),
  };
}
