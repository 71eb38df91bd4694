import {
  availableVariants,
  instantiateKernels,
  kernelModule,
  type Kernels,
  type KernelVariant,
} from "../../packages/core/src/engine/kernels.js";

/** Kernels over a small memory of their own, for tests that call them one by one. Data may start at `free`. */
export async function rawKernels(
  variant: KernelVariant,
): Promise<{ kernels: Kernels; buffer: ArrayBufferLike; free: number }> {
  const memory = new WebAssembly.Memory({ initial: 512, maximum: 512, shared: true });
  const kernels = await instantiateKernels(await kernelModule(variant), memory);
  return { kernels, buffer: memory.buffer, free: 65_536 };
}

/** The kernels' builds that this host can run: tests go over all of them. */
export const variants = availableVariants();
