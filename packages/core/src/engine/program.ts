import { CONTROL_BYTES } from "./control.js";
import type { kernelParameters, Kernels } from "./generated/kernel-signatures.js";

/** A kernel that programs run: the runner passes (unit, scratch, control), then what the call says. */
export type KernelName = keyof typeof kernelParameters;

/** As many numbers as there are names. */
type Numbers<Names extends readonly string[]> = { readonly [Place in keyof Names]: number };

/** A kernel with what it takes after (unit, scratch, control), in its order; `call` makes them from names. */
export type Call<K extends KernelName = KernelName> = {
  readonly [Name in K]: { readonly kernel: Name; readonly args: Numbers<(typeof kernelParameters)[Name]> };
}[K];

/** One kernel over a number of independent units of work. */
export type Task = Call & {
  readonly units: number;
  /** Kernels that follow on the same unit while its numbers are in the nearest caches. Default: none. */
  readonly then?: readonly Call[];
  /** Consecutive units that one thread computes in order, because they add to the same place. Default 1. */
  readonly span?: number;
};

type Kernel = (unit: number, scratch: number, control: number, ...args: readonly number[]) => void;

/** Tasks whose units may run in any order and at the same time. */
export type Phase = readonly Task[];

/** Phases one after the other: one step of training, or one round of prediction. */
export type Program = readonly Phase[];

// Words of the synchronisation block.
const GENERATION = 0;
const ARRIVED = 1;
const FAILED = 2;
const TICKETS = 16;
/** Room for the deepest network that can be described: 64 layers, at most two phases each and two more. */
export const MAX_PHASES = 2 * 64 + 2;
export const SYNC_WORDS = TICKETS + MAX_PHASES;

// Units that took less together are followed by twice as many before the clock is looked at.
const SHORT_MS = 0.5;

// Some microseconds: phases are short and threads finish together, so that sleeping costs more than it saves.
const SPINS = 2000;

/** What a thread throws because another one failed: an echo of the failure, not its reason. */
export class AnotherThreadFailed extends Error {
  constructor() {
    super("another thread of the engine failed");
  }
}

/** What a thread needs to take part in a run. */
export interface Crew {
  readonly kernels: Kernels;
  readonly sync: Int32Array;
  readonly threads: number;
  /** Address of this thread's scratch memory. */
  readonly scratch: number;
}

/**
 * Runs `steps` repetitions of a program; every thread of the crew calls this with the same arguments. Units are
 * handed out by a shared counter; a unit's result never depends on who computes it, nor when within its phase.
 */
export function runProgram(crew: Crew, program: Program, control: number, steps: number): void {
  const { kernels, sync, threads, scratch } = crew;
  try {
    for (let step = 0; step < steps; step++, control += CONTROL_BYTES) {
      program.forEach((phase, index) => {
        const counter = TICKETS + index;
        let done = 0; // Units of the phase's earlier tasks.
        let ticket = threads === 1 ? 0 : Atomics.add(sync, counter, 1);
        for (const { kernel, units, args, then = [], span = 1 } of phase) {
          const run: Kernel = kernels[kernel];
          const spans = Math.ceil(units / span);
          while (ticket < done + spans) {
            const first = (ticket - done) * span;
            for (let unit = first; unit < Math.min(first + span, units); unit++) {
              run(unit, scratch, control, ...args);
              for (const next of then) {
                const follow: Kernel = kernels[next.kernel];
                follow(unit, scratch, control, ...next.args);
              }
            }
            ticket = threads === 1 ? ticket + 1 : Atomics.add(sync, counter, 1);
          }
          done += spans;
        }
        if (threads > 1) waitForAll(sync, counter, threads);
      });
    }
  } catch (error) {
    Atomics.store(sync, FAILED, 1);
    Atomics.add(sync, GENERATION, 1);
    Atomics.notify(sync, GENERATION);
    throw error;
  }
}

/** How far a step has come: a phase, a task of it, and the task's next unit. */
export interface Place {
  readonly phase: number;
  readonly task: number;
  readonly unit: number;
}

/** Where a step begins. */
export const beginning: Place = { phase: 0, task: 0, unit: 0 };

/**
 * Goes on with one step on a thread that is alone and has to listen to others now and then: until it is done, or after the
 * unit that was not before `pause` (by `performance.now()`).
 *
 * @returns Where to go on; undefined where it is done.
 */
export function runSlice(
  { kernels, scratch }: Crew,
  program: Program,
  control: number,
  from: Place,
  pause: number,
): Place | undefined {
  let { task: firstTask, unit: firstUnit } = from;
  for (let phase = from.phase; phase < program.length; phase++) {
    for (let task = firstTask; task < program[phase].length; task++) {
      const { kernel, units, args, then = [] } = program[phase][task];
      const run: Kernel = kernels[kernel];
      // Of short units many are done between two looks at the clock.
      let [looked, look, stride] = [performance.now(), firstUnit + 1, 1];
      for (let unit = firstUnit; unit < units;) {
        run(unit, scratch, control, ...args);
        for (const next of then) {
          const follow: Kernel = kernels[next.kernel];
          follow(unit, scratch, control, ...next.args);
        }
        if (++unit < look) continue;
        const now = performance.now();
        if (now > pause) return { phase, task, unit };
        stride = now - looked < SHORT_MS ? 2 * stride : 1;
        [looked, look] = [now, unit + stride];
      }
      firstUnit = 0;
    }
    firstTask = 0;
  }
  return undefined;
}

/** A barrier: the last to arrive resets the phase's counter and lets the others go. */
function waitForAll(sync: Int32Array, counter: number, threads: number): void {
  const generation = Atomics.load(sync, GENERATION);
  // Whoever failed before this load will not arrive any more; who fails after it moves the generation on.
  throwIfFailed(sync);
  if (Atomics.add(sync, ARRIVED, 1) === threads - 1) {
    Atomics.store(sync, ARRIVED, 0);
    Atomics.store(sync, counter, 0);
    Atomics.add(sync, GENERATION, 1);
    Atomics.notify(sync, GENERATION);
  } else {
    for (let spins = 0; Atomics.load(sync, GENERATION) === generation; spins++) {
      if (spins >= SPINS) Atomics.wait(sync, GENERATION, generation);
    }
  }
  throwIfFailed(sync);
}

function throwIfFailed(sync: Int32Array): void {
  if (Atomics.load(sync, FAILED) !== 0) throw new AnotherThreadFailed();
}
