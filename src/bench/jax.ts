import type * as JaxModule from "@jax-js/jax";
import { availableVariants } from "../engine/kernels.js";

export type Jax = typeof JaxModule;
export type JaxArray = JaxModule.Array;

/**
 * Loads jax-js for its WebAssembly backend, or returns `undefined` where it is not installed: it is what the
 * benchmark compares with, and nothing that the library needs.
 */
export async function loadJax(
  load: () => Promise<Jax> = () => import("@jax-js/jax"),
): Promise<Jax | undefined> {
  // Turns relaxed SIMD on where it hides behind a flag, before jax-js looks for it: both sides get the same machine.
  availableVariants();
  // jax-js asks `instanceof Float16Array`, which Node 20 does not know; no value is ever one here.
  (globalThis as { Float16Array?: unknown }).Float16Array ??= function Float16Array(): void {
    // Nothing is an instance of it.
  };
  let jax: Jax;
  try {
    jax = await load();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return jax;
}

/** Whether the package itself is missing, not a part of it. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  return code === "ERR_MODULE_NOT_FOUND" && message?.includes("'@jax-js/jax'") === true;
}

/** Parameters of dense layers as jax-js takes them best: `[outputs, inputs]` and `[outputs]`, layer after layer. */
export function denseShapes(sizes: readonly number[]): number[][] {
  return sizes.slice(1).flatMap((outputs, l) => [[outputs, sizes[l]], [outputs]]);
}
