import { NescioError } from "../errors.js";
import type { Kernels } from "./generated/kernel-signatures.js";
import { enableRelaxedSimd, inflate } from "#host";

export type { Kernels } from "./generated/kernel-signatures.js";

/** Which build of the kernels runs: relaxed SIMD multiplies and adds with one rounding where the host can. */
export type KernelVariant = "plain" | "relaxed";

// (module (func (param v128 v128 v128) (result v128) local.get 0 local.get 1 local.get 2 f32x4.relaxed_madd))
const relaxedProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11],
);
// The same with f32x4.add: is there fixed-width SIMD at all?
const simdProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 123, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 11, 1, 9, 0, 32, 0, 32, 1, 253, 228, 1, 11],
);

let found: readonly KernelVariant[] | undefined;

/** The builds this host can run, the fastest first. Throws `unsupported` where WebAssembly SIMD is missing. */
export function availableVariants(): readonly KernelVariant[] {
  if (found === undefined) {
    enableRelaxedSimd();
    if (!WebAssembly.validate(simdProbe)) {
      throw new NescioError({
        code: "unsupported",
        subject: "this JavaScript engine",
        expected: "WebAssembly with 128-bit SIMD",
        found: "none",
        next: "Use Node 20 or later, or a browser from 2023 or later.",
      });
    }
    found = WebAssembly.validate(relaxedProbe) ? ["relaxed", "plain"] : ["plain"];
  }
  return found;
}

// Modules of their own, so that a page loads the one that its browser runs.
const embedded: Readonly<Record<KernelVariant, () => Promise<{ readonly kernels: string }>>> = {
  plain: () => import("./generated/plain-kernels.js"),
  relaxed: () => import("./generated/relaxed-kernels.js"),
};

const modules = new Map<KernelVariant, Promise<WebAssembly.Module>>();

/**
 * The compiled kernels, compiled once a process. Rejects with `unsupported` where the host does not allow it, with
 * `unavailable` where a page's server does not deliver them; what failed is tried again when it is asked for again.
 */
export function kernelModule(variant: KernelVariant): Promise<WebAssembly.Module> {
  let compiled = modules.get(variant);
  if (compiled === undefined) {
    compiled = compileKernels(variant);
    compiled.catch(() => modules.delete(variant));
    modules.set(variant, compiled);
  }
  return compiled;
}

async function compileKernels(variant: KernelVariant): Promise<WebAssembly.Module> {
  const { kernels } = await embedded[variant]().catch((cause: unknown) => {
    throw new NescioError({
      code: "unavailable",
      subject: "kernels",
      expected: `the module with the ${variant} ones to be loaded`,
      found: String(cause).replace(/\.$/, ""),
      next: "Serve all files that the bundler made, beside the one that starts.",
      cause,
    });
  });
  const bytes = await inflate(kernels);
  return WebAssembly.compile(bytes).catch((cause: unknown) => {
    throw new NescioError({
      code: "unsupported",
      subject: "kernels",
      expected: "WebAssembly to be compiled",
      found: String(cause).replace(/\.$/, ""),
      next: "Where the page has a Content-Security-Policy, add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  });
}

/** Instantiates the kernels over a memory. */
export async function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(module, { env: { memory, abort } });
  return instance.exports as unknown as Kernels;
}

function abort(): never {
  throw new Error("the kernels stopped on a failed assertion");
}
