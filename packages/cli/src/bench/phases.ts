import { throwIfAborted } from "@nescio/core/internal";
import type { CrewChoice } from "./entrant.js";
import type { BenchProblem } from "./problem.js";
import { stepSession } from "./step.js";
import { summarise, type Timing } from "./timing.js";

const WARM_UP_STEPS = 24;
const STEPS_PER_ROUND = 8;

/** Where the time of a training step goes. */
export interface PhaseBreakdown extends CrewChoice {
  /** In order; with several threads each includes waking the workers, which a real step does not. */
  readonly phases: readonly { readonly name: string; readonly ms: Timing }[];
  /** Phases one after the other. */
  readonly sum: Timing;
  /** The part of the last phase that draws the next step's weights and computes their KL, by itself. */
  readonly draw: Timing;
  /** A step as training runs it, for comparison. */
  readonly step: Timing;
}

/** Times each phase of a step by itself, in order, over `rounds` × 8 steps. */
export async function measurePhases(
  problem: BenchProblem,
  settings: { readonly batch: number; readonly rounds: number },
  crew: CrewChoice,
  signal?: AbortSignal,
): Promise<PhaseBreakdown> {
  const { session, nextControls } = await stepSession(problem, settings.batch, crew);
  try {
    await session.run(nextControls(WARM_UP_STEPS), signal);
    const phases = session.phases.map(() => [] as number[]);
    const [sums, draws, steps]: number[][] = [[], [], []];
    const timed = async (into: number[], work: () => Promise<unknown>, divisor = 1): Promise<void> => {
      const since = performance.now();
      await work();
      into.push((performance.now() - since) / divisor);
    };
    for (let round = 0; round < settings.rounds; round++) {
      throwIfAborted(signal, "benchmark");
      for (const control of nextControls(STEPS_PER_ROUND)) {
        const since = performance.now();
        for (const [index, into] of phases.entries()) {
          await timed(into, () => session.runPhase(index, control));
        }
        sums.push(performance.now() - since);
        await timed(draws, () => session.drawFirst(control.step + 1));
      }
      const controls = nextControls(STEPS_PER_ROUND);
      await timed(steps, () => session.run(controls, signal), STEPS_PER_ROUND);
    }
    return {
      ...crew,
      phases: session.phases.map((kernels, i) => ({ name: kernels.join(" + "), ms: summarise(phases[i]) })),
      sum: summarise(sums),
      draw: summarise(draws),
      step: summarise(steps),
    };
  } finally {
    await session.close();
  }
}
