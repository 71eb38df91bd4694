import { withEntrants, type Entrant } from "./entrant.js";
import { race, type Timing } from "./timing.js";

/** How to stop what is measured, and who hears how far it is. */
export interface Competitor {
  readonly signal?: AbortSignal | undefined;
  /** @param stage What is being measured. Runs done, of all in this stage. */
  readonly onProgress?: ((stage: string, done: number, total: number) => void) | undefined;
}

type Compete = <E extends Entrant>(
  stage: string,
  makers: readonly (() => Promise<E> | E)[],
  runs: { readonly rounds: number; readonly warmUp: number },
) => Promise<[E, Timing][]>;

/** A function that makes entrants, lets them race and closes them, a stage a call. */
export function competition({ signal, onProgress }: Competitor): Compete {
  return (stage, makers, runs) =>
    withEntrants(makers, async (entrants) => {
      const total = entrants.length * (runs.rounds + runs.warmUp);
      let done = 0;
      const onRun = (): void => onProgress?.(stage, ++done, total);
      const timings = await race(entrants, { ...runs, signal, onRun });
      return entrants.map((entrant, i) => [entrant, timings[i]]);
    });
}
