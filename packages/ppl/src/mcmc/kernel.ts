import { NescioError, type Random } from "@nescio/core";
import type { Metric } from "./metric.js";
import type { Potential } from "./potential.js";
import type { WarmupPlan } from "./warmup/plan.js";

/** Where a chain stands. Never changed in place: a step returns another one. */
export interface ChainState {
  readonly position: Float64Array;
  /** U at the position; always finite. */
  readonly potential: number;
  /** ∂U/∂position, as the potential wrote it: zeros where it writes none. */
  readonly gradient: Float64Array;
}

/** What happened in one step. */
export interface TransitionInfo {
  /** Metropolis acceptance probability, in [0, 1]; with NUTS its mean over the trajectory. Warm-up steers by it. */
  readonly acceptance: number;
  /** Whether the chain moved. */
  readonly moved: boolean;
  /** H = U + kinetic energy of the point the chain went to, with the momentum it had there; U alone for the random walk. */
  readonly energy: number;
  /** The trajectory left what the integrator can follow: the energy rose by more than 1000, or was no number. */
  readonly divergent: boolean;
  /** Doublings of the trajectory; 0 for kernels without. */
  readonly treeDepth: number;
  /** Calls of the potential. */
  readonly evaluations: number;
}

export interface Transition {
  readonly state: ChainState;
  readonly info: TransitionInfo;
}

/** What warm-up finds for a kernel. */
export interface Tuning {
  /** Step of the leapfrog integrator; for the random walk the factor on the displacement. Positive. */
  readonly stepSize: number;
  /** Estimate of the target's covariance. */
  readonly inverseMass: Metric;
}

/** A sampler as two functions without hidden state: the same stream and state give the same transition. */
export interface Kernel {
  /** @throws NescioError `invalid-data` where the position has another length or no finite potential. */
  readonly init: (position: ArrayLike<number>) => ChainState;
  /** `tuning`: in place of what the kernel was made with. */
  readonly step: (random: Random, state: ChainState, tuning?: Tuning) => Transition;
  readonly warmup: WarmupPlan;
}

/** The state at `position`, and whether it is one that a chain can start from. */
export function stateAt(
  potential: Potential,
  position: ArrayLike<number>,
): { readonly state: ChainState; readonly finite: boolean } {
  const at = Float64Array.from(position);
  const gradient = new Float64Array(at.length);
  // The potential sees a copy: what it is given is scratch to it.
  const energy = potential(at.slice(), gradient);
  const finite = Number.isFinite(energy) && at.every(Number.isFinite) && gradient.every(Number.isFinite);
  return { state: { position: at, potential: energy, gradient }, finite };
}

/** `init` of every kernel. */
export function initialState(
  potential: Potential,
  position: ArrayLike<number>,
  dimension: number,
): ChainState {
  if (position.length !== dimension) {
    throw new NescioError({
      code: "invalid-data",
      subject: "initial position",
      expected: `${dimension} coordinates, as the inverse mass has`,
      found: String(position.length),
    });
  }
  const { state, finite } = stateAt(potential, position);
  if (finite) return state;
  throw new NescioError({
    code: "invalid-data",
    subject: "initial position",
    expected: "finite coordinates with a finite potential and gradient",
    found: `a potential of ${state.potential}`,
    next: "Start where the density is above zero.",
  });
}

/** Refuses a tuning of another dimension than the kernel's. */
export function checkTuning(tuning: Tuning, dimension: number): void {
  if (tuning.inverseMass.dimension === dimension && tuning.stepSize > 0) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "tuning of a kernel",
    expected: `an inverse mass of ${dimension} dimensions and a positive step size`,
    found: `${tuning.inverseMass.dimension} dimensions and a step size of ${tuning.stepSize}`,
  });
}
