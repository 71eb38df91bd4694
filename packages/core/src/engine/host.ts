import type { FromWorker, ToWorker } from "./worker.js";

/** A running worker thread, the same in Node and in browsers. */
export interface HostWorker {
  send(message: ToWorker): void;
  terminate(): Promise<void>;
}

/** What the engine asks of the platform; `#host` resolves to host.node.ts or host.web.ts. */
export interface Host {
  /** Starts the worker, or throws. `onFailure` is called when the thread dies; it may be called again as it ends. */
  startWorker(
    source: string,
    onMessage: (message: FromWorker) => void,
    onFailure: (reason: Error) => void,
  ): HostWorker;
  /** Threads that make sense here: 1 where memory cannot be shared with workers. */
  availableThreads(): number;
  /** Lets the event loop, or the page, have its turn, and no longer than it needs. */
  nextTurn(): Promise<void>;
  /** Bytes that the build deflated (zlib's format) and wrote as base64. */
  inflate(base64: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Turns relaxed SIMD on where the host hides it behind a flag. */
  enableRelaxedSimd(): void;
}
