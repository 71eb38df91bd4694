import { NescioError } from "../errors.js";
import { pictureKernels, type PictureKernels } from "./generated/picture-kernels.js";

/** What a call of the kernels works on. */
export interface PictureRegions {
  readonly kernels: PictureKernels;
  readonly buffer: ArrayBuffer;
  /** Addresses of the regions that were asked for. */
  readonly at: readonly number[];
}

interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly kernels: PictureKernels;
}

const page = 65_536;
/** Pages of a memory that is kept for the next picture: 64 MiB. */
const keptPages = 1024;

let module: WebAssembly.Module | undefined;
let kept: Instance | undefined;

/** The kernels that read pictures, with so many pages of memory at least. */
function instance(pages: number): Instance {
  try {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(pictureKernels), (c) => c.charCodeAt(0)));
  } catch (cause) {
    throw new NescioError({
      code: "unsupported",
      subject: "kernels that read pictures",
      expected: "WebAssembly with 128-bit SIMD to be compiled",
      found: String(cause).replace(/\.$/, ""),
      next: "Where the page has a Content-Security-Policy, add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  }
  try {
    if (kept === undefined) {
      const memory = new WebAssembly.Memory({ initial: pages });
      const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
      kept = { memory, kernels: exports as unknown as PictureKernels };
    }
    const missing = pages - kept.memory.buffer.byteLength / page;
    if (missing > 0) kept.memory.grow(missing);
    return kept;
  } catch (cause) {
    throw new NescioError({
      code: "unsupported",
      subject: "memory for reading a picture",
      expected: `${Math.ceil(pages / 16)} MiB of memory`,
      found: "an allocation failure",
      next: "Use a smaller picture, or an input with fewer pixels.",
      cause,
    });
  }
}

function abort(): never {
  throw new Error("the kernels that read pictures stopped on a failed assertion");
}

/**
 * Runs kernels over regions of so many bytes, filled with whatever was there before. What they made has to be copied out:
 * the next call takes the same memory.
 */
export function withPictureKernels<T>(
  sizes: (kernels: PictureKernels) => readonly number[],
  use: (regions: PictureRegions) => T,
): T {
  let end = page;
  const at = sizes(instance(1).kernels).map((bytes) => {
    const address = end;
    // Vectors may run past the end.
    end += Math.ceil(bytes / 16) * 16 + 64;
    return address;
  });
  const { memory, kernels } = instance(Math.ceil(end / page));
  try {
    return use({ kernels, buffer: memory.buffer, at });
  } finally {
    // A memory never shrinks.
    if (memory.buffer.byteLength > keptPages * page) kept = undefined;
  }
}
