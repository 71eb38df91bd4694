import { isWeightedStep, volumeSize, type Step } from "../engine/chain.js";
import { storedTarget } from "../engine/window.js";

// What the kernels that run whole networks on panels of images (kernels/predict-images.ts) read of a step.

/** Bytes of a step's record. */
export const RECORD_BYTES = 32;

/** Its first field. */
export const stepKinds = { conv2d: 0, dense: 0, maxPool2d: 1, avgPool2d: 2, dropout: 3 } as const;

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

/** Multiplications of the steps with weights, for one image. */
export function multiplications(steps: readonly Step[]): number {
  return steps.filter(isWeightedStep).reduce((sum, step) => sum + step.inputs * volumeSize(step.target), 0);
}
