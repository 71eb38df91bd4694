import { z } from "@nescio/core/internal";
import { checked } from "./checked.js";
import { checkTuning, initialState, type Kernel } from "./kernel.js";
import { metricSchema, type Metric } from "./metric.js";
import { potentialSchema, type Potential } from "./potential.js";
import { robbinsMonro } from "./warmup/step-size.js";
import { randomWalkWindows } from "./warmup/windows.js";

export interface RandomWalkOptions {
  readonly potential: Potential;
  /** Covariance of the proposal's displacement, before `scale`. */
  readonly covariance: Metric;
  /** Factor on the displacement, positive. Default: 2.38 / √dimension (Roberts, Gelman & Gilks 1997), right where the covariance is the target's. */
  readonly scale?: number | undefined;
}

const schema = z.strictObject({
  potential: potentialSchema,
  covariance: metricSchema,
  scale: z.number().positive().optional(),
});

/** The best scale for a Gaussian target of known covariance. */
function optimalScale(dimension: number): number {
  return 2.38 / Math.sqrt(dimension);
}

/**
 * Random-walk Metropolis (Metropolis et al. 1953): proposes `position + scale · N(0, covariance)`. As a `Tuning`,
 * `stepSize` is the scale and `inverseMass` the covariance. Best acceptance: 0.44 in one dimension, 0.234 in many.
 *
 * @throws NescioError `invalid-option`.
 */
export function randomWalk(options: RandomWalkOptions): Kernel {
  const { potential, covariance, scale } = checked(schema, options, "random walk");
  const { dimension } = covariance;
  const given = { stepSize: scale ?? optimalScale(dimension), inverseMass: covariance };
  const proposal = new Float64Array(dimension);
  const gradient = new Float64Array(dimension);
  return {
    warmup: {
      targetAcceptance: dimension === 1 ? 0.44 : 0.234,
      windows: randomWalkWindows,
      startingStepSize: () => optimalScale(dimension),
      adaptStepSize: robbinsMonro,
    },
    init: (position) => initialState(potential, position, dimension),
    step: (random, state, tuning = given) => {
      checkTuning(tuning, dimension);
      tuning.inverseMass.drawDisplacement(random, proposal);
      for (let i = 0; i < dimension; i++) proposal[i] = state.position[i] + tuning.stepSize * proposal[i];
      gradient.fill(0);
      const next = potential(proposal, gradient);
      const acceptance = Number.isFinite(next) ? Math.min(1, Math.exp(state.potential - next)) : 0;
      const moved = random.uniform() < acceptance;
      return {
        state: moved ? { position: proposal.slice(), potential: next, gradient: gradient.slice() } : state,
        info: {
          acceptance,
          moved,
          energy: moved ? next : state.potential,
          divergent: false,
          treeDepth: 0,
          evaluations: 1,
        },
      };
    },
  };
}
