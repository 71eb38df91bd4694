import { availableVariants, defaultThreads } from "@nescio/core/internal";

/** What the page computes with. */
export interface EngineFacts {
  /** Threads of a training; a single verdict takes one. */
  readonly threads: number;
  /** Which build of the kernels runs. */
  readonly simd: "plain" | "relaxed";
  /** Whether threads can share memory here: otherwise there is one. */
  readonly isIsolated: boolean;
}

/** @throws NescioError `unsupported` where the browser has no WebAssembly with SIMD. */
export function engineFacts(): EngineFacts {
  return {
    threads: defaultThreads(),
    simd: availableVariants()[0],
    isIsolated: globalThis.crossOriginIsolated,
  };
}
