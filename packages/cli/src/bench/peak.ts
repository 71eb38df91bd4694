import type { KernelVariant } from "@nescio/core";
import { Arena, call, CONTROL_BYTES, Executor } from "@nescio/core/internal";

const UNITS_PER_THREAD = 64;
/** Twelve chains of four lanes, a multiplication and an addition each (kernels/probe.ts). */
const FLOPS_PER_ROUND = 96;

/**
 * Multiply-adds on registers alone, as fast as this build of the kernels can: the most that anything can reach.
 * `flops` is the arithmetic of one run.
 */
export async function peakProbe(
  crew: { readonly threads: number; readonly variant: KernelVariant },
  rounds = 50_000,
): Promise<{ flops: number; run(): Promise<void>; close(): Promise<void> }> {
  const arena = new Arena();
  const control = arena.reserve(CONTROL_BYTES);
  const executor = await Executor.start(arena, { ...crew, scratchBytes: 256 });
  const units = UNITS_PER_THREAD * crew.threads;
  const program = [[{ ...call("peak", { rounds }), units }]];
  return {
    flops: units * rounds * FLOPS_PER_ROUND,
    run: () => executor.run(program, control, 1),
    close: () => executor.close(),
  };
}
