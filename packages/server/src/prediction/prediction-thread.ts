import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { errorOf } from "./failure.js";
import type { FromThread, ToThread } from "./messages.js";

// As far from here in dist/ as in src/.
const program = fileURLToPath(new URL("../../dist/prediction/thread-program.js", import.meta.url));

/** A thread died with something on its hands. */
export class ThreadDied extends Error {
  override readonly name = "ThreadDied";
}

/** A thread that answers one message after the other. */
export class PredictionThread {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (message: FromThread) => void; reject: (error: Error) => void }[] = [];
  #death: Error | undefined;
  /** Batches that it has and has not answered. */
  load = 0;

  /** @param onDeath Called once, if it ends without being asked to. */
  constructor(onDeath: (error: Error) => void) {
    // Options of the process may be none for a file: --eval, --input-type.
    this.#worker = new Worker(program, { execArgv: [] });
    this.#worker.on("message", (message: FromThread) => {
      const asked = this.#waiting.shift();
      if (message.type === "failed") asked?.reject(errorOf(message.failure));
      else asked?.resolve(message);
    });
    const die = (error: Error): void => {
      if (this.#death !== undefined) return;
      this.#death = new ThreadDied(`a prediction thread ended: ${error.message}`);
      for (const { reject } of this.#waiting.splice(0)) reject(this.#death);
      onDeath(this.#death);
    };
    this.#worker.on("error", (error) => die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on("exit", (code) => die(new Error(`exit code ${code}`)));
  }

  /** @throws ThreadDied; what the message came to. */
  ask<T extends FromThread["type"]>(
    message: ToThread,
    _: T,
    transfer: ArrayBuffer[] = [],
  ): Promise<FromThread & { type: T }> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(this.#death);
        return;
      }
      this.#waiting.push({ resolve: resolve as (message: FromThread) => void, reject });
      this.#worker.postMessage(message, transfer);
    });
  }

  async end(): Promise<void> {
    this.#death ??= new ThreadDied("the prediction threads are ended");
    for (const { reject } of this.#waiting.splice(0)) reject(this.#death);
    await this.#worker.terminate();
  }
}
