import { NescioError, throwIfAborted } from "../errors.js";
import { checkThreads, defaultThreads } from "../engine/executor.js";
import { streamSeed } from "../math/streams.js";
import type { TrainingOptions, TrainingProgress } from "./options.js";

/** How one member is to be trained: on threads of its own, in the background where others are trained beside it. */
export type MemberCrew = Required<Pick<TrainingOptions, "threads" | "background" | "onProgress">> &
  Pick<TrainingOptions, "signal">;

export interface MembersOptions {
  /** How many, 1 to 1,000. */
  readonly members: number;
  /** Threads in all: so many members are trained at a time, each on one; the result is the same for any number. Default: what the host offers, at most 8. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Progress of the member that last moved, and steps of all members together. */
  readonly onProgress?: ((progress: MembersProgress) => void) | undefined;
}

export interface MembersProgress {
  readonly member: number;
  readonly members: number;
  /** Members done. */
  readonly done: number;
  /** Of the member. */
  readonly progress: TrainingProgress;
  /** Share of all steps of all members done, in [0, 1]. */
  readonly share: number;
}

/** The seed of a member: the mixture's own for the first, so that a mixture of one is what its member would be alone. */
export function memberSeed(seed: number, member: number): number {
  return member === 0 ? seed : streamSeed("trainingMember", seed, member);
}

/**
 * Trains the members of a mixture, several at a time where there are threads. When one fails, or the signal says so, all stop.
 *
 * @param train Trains the member at a place, with these of its options.
 */
export async function trainMembers<T>(
  train: (member: number, crew: MemberCrew) => Promise<T>,
  options: MembersOptions,
): Promise<T[]> {
  const { members, threads = defaultThreads(), signal, onProgress } = options;
  if (!Number.isInteger(members) || members < 1 || members > 1000) {
    throw new NescioError({
      code: "invalid-option",
      subject: "members",
      expected: "a whole number from 1 to 1000",
      found: String(members),
    });
  }
  checkThreads(threads);
  throwIfAborted(signal, "training");
  const results = new Map<number, T>();
  const waiting = Array.from({ length: members }, (_, member) => member);
  const side = Math.min(threads, members);
  // Threads that are left over when there are fewer members than threads.
  const each = Math.floor(threads / side);
  const shares = new Float64Array(members);
  const stop = new AbortController();
  const forward = (): void => {
    stop.abort(signal?.reason);
  };
  signal?.addEventListener("abort", forward, { once: true });
  const work = async (): Promise<void> => {
    for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
      const at = member;
      const result = await train(at, {
        threads: each,
        // One at a time can do without a worker, which pages that are not cross-origin isolated cannot start.
        background: side > 1,
        signal: stop.signal,
        onProgress(progress) {
          shares[at] = progress.step / progress.steps;
          const share = shares.reduce((a, b) => a + b) / members;
          onProgress?.({ member: at, members, done: results.size, progress, share });
        },
      });
      shares[at] = 1;
      results.set(at, result);
    }
  };
  try {
    // All of them end before the first failure is told, so that no worker outlives the call.
    const ends = await Promise.allSettled(
      Array.from({ length: side }, async () => {
        try {
          await work();
        } catch (error) {
          waiting.length = 0;
          stop.abort();
          throw error;
        }
      }),
    );
    const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
    if (failures.length > 0) throw failures.find((reason) => !isAbort(reason)) ?? failures[0];
  } finally {
    signal?.removeEventListener("abort", forward);
  }
  return Array.from({ length: members }, (_, member) => results.get(member)!);
}

function isAbort(reason: unknown): boolean {
  return reason instanceof NescioError && reason.code === "aborted";
}
