import type { Host } from "./host.js";
import type { FromWorker } from "./worker.js";

export const startWorker: Host["startWorker"] = (source, onMessage, onFailure) => {
  // A blob, so that it works from any bundle and any origin; a strict page allows it by `worker-src blob:`.
  const url = URL.createObjectURL(new Blob([`const port = self;\n${source}`], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = (event: MessageEvent<FromWorker>) => onMessage(event.data);
  worker.onerror = (event) => onFailure(new Error(event.message));
  return {
    send: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
      return Promise.resolve();
    },
  };
};

export const availableThreads: Host["availableThreads"] = () =>
  globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;

export const enableRelaxedSimd: Host["enableRelaxedSimd"] = () => {
  // Browsers that have it have it on.
};
