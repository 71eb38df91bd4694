import type { KernelVariant } from "@nescio/core";
import type { Contestant } from "./timing.js";

/** What is measured. */
export type BenchSubject =
  "peak" | "product" | "step" | "convolution" | "colour" | "gradients" | "prediction" | "decisions" | "image";

/** Who does it: the kernels, the language on jax-js, or another library; WebPPL by observations, or with its tensors. */
export type BenchRunner = "nescio" | "nescio/ppl" | "jax-js" | "webppl" | "webppl tensors" | "pytorch";

/** Threads and build of the kernels. */
export interface CrewChoice {
  readonly threads: number;
  readonly variant: KernelVariant;
}

/** A contestant and what its line in the result says. */
export interface Entrant extends Contestant {
  readonly subject: BenchSubject;
  readonly runner: BenchRunner;
  readonly threads: number;
  /** Build of Nescio's kernels; null where none is involved. */
  readonly variant: KernelVariant | null;
  /** Floating-point operations in the matrix products of one piece of work; null where that is not what it does. */
  readonly flops: number | null;
  close(): Promise<void> | void;
}

/** Makes entrants one after the other, hands them to `body` and closes them, whatever happens. */
export async function withEntrants<E extends Entrant, T>(
  makers: readonly (() => Promise<E> | E)[],
  body: (entrants: readonly E[]) => Promise<T>,
): Promise<T> {
  const entrants: E[] = [];
  try {
    for (const make of makers) entrants.push(await make());
    return await body(entrants);
  } finally {
    for (const entrant of entrants) await entrant.close();
  }
}
