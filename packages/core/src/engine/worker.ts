// The program of one worker thread. It is bundled into a string (scripts/build.js) and started by the host.
import type { Kernels } from "./generated/kernel-signatures.js";
import { AnotherThreadFailed, runProgram, type Crew, type Program } from "./program.js";

/** What the executor sends. */
export type ToWorker =
  | {
      readonly type: "join";
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
      readonly sync: Int32Array;
      readonly threads: number;
      readonly scratch: number;
    }
  | { readonly type: "run"; readonly program: Program; readonly control: number; readonly steps: number };

/** What the worker answers, once for each message. */
export type FromWorker =
  | { readonly type: "done" }
  /** `echo`: the reason is another thread's failure, which that thread tells. */
  | { readonly type: "failed"; readonly message: string; readonly echo: boolean };

interface Port {
  onmessage: ((event: { data: ToWorker }) => void) | null;
  postMessage(message: FromWorker): void;
}
declare const port: Port;

let crew: Crew | undefined;

function take(message: ToWorker): void {
  if (message.type === "join") {
    const { module, memory, sync, threads, scratch } = message;
    const abort = (): never => {
      throw new Error("the kernels stopped on a failed assertion");
    };
    const instance = new WebAssembly.Instance(module, { env: { memory, abort } });
    crew = { kernels: instance.exports as unknown as Kernels, sync, threads, scratch };
  } else {
    if (crew === undefined) throw new Error("asked to run before joining");
    runProgram(crew, message.program, message.control, message.steps);
  }
}

port.onmessage = ({ data }) => {
  try {
    take(data);
    port.postMessage({ type: "done" });
  } catch (error) {
    port.postMessage({
      type: "failed",
      message: error instanceof Error ? error.message : String(error),
      echo: error instanceof AnotherThreadFailed,
    });
  }
};
