import { NescioError, type Random } from "@nescio/core";
import type { ChainState } from "./kernel.js";
import type { Metric } from "./metric.js";
import type { Potential } from "./potential.js";

/** An energy error beyond which a trajectory counts as divergent (Stan's limit). */
export const DIVERGENCE = 1000;

// Below, positions of order 1 hardly change and every step would be accepted.
const SMALLEST = 1e-15;
const LARGEST = 1e7;

/** A point of phase space that moves in place. */
export interface PhasePoint {
  readonly position: Float64Array;
  readonly momentum: Float64Array;
  readonly gradient: Float64Array;
  /** Σ·momentum, as of the last call of `hamiltonian`. */
  readonly velocity: Float64Array;
  potential: number;
}

export function phasePoint(dimension: number): PhasePoint {
  return {
    position: new Float64Array(dimension),
    momentum: new Float64Array(dimension),
    gradient: new Float64Array(dimension),
    velocity: new Float64Array(dimension),
    potential: NaN,
  };
}

/** Puts the point where the chain stands; its momentum is left as it is. */
export function moveTo(point: PhasePoint, state: ChainState): void {
  point.position.set(state.position);
  point.gradient.set(state.gradient);
  point.potential = state.potential;
}

/** H = U + ½ pᵀΣp, updating the velocity; Infinity where it is no number. */
export function hamiltonian(point: PhasePoint, metric: Metric): number {
  const { momentum, velocity } = point;
  metric.velocity(momentum, velocity);
  let twice = 0;
  for (let i = 0; i < momentum.length; i++) twice += momentum[i] * velocity[i];
  const energy = point.potential + twice / 2;
  return Number.isFinite(energy) ? energy : Infinity;
}

/**
 * One step of the leapfrog integrator in place (Neal 2011, eqs. 5.18–5.20): reversible, volume preserving, with an
 * energy error of the order stepSize². A negative step size goes backwards in time. Allocates nothing.
 */
export function leapfrog(potential: Potential, metric: Metric, point: PhasePoint, stepSize: number): void {
  const { position, momentum, gradient, velocity } = point;
  const half = stepSize / 2;
  for (let i = 0; i < momentum.length; i++) momentum[i] -= half * gradient[i];
  metric.velocity(momentum, velocity);
  for (let i = 0; i < position.length; i++) position[i] += stepSize * velocity[i];
  point.potential = potential(position, gradient);
  for (let i = 0; i < momentum.length; i++) momentum[i] -= half * gradient[i];
}

/**
 * A step size whose single step is accepted with a probability near 0.8: doubled or halved from `first` until the
 * acceptance crosses that (Hoffman & Gelman 2014, algorithm 4, with Stan's 0.8 for their 0.5).
 *
 * @throws NescioError `diverged` where no step is small enough, or none too large.
 */
export function reasonableStepSize(
  potential: Potential,
  metric: Metric,
  random: Random,
  state: ChainState,
  first: number,
): number {
  const point = phasePoint(state.position.length);
  const limit = Math.log(0.8);
  const accepts = (stepSize: number): boolean => {
    moveTo(point, state);
    metric.drawMomentum(random, point.momentum);
    const before = hamiltonian(point, metric);
    leapfrog(potential, metric, point, stepSize);
    return before - hamiltonian(point, metric) > limit;
  };
  let stepSize = first;
  const larger = accepts(stepSize);
  do {
    stepSize *= larger ? 2 : 0.5;
    if (stepSize > LARGEST || stepSize < SMALLEST) {
      throw new NescioError({
        code: "diverged",
        subject: "step size",
        expected: "one between 1e-15 and 1e7 that is accepted about four times in five",
        found: larger ? "every one accepted" : "none accepted",
        next: larger
          ? "The density seems not to fall off anywhere: look for a parameter without a prior."
          : "The gradient does not belong to the potential, or the start lies at its edge.",
      });
    }
  } while (accepts(stepSize) === larger);
  return stepSize;
}
