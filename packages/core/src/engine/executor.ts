import { NescioError, orAborted, throwIfAborted } from "../errors.js";
import type { Arena } from "./arena.js";
import { CONTROL_BYTES } from "./control.js";
import { workerSource } from "./generated/worker-source.js";
import type { HostWorker } from "./host.js";
import { availableVariants, instantiateKernels, kernelModule, type KernelVariant } from "./kernels.js";
import {
  AnotherThreadFailed,
  beginning,
  MAX_PHASES,
  runSlice,
  SYNC_WORDS,
  type Crew,
  type Place,
  type Program,
} from "./program.js";
import type { ToWorker } from "./worker.js";
import { availableThreads, nextTurn, startWorker } from "#host";

// Inside the first page, above the kernels' static data (a few hundred bytes).
const SYNC_ADDRESS = 32_768;

const MAX_THREADS = 64;

// How long one thread computes before it lets the page or the event loop breathe.
const SLICE_MS = 40;

export interface ExecutorOptions {
  /** 1 computes on the calling thread (but see `background`); more starts as many workers. Default: what the host offers, at most 8. */
  readonly threads?: number | undefined;
  /** Whether a single thread is a worker too, so that the calling thread stays free and several executors can run side by side. */
  readonly background?: boolean | undefined;
  /** Scratch bytes that every thread needs. */
  readonly scratchBytes: number;
  /** Default: the fastest that the host has. */
  readonly variant?: KernelVariant | undefined;
}

/** The threads to use when nobody says: what the host offers, at most 8. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(8, availableThreads()));
}

/** Throws `invalid-option` unless so many threads can be started. */
export function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "threads",
    expected: `a whole number from 1 to ${MAX_THREADS}`,
    found: String(threads),
  });
}

// Below about this many multiplications, starting workers costs more than they save.
const WORTH_WORKERS = 2e9;

/** The same for a computation of about so many multiplications: one where starting workers would not pay. */
export function threadsFor(multiplications: number): number {
  return multiplications < WORTH_WORKERS ? 1 : defaultThreads();
}

/**
 * Runs programs over one shared memory, on the calling thread or on workers. The caller reads and writes
 * `buffer` between runs; `close` ends the workers and must always be called.
 */
export class Executor {
  readonly #crew: Crew | undefined;
  // When the page or the event loop last had its turn; runs may be far shorter than a slice.
  #breathed = performance.now();
  readonly #workers: readonly WorkerHandle[];

  private constructor(
    readonly buffer: ArrayBufferLike,
    readonly threads: number,
    readonly variant: KernelVariant,
    crew: Crew | undefined,
    workers: readonly WorkerHandle[],
  ) {
    this.#crew = crew;
    this.#workers = workers;
  }

  /** Makes the memory that `arena` laid out, scratch added, and starts the threads. */
  static async start(arena: Arena, options: ExecutorOptions): Promise<Executor> {
    const threads = options.threads ?? defaultThreads();
    checkThreads(threads);
    const variants = availableVariants();
    const variant = options.variant ?? variants[0];
    if (!variants.includes(variant)) {
      throw new NescioError({
        code: "unsupported",
        subject: `${variant} kernels`,
        expected: `one of ${variants.join(", ")}`,
        found: "a host that cannot run them",
      });
    }
    const scratch = Array.from({ length: threads }, () => arena.reserve(options.scratchBytes));
    const memory = makeMemory(arena.pages);
    const module = await kernelModule(variant);
    const sync = new Int32Array(memory.buffer, SYNC_ADDRESS, SYNC_WORDS);
    if (threads === 1 && options.background !== true) {
      const kernels = await instantiateKernels(module, memory);
      const crew = { kernels, sync, threads, scratch: scratch[0] };
      return new Executor(memory.buffer, threads, variant, crew, []);
    }
    const workers: WorkerHandle[] = [];
    try {
      // Async, so that a worker that the host refuses rejects like one that fails, and those that have started are
      // waited for and ended.
      await Promise.all(
        scratch.map(async (address) => {
          const worker = new WorkerHandle();
          workers.push(worker);
          await worker.ask({ type: "join", module, memory, sync, threads, scratch: address });
        }),
      );
    } catch (error) {
      await Promise.all(workers.map((worker) => worker.terminate()));
      throw error;
    }
    return new Executor(memory.buffer, threads, variant, undefined, workers);
  }

  /**
   * Runs `steps` repetitions of a program, one control record each from `control` on. When the signal fires it rejects at
   * once; all that is left to do then is to close.
   */
  async run(program: Program, control: number, steps: number, signal?: AbortSignal): Promise<void> {
    if (program.length > MAX_PHASES) {
      throw new NescioError({
        code: "unsupported",
        subject: "network",
        expected: `at most ${MAX_PHASES} phases a step`,
        found: `${program.length}`,
        next: "Use fewer layers.",
      });
    }
    throwIfAborted(signal, "computation");
    if (this.#crew === undefined) {
      await orAborted(this.#runOnWorkers({ type: "run", program, control, steps }), signal, "computation");
      return;
    }
    for (let step = 0; step < steps; step++) {
      let place: Place | undefined = beginning;
      while (place !== undefined) {
        const pause = this.#breathed + SLICE_MS;
        place = runSlice(this.#crew, program, control + step * CONTROL_BYTES, place, pause);
        if (performance.now() <= pause) continue;
        await nextTurn();
        this.#breathed = performance.now();
        throwIfAborted(signal, "computation");
      }
    }
  }

  /** Rejects with the reason of a failure as soon as it is known, with an echo of it only where nothing else comes. */
  async #runOnWorkers(message: ToWorker): Promise<void> {
    let echo: AnotherThreadFailed | undefined;
    await Promise.all(
      this.#workers.map(async (worker) => {
        try {
          await worker.ask(message);
        } catch (error) {
          if (!(error instanceof AnotherThreadFailed)) throw error;
          echo = error;
        }
      }),
    );
    if (echo !== undefined) throw echo;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.buffer, address, length);
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.buffer, address, length);
  }

  u32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.buffer, address, length);
  }

  u8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer, address, length);
  }
}

function makeMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    throw new NescioError({
      code: "unsupported",
      subject: "engine memory",
      expected: `${Math.ceil(pages / 16)} MiB of memory`,
      found: "an allocation failure",
      next: "Use a smaller network, a smaller batch or fewer images at a time.",
      cause,
    });
  }
}

/** What ends a thread is no mistake of the program, which tells of its own: the machine took it away. */
function died(reason: Error): NescioError {
  if (reason instanceof NescioError) return reason;
  return new NescioError({
    code: "unsupported",
    subject: "engine threads",
    expected: "every thread to run until the work is done",
    found: reason.message,
    next: "Is there memory enough? Fewer threads (--threads), a smaller network or a smaller batch take less.",
    cause: reason,
  });
}

/** A worker that answers every message once. */
class WorkerHandle {
  #settle: { resolve: () => void; reject: (reason: Error) => void } | undefined;
  #dead: Error | undefined;
  readonly #worker: HostWorker = startWorker(
    workerSource,
    (message) => {
      const settle = this.#settle;
      this.#settle = undefined;
      if (message.type === "done") settle?.resolve();
      else if (message.echo) settle?.reject(new AnotherThreadFailed());
      else settle?.reject(new Error(`the engine failed: ${message.message}`));
    },
    (reason) => {
      this.#dead ??= died(reason);
      this.#settle?.reject(this.#dead);
    },
  );

  ask(message: ToWorker): Promise<void> {
    if (this.#dead) return Promise.reject(this.#dead);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#worker.send(message);
    });
  }

  terminate(): Promise<void> {
    return this.#worker.terminate();
  }
}
