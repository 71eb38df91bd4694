import { kernelParameters } from "./generated/kernel-signatures.js";
import type { Call, KernelName } from "./program.js";

type NameOf<K extends KernelName> = (typeof kernelParameters)[K][number];

/** What a kernel takes after (unit, scratch, control), by name: addresses in bytes, sizes and flags (0 or 1). */
export type KernelArguments<K extends KernelName> = Readonly<Record<NameOf<K>, number>>;

/**
 * A call of a kernel with named arguments, in the order that the kernel has them. One that lacks an argument, or has one
 * that the kernel does not know, does not compile: WebAssembly would read 0 for the former and pass over the latter.
 */
export function call<K extends KernelName, A extends KernelArguments<K>>(
  kernel: K,
  args: A & Readonly<Record<Exclude<keyof A, NameOf<K>>, never>>,
): Call<K> {
  const named: KernelArguments<K> = args;
  const names: readonly NameOf<K>[] = kernelParameters[kernel];
  return { kernel, args: names.map((name) => named[name]) } as unknown as Call<K>;
}
