import { NescioError } from "@nescio/core";
import type { Metric } from "./metric.js";

/** Calls of the potential by one chain. */
export interface Evaluations {
  /** Those that found a start and a step size included. */
  readonly warmup: number;
  readonly samples: number;
}

/** The draws of all chains, with what is needed to judge them. */
export interface Chains {
  readonly chains: number;
  readonly samples: number;
  readonly dimension: number;
  /** `[chains, samples, dimension]`. */
  readonly draws: Float64Array;
  /** U at each draw, `[chains, samples]`. */
  readonly potential: Float64Array;
  /** H at each draw, for `eBfmi`, `[chains, samples]`; the random walk has no kinetic energy, so there it is U. */
  readonly energy: Float64Array;
  /** Acceptance of the step that led to each draw, `[chains, samples]`. */
  readonly acceptance: Float64Array;
  /** 1 where a step since the draw before diverged, `[chains, samples]`. */
  readonly divergent: Uint8Array;
  /** Sum of `divergent`. More than 0: the draws may miss a part of the distribution. */
  readonly divergences: number;
  /** Doublings of the trajectory that led to each draw, `[chains, samples]`; 0 for kernels without. */
  readonly treeDepth: Uint8Array;
  /** By chain. */
  readonly stepSize: readonly number[];
  /** By chain. */
  readonly inverseMass: readonly Metric[];
  /** By chain. */
  readonly evaluations: readonly Evaluations[];
  /** Wall-clock time of all chains. */
  readonly seconds: number;
}

/** The arrays that chains write their draws into. */
export type Draws = Pick<
  Chains,
  | "chains"
  | "samples"
  | "dimension"
  | "draws"
  | "potential"
  | "energy"
  | "acceptance"
  | "divergent"
  | "treeDepth"
>;

// 2 GiB of draws.
const MAX_NUMBERS = 2 ** 28;

/** Empty arrays for so many draws; refuses more than a process can be expected to hold. */
export function emptyDraws(chains: number, samples: number, dimension: number): Draws {
  const count = chains * samples;
  if (count * dimension > MAX_NUMBERS) {
    throw new NescioError({
      code: "invalid-option",
      subject: "MCMC, chains × samples × dimension",
      expected: `at most ${MAX_NUMBERS} numbers`,
      found: `${chains} × ${samples} × ${dimension}`,
      next: "Keep fewer draws: raise thinning and lower samples.",
    });
  }
  return {
    chains,
    samples,
    dimension,
    draws: new Float64Array(count * dimension),
    potential: new Float64Array(count),
    energy: new Float64Array(count),
    acceptance: new Float64Array(count),
    divergent: new Uint8Array(count),
    treeDepth: new Uint8Array(count),
  };
}
