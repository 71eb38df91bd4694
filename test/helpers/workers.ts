import type { Worker } from "node:worker_threads";

/** Counts worker threads that this process starts from now on, and those of them still running. */
export function watchWorkers(): { readonly started: () => number; readonly running: () => number } {
  let started = 0;
  let running = 0;
  process.on("worker", (worker: Worker) => {
    started++;
    running++;
    worker.once("exit", () => running--);
  });
  return { started: () => started, running: () => running };
}
