import { z } from "@nescio/core/internal";
import { checked } from "./checked.js";
import { checkTuning, initialState, type Kernel } from "./kernel.js";
import { DIVERGENCE, hamiltonian, leapfrog, moveTo, phasePoint } from "./leapfrog.js";
import { metricSchema, type Metric } from "./metric.js";
import { potentialSchema, type Potential } from "./potential.js";
import { leapfrogPlan } from "./warmup/plan.js";

export interface HmcOptions {
  readonly potential: Potential;
  /** Of the leapfrog integrator, positive. */
  readonly stepSize: number;
  readonly inverseMass: Metric;
  /** Leapfrog steps of a trajectory, 1 to 100,000. Give this or `trajectoryLength`. */
  readonly steps?: number | undefined;
  /**
   * Integration time: length / step size steps are made, rounded, at least 1 and at most 1,024. Default π/2, a quarter of the
   * period of a Gaussian whose covariance is the inverse mass: then the next draw is independent.
   */
  readonly trajectoryLength?: number | undefined;
}

const MAX_STEPS = 1024;

const schema = z
  .strictObject({
    potential: potentialSchema,
    stepSize: z.number().positive(),
    inverseMass: metricSchema,
    steps: z.int().min(1).max(100_000).optional(),
    trajectoryLength: z.number().positive().optional(),
  })
  .refine(({ steps, trajectoryLength }) => steps === undefined || trajectoryLength === undefined, {
    path: ["steps"],
    message: "nothing beside trajectoryLength",
  });

/**
 * Hamiltonian Monte Carlo with trajectories of fixed length (Neal 2011, "MCMC using Hamiltonian dynamics").
 *
 * @throws NescioError `invalid-option`.
 */
export function hmc(options: HmcOptions): Kernel {
  const settings = checked(schema, options, "HMC");
  const { potential, trajectoryLength = Math.PI / 2 } = settings;
  const { dimension } = settings.inverseMass;
  const point = phasePoint(dimension);
  return {
    warmup: leapfrogPlan(potential),
    init: (position) => initialState(potential, position, dimension),
    step: (random, state, tuning = settings) => {
      checkTuning(tuning, dimension);
      const { stepSize, inverseMass } = tuning;
      moveTo(point, state);
      inverseMass.drawMomentum(random, point.momentum);
      const before = hamiltonian(point, inverseMass);
      const lengthwise = Math.round(trajectoryLength / stepSize);
      const steps = settings.steps ?? Math.max(1, Math.min(MAX_STEPS, lengthwise));
      let made = 0;
      // Past a point without a finite potential every further one is lost as well.
      do leapfrog(potential, inverseMass, point, stepSize);
      while (++made < steps && Number.isFinite(point.potential));
      const after = hamiltonian(point, inverseMass);
      const acceptance = Math.min(1, Math.exp(before - after));
      const moved = random.uniform() < acceptance;
      const { position, gradient } = point;
      return {
        state: moved
          ? { position: position.slice(), potential: point.potential, gradient: gradient.slice() }
          : state,
        info: {
          acceptance,
          moved,
          energy: moved ? after : before,
          divergent: after - before > DIVERGENCE,
          treeDepth: 0,
          evaluations: made,
        },
      };
    },
  };
}
