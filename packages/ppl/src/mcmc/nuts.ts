import { z } from "@nescio/core/internal";
import type { Random } from "@nescio/core";
import { checked } from "./checked.js";
import {
  checkTuning,
  initialState,
  type ChainState,
  type Kernel,
  type Transition,
  type Tuning,
} from "./kernel.js";
import { hamiltonian, moveTo, phasePoint } from "./leapfrog.js";
import { metricSchema, type Metric } from "./metric.js";
import { potentialSchema, type Potential } from "./potential.js";
import {
  copyEnd,
  copyProposal,
  end,
  happens,
  level,
  logAddExp,
  mayGrow,
  proposal,
  subtree,
  type Walk,
} from "./subtree.js";
import { leapfrogPlan } from "./warmup/plan.js";

export interface NutsOptions {
  readonly potential: Potential;
  /** Of the leapfrog integrator, positive. */
  readonly stepSize: number;
  readonly inverseMass: Metric;
  /** Most doublings of a trajectory, 1 to 20: at most 2^depth − 1 gradients a step. Default 10. */
  readonly maxTreeDepth?: number | undefined;
}

const schema = z.strictObject({
  potential: potentialSchema,
  stepSize: z.number().positive(),
  inverseMass: metricSchema,
  maxTreeDepth: z.int().min(1).max(20).default(10),
});

/**
 * The No-U-Turn sampler (Hoffman & Gelman 2014) with multinomial sampling of the trajectory and the generalised
 * criterion (Betancourt 2017), as Stan runs it.
 *
 * A trajectory is doubled, forwards or backwards in time at random, until it turns back on itself, diverges or has
 * `maxTreeDepth` doublings. All scratch space is made here, once; a step allocates the state it returns.
 *
 * @throws NescioError `invalid-option`.
 */
export function nuts(options: NutsOptions): Kernel {
  const settings = checked(schema, options, "NUTS");
  const { potential } = settings;
  const { dimension } = settings.inverseMass;
  const step = stepper(potential, dimension, settings.maxTreeDepth);
  return {
    warmup: leapfrogPlan(potential),
    init: (position) => initialState(potential, position, dimension),
    step: (random, state, tuning = settings) => {
      checkTuning(tuning, dimension);
      return step(random, state, tuning);
    },
  };
}

function stepper(
  potential: Potential,
  dimension: number,
  maxTreeDepth: number,
): (random: Random, state: ChainState, tuning: Tuning) => Transition {
  const point = phasePoint(dimension);
  const levels = Array.from({ length: maxTreeDepth }, () => level(dimension));
  // The ends of the trajectory: where it is earliest in time, and where it is latest.
  const [early, late] = [phasePoint(dimension), phasePoint(dimension)];
  const inner = end(dimension);
  const begin = end(dimension);
  const sum = new Float64Array(dimension);
  const newSum = new Float64Array(dimension);
  const drawn = proposal(dimension);
  const chosen = proposal(dimension);

  return (random, state, tuning) => {
    const metric = tuning.inverseMass;
    moveTo(point, state);
    metric.drawMomentum(random, point.momentum);
    const energy = hamiltonian(point, metric);
    for (const side of [early, late]) {
      moveTo(side, state);
      copyEnd(point, side);
    }
    sum.set(point.momentum);
    const walk: Walk = {
      ...{ potential, metric, random, point, energy },
      ...{ stepSize: tuning.stepSize, leapfrogs: 0, acceptanceSum: 0, divergent: false },
    };
    let logWeight = 0;
    let depth = 0;
    let moved = false;
    while (depth < maxTreeDepth) {
      const forwards = random.uniform() < 0.5;
      const [near, far] = forwards ? [late, early] : [early, late];
      walk.stepSize = forwards ? tuning.stepSize : -tuning.stepSize;
      moveTo(point, near);
      copyEnd(near, point);
      copyEnd(near, inner);
      const newWeight = subtree(levels, walk, depth, begin, near, newSum, drawn);
      if (newWeight === -Infinity) break;
      depth++;
      moveTo(near, point);
      // Biased towards the new half (Betancourt 2017, A.3.2), which makes longer moves.
      if (happens(random, newWeight - logWeight)) {
        copyProposal(drawn, drawn.energy, chosen);
        moved = true;
      }
      logWeight = logAddExp(logWeight, newWeight);
      const grows = mayGrow(far, inner, begin, near, sum, newSum);
      for (let i = 0; i < dimension; i++) sum[i] += newSum[i];
      if (!grows) break;
    }
    return {
      state: moved
        ? {
            position: chosen.position.slice(),
            potential: chosen.potential,
            gradient: chosen.gradient.slice(),
          }
        : state,
      info: {
        acceptance: walk.acceptanceSum / walk.leapfrogs,
        moved,
        energy: moved ? chosen.energy : energy,
        divergent: walk.divergent,
        treeDepth: depth,
        evaluations: walk.leapfrogs,
      },
    };
  };
}
