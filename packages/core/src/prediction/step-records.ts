import type { Executor } from "../engine/executor.js";
import { windowRecord, WINDOW_BYTES } from "../engine/window.js";
import { storedTarget } from "../layers/chain.js";
import { kindOfStep, type Step } from "../layers/kinds.js";

// What the kernels that run whole networks on panels of images (kernels/predict-images.ts) read of a step.

/** Bytes of a step's record. */
export const RECORD_BYTES = 32;

/** Writes the windows of a chain's steps, one after the other at `windows`. */
export function writeStepWindows(executor: Executor, steps: readonly Step[], windows: number): void {
  steps.forEach((step, s) => {
    const record = windowRecord(step, kindOfStep(step).window(step));
    executor.u32(windows + s * WINDOW_BYTES, record.length).set(record);
  });
}

/**
 * Writes their records at `records`.
 * @param outputs Where each step's output lies in a thread's own memory.
 * @param weights Where the weights lie of those that have some; 0 for the others, and where they are not known yet.
 */
export function writeStepRecords(
  executor: Executor,
  steps: readonly Step[],
  records: number,
  windows: number,
  outputs: readonly number[],
  weights: readonly number[],
): void {
  steps.forEach((step, place) => {
    const { code, integer = 0, real = 0 } = kindOfStep(step).record(step);
    const at = records + place * RECORD_BYTES;
    const window = windows + place * WINDOW_BYTES;
    executor.u32(at, 6).set([code, window, weights[place], outputs[place], place, integer]);
    executor.f32(at + 24, 1).set([real]);
  });
}

/** Where each step's output lies in a thread's own memory, and how much of that there is. */
export function layoutOutputs(steps: readonly Step[]): { offsets: number[]; bytes: number } {
  const offsets: number[] = [];
  let bytes = 0;
  for (const step of steps) {
    offsets.push(bytes);
    // Tiles may write past a ragged edge.
    bytes += Math.ceil((storedTarget(step).rows * 32 + 128) / 64) * 64;
  }
  return { offsets, bytes };
}

/** Multiplications for one image. */
export function multiplications(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + kindOfStep(step).multiplications(step), 0);
}
