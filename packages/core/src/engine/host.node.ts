import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { inflateSync } from "node:zlib";
import type { Host } from "./host.js";
import type { FromWorker } from "./worker.js";

export const startWorker: Host["startWorker"] = (source, onMessage, onFailure) => {
  const worker = new Worker(`const port = require("node:worker_threads").parentPort;\n${source}`, {
    eval: true,
    execArgv: [],
  });
  worker.on("message", (message: FromWorker) => onMessage(message));
  worker.on("error", onFailure);
  worker.on("exit", (code) => onFailure(new Error(`a worker of the engine ended (exit code ${code})`)));
  return {
    send: (message) => worker.postMessage(message),
    terminate: async () => {
      await worker.terminate();
    },
  };
};

export const availableThreads: Host["availableThreads"] = () => availableParallelism();

export const nextTurn: Host["nextTurn"] = () => new Promise((resolve) => setImmediate(resolve));

// The streams that browsers have take ten times as long here, most of it to load them.
export const inflate: Host["inflate"] = (base64) =>
  Promise.resolve(inflateSync(Buffer.from(base64, "base64")));

export const enableRelaxedSimd: Host["enableRelaxedSimd"] = () => {
  // V8 shipped relaxed SIMD with Chromium 114; Node 20 carries an earlier one that knows it behind a flag.
  if (Number(process.versions.node.split(".")[0]) < 21) {
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  }
};
