import { NescioError, orAborted } from "../errors.js";
import type { Posterior } from "../prediction/posterior.js";
import type { TrainingProgress } from "./options.js";

/** A moment of a training, which waits while somebody looks at it. */
export interface TrainingMoment<P extends Posterior = Posterior> extends TrainingProgress {
  /**
   * What training has found by then, read when it is first asked for: the same again afterwards.
   *
   * @throws NescioError `diverged` where a parameter is not a finite number; `invalid-option` where training has gone on, or
   * ended, before it was asked for.
   */
  readonly posterior: () => P;
}

/** Is shown the moments of a training; the promise it returns, if any, is what training waits for. */
export type MomentWatcher<P extends Posterior = Posterior> = (
  moment: TrainingMoment<P>,
) => void | Promise<void>;

/**
 * Shows a moment, and waits for whoever looks at it.
 *
 * @param read Reads the posterior as it is now.
 * @throws NescioError `aborted` as soon as the signal fires; whatever the watcher throws.
 */
export async function showMoment<P extends Posterior>(
  watcher: MomentWatcher<P>,
  progress: TrainingProgress,
  read: () => P,
  signal: AbortSignal | undefined,
): Promise<void> {
  let over = false;
  const posterior = once(() => {
    if (!over) return read();
    throw new NescioError({
      code: "invalid-option",
      subject: "posterior of a moment of training",
      expected: "to be asked for while training waits",
      found: "a training that has gone on",
      next: "Call posterior() before onSteps returns, or before its promise is settled.",
    });
  });
  try {
    await orAborted(Promise.resolve(watcher({ ...progress, posterior })), signal, "training");
  } finally {
    over = true;
  }
}

/** The same moment, with a posterior made of its own. */
export function madeOf<P extends Posterior, Q extends Posterior>(
  moment: TrainingMoment<P>,
  make: (posterior: P) => Q,
): TrainingMoment<Q> {
  return { ...moment, posterior: once(() => make(moment.posterior())) };
}

/** What a function returns the first time; what it throws is thrown again by a new try. */
function once<T extends object>(run: () => T): () => T {
  let result: T | undefined;
  return () => (result ??= run());
}
