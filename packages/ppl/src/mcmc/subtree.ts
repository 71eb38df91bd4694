import type { Random } from "@nescio/core";
import { DIVERGENCE, hamiltonian, leapfrog, type PhasePoint } from "./leapfrog.js";
import type { Metric } from "./metric.js";
import type { Potential } from "./potential.js";

/** Momentum and velocity at one end of a (sub-)trajectory. */
export interface End {
  readonly momentum: Float64Array;
  readonly velocity: Float64Array;
}

export function end(dimension: number): End {
  return { momentum: new Float64Array(dimension), velocity: new Float64Array(dimension) };
}

export function copyEnd(from: End, to: End): void {
  to.momentum.set(from.momentum);
  to.velocity.set(from.velocity);
}

/** The point drawn from a (sub-)trajectory. */
export interface Proposal {
  readonly position: Float64Array;
  readonly gradient: Float64Array;
  potential: number;
  energy: number;
}

export function proposal(dimension: number): Proposal {
  return {
    position: new Float64Array(dimension),
    gradient: new Float64Array(dimension),
    potential: NaN,
    energy: NaN,
  };
}

export function copyProposal(from: Omit<Proposal, "energy">, energy: number, to: Proposal): void {
  to.position.set(from.position);
  to.gradient.set(from.gradient);
  to.potential = from.potential;
  to.energy = energy;
}

/** What all leaves of one transition share. */
export interface Walk {
  readonly potential: Potential;
  readonly metric: Metric;
  readonly random: Random;
  /** The point that the integrator moves. */
  readonly point: PhasePoint;
  /** Energy at the start of the transition. */
  readonly energy: number;
  /** Negative: backwards in time. */
  stepSize: number;
  leapfrogs: number;
  acceptanceSum: number;
  divergent: boolean;
}

/** Scratch space of one level of the recursion. */
export interface Level {
  readonly firstEnd: End;
  readonly secondBegin: End;
  readonly firstSum: Float64Array;
  readonly secondSum: Float64Array;
  readonly proposal: Proposal;
}

export function level(dimension: number): Level {
  return {
    firstEnd: end(dimension),
    secondBegin: end(dimension),
    firstSum: new Float64Array(dimension),
    secondSum: new Float64Array(dimension),
    proposal: proposal(dimension),
  };
}

/** log(eᵃ + eᵇ), for values below Infinity. */
export function logAddExp(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/** Draws an event of the given log-probability, which may be above 0. */
export function happens(random: Random, logProbability: number): boolean {
  return logProbability >= 0 || random.uniform() < Math.exp(logProbability);
}

/**
 * The generalised criterion (Betancourt 2017, "A Conceptual Introduction to Hamiltonian Monte Carlo", appendix A.4.2):
 * with ρ the sum of the momenta in between, both ends still move apart.
 */
function movesApart(begin: End, end: End, sumA: Float64Array, sumB: Float64Array): boolean {
  let atBegin = 0;
  let atEnd = 0;
  for (let i = 0; i < sumA.length; i++) {
    const rho = sumA[i] + sumB[i];
    atBegin += begin.velocity[i] * rho;
    atEnd += end.velocity[i] * rho;
  }
  return atBegin > 0 && atEnd > 0;
}

/**
 * Whether a trajectory joined from two halves may grow on: the criterion for the whole, and from each half to the
 * other's nearest point. Without these two, turns that fit between the halves go unseen (Stan does so since 2.21).
 */
export function mayGrow(
  begin: End,
  firstEnd: End,
  secondBegin: End,
  end: End,
  firstSum: Float64Array,
  secondSum: Float64Array,
): boolean {
  return (
    movesApart(begin, end, firstSum, secondSum) &&
    movesApart(begin, secondBegin, firstSum, secondBegin.momentum) &&
    movesApart(firstEnd, end, firstEnd.momentum, secondSum)
  );
}

/**
 * Goes on from `walk.point` by 2^depth leapfrog steps, and writes the ends of the new piece, the sum of its momenta
 * and a point drawn from it in proportion to exp(−H) (multinomial sampling, Betancourt 2017, A.3.1).
 *
 * @returns The log of the sum of exp(H₀ − H) over the piece; −Infinity where it diverged or turned back, so that none
 * of it may be used.
 */
export function subtree(
  levels: readonly Level[],
  walk: Walk,
  depth: number,
  begin: End,
  end: End,
  sum: Float64Array,
  drawn: Proposal,
): number {
  if (depth === 0) return leaf(walk, begin, end, sum, drawn);
  const { firstEnd, secondBegin, firstSum, secondSum, proposal: other } = levels[depth - 1];
  const first = subtree(levels, walk, depth - 1, begin, firstEnd, firstSum, drawn);
  if (first === -Infinity) return first;
  const second = subtree(levels, walk, depth - 1, secondBegin, end, secondSum, other);
  if (second === -Infinity) return second;
  const both = logAddExp(first, second);
  if (happens(walk.random, second - both)) copyProposal(other, other.energy, drawn);
  for (let i = 0; i < sum.length; i++) sum[i] = firstSum[i] + secondSum[i];
  return mayGrow(begin, firstEnd, secondBegin, end, firstSum, secondSum) ? both : -Infinity;
}

function leaf(walk: Walk, begin: End, end: End, sum: Float64Array, drawn: Proposal): number {
  const { point, metric } = walk;
  leapfrog(walk.potential, metric, point, walk.stepSize);
  const energy = hamiltonian(point, metric);
  const logWeight = walk.energy - energy;
  walk.leapfrogs++;
  walk.acceptanceSum += Math.min(1, Math.exp(logWeight));
  if (-logWeight > DIVERGENCE) {
    walk.divergent = true;
    return -Infinity;
  }
  copyProposal(point, energy, drawn);
  copyEnd(point, begin);
  copyEnd(point, end);
  sum.set(point.momentum);
  return logWeight;
}
