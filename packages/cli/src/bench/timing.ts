import { quantile } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";

/** Milliseconds of one piece of work, over several measurements. */
export interface Timing {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** What 99 % of them do not exceed; null below a hundred, of which it would be about the slowest. */
  readonly p99: number | null;
  readonly runs: number;
}

/** Something that can be timed against others. */
export interface Contestant {
  /** Does the work `perRun` times, a fraction where it does only a part of it. */
  run(signal?: AbortSignal): Promise<unknown>;
  /** Looked at after a run, which may decide it. */
  readonly perRun: number;
  /** Of one that times itself: milliseconds of each piece of work in its last run. Else it is the run's over `perRun`. */
  times?(): readonly number[];
}

export interface RaceOptions {
  /** Measured runs of each contestant, at least 1. */
  readonly rounds: number;
  /** Runs of each before it is measured, so that the optimising compiler has taken over. */
  readonly warmUp: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after every run, those for warming up included. */
  readonly onRun?: (() => void) | undefined;
}

/**
 * Times the contestants in turn, round after round, so that whatever else the machine does slows all of them alike.
 * The timings come in the contestants' order.
 */
export async function race(contestants: readonly Contestant[], options: RaceOptions): Promise<Timing[]> {
  const { rounds, warmUp, signal, onRun } = options;
  const times = contestants.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      // Lets a request to stop come in, and what others have left behind be cleared away.
      await new Promise((resolve) => setTimeout(resolve));
      throwIfAborted(signal, "benchmark");
      const since = performance.now();
      await contestant.run(signal);
      const ms = (performance.now() - since) / contestant.perRun;
      if (round >= 0) times[index].push(...(contestant.times?.() ?? [ms]));
      onRun?.();
    }
  }
  return times.map(summarise);
}

/** Median, least, most and what 99 % stay below, of at least one time. */
export function summarise(times: readonly number[]): Timing {
  return {
    median: quantile(times, 0.5),
    min: Math.min(...times),
    max: Math.max(...times),
    p99: times.length < 100 ? null : quantile(times, 0.99),
    runs: times.length,
  };
}
