import { NescioError } from "../errors.js";
import type { Host } from "./host.js";
import type { FromWorker } from "./worker.js";

// A message that cannot be read would otherwise leave the sender waiting for its answer.
const prelude = `const port = self;
port.onmessageerror = () => port.postMessage({ type: "failed", message: "a message could not be read", echo: false });
`;

function cannotStart(found: string, cause?: unknown): NescioError {
  return new NescioError({
    code: "unsupported",
    subject: "engine threads",
    expected: "a worker to start from a blob: address",
    found,
    next: "Where the page has a Content-Security-Policy, add `worker-src blob:` to it; or ask for one thread.",
    cause,
  });
}

export const startWorker: Host["startWorker"] = (source, onMessage, onFailure) => {
  if (!globalThis.crossOriginIsolated) {
    throw new NescioError({
      code: "unsupported",
      subject: "engine threads",
      expected: "a cross-origin isolated page, whose workers can share memory",
      found: "a page that is not",
      next:
        "Serve it with the headers Cross-Origin-Opener-Policy: same-origin and " +
        "Cross-Origin-Embedder-Policy: require-corp; or ask for one thread.",
    });
  }
  // A blob, so that it works from any bundle and any origin.
  const url = URL.createObjectURL(new Blob([prelude, source], { type: "text/javascript" }));
  let worker: Worker;
  try {
    worker = new Worker(url);
  } catch (cause) {
    URL.revokeObjectURL(url);
    throw cannotStart(String(cause).replace(/\.$/, ""), cause);
  }
  worker.onmessage = (event: MessageEvent<FromWorker>) => onMessage(event.data);
  worker.onmessageerror = () => onFailure(new Error("an answer of the engine's worker could not be read"));
  // The worker catches what its program throws: only one that never ran comes here. A browser that refuses it for
  // the page's policy sends a plain event without a message.
  worker.onerror = (event: Event) => {
    event.preventDefault();
    const message = event instanceof ErrorEvent ? event.message : "";
    onFailure(cannotStart(message || "a refusal without a reason"));
  };
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

// A message, as browsers make timers wait for 4 ms where one follows another.
export const nextTurn: Host["nextTurn"] = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

export const inflate: Host["inflate"] = async (base64) => {
  if (!("DecompressionStream" in globalThis)) {
    throw new NescioError({
      code: "unsupported",
      subject: "this JavaScript engine",
      expected: "DecompressionStream",
      found: "none",
      next: "Use Node 20 or later, or a browser from 2023 or later.",
    });
  }
  const deflated = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

export const enableRelaxedSimd: Host["enableRelaxedSimd"] = () => {
  // Browsers that have it have it on.
};
