import type { Executor } from "../engine/executor.js";
import { windowRecord, WINDOW_BYTES } from "../engine/window.js";
import { storedTarget } from "../layers/chain.js";
import { isWeightedStep, kindOfStep, type Step } from "../layers/kinds.js";
import { tilesOfStep, type LayerPlace } from "./network-weights.js";

// What the kernels that run whole networks on panels of images (kernels/predict-images.ts) read of a step.

/** Bytes of a step's record. */
export const RECORD_BYTES = 32;

/** Where a record says where weights lie, and transformed kernels. */
const WEIGHTS_AT = 8;
const KERNELS_AT = 28;

/** Writes the windows of a chain's steps, one after the other at `windows`. */
export function writeStepWindows(executor: Executor, steps: readonly Step[], windows: number): void {
  steps.forEach((step, s) => {
    const record = windowRecord(step, kindOfStep(step).window(step));
    executor.u32(windows + s * WINDOW_BYTES, record.length).set(record);
  });
}

/**
 * Writes their records at `records`, but for where their weights lie.
 * @param outputs Where each step's output lies in a thread's own memory.
 */
export function writeStepRecords(
  executor: Executor,
  steps: readonly Step[],
  records: number,
  windows: number,
  outputs: readonly number[],
): void {
  steps.forEach((step, place) => {
    const { code, integer = 0, real = 0 } = kindOfStep(step).record(step);
    const at = records + place * RECORD_BYTES;
    const window = windows + place * WINDOW_BYTES;
    executor.u32(at, 6).set([code, window, 0, outputs[place], place, integer]);
    executor.f32(at + 24, 1).set([real]);
  });
}

/** Writes into their records where the weights lie of those steps that have some. */
export function writeWeightPlaces(
  executor: Executor,
  steps: readonly Step[],
  records: number,
  places: readonly LayerPlace[],
): void {
  let layer = 0;
  steps.forEach((step, place) => {
    if (!isWeightedStep(step)) return;
    const { weights, kernels } = places[layer++];
    const at = records + place * RECORD_BYTES;
    executor.u32(at + WEIGHTS_AT, 1).set([weights]);
    executor.u32(at + KERNELS_AT, 1).set([kernels]);
  });
}

/** Memory of a thread's own that kernels need while they work on a step. */
export function workBytes(steps: readonly Step[]): number {
  return Math.max(0, ...steps.map((step) => tilesOfStep(step)?.scratchBytes ?? 0));
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
