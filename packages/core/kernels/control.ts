// What changes from step to step, written by the host (src/engine/control.ts) before a run: one record a step.

@unmanaged
export class Control {
  /** Position in the epoch's order of the batch's first image. */
  start: i32;
  /** Images in the batch. */
  count: i32;
  /** Optimisation step since the beginning: the third word of the key of training's streams. */
  step: u32;
  seed: u32;
  /** Weight of the KL divergence in this step's loss. */
  klWeight: f32;
  /** Learning rate over Adam's first bias correction. */
  rate: f32;
  /** 1 / √(Adam's second bias correction). */
  inverseRootCorrection2: f32;
  beta1: f32;
  beta2: f32;
  epsilon: f32;
  /** Place of this step in the run: where its losses are written. */
  index: i32;
}

/** Bytes of a record: its fields, four bytes each, and room for more; src/engine/control.ts writes them so. */
export const CONTROL_BYTES: usize = 64;

/** Purposes of random streams: the second word of their key. A layer adds its index times 16. */
export const PURPOSE_WEIGHTS: u32 = 1;
export const PURPOSE_ACTIVATIONS: u32 = 2;
export const PURPOSE_PREDICT_ACTIVATIONS: u32 = 3;
export const PURPOSE_PREDICT_WEIGHTS: u32 = 4;
export const PURPOSE_DROPOUT: u32 = 5;
export const PURPOSE_PREDICT_DROPOUT: u32 = 6;
export const PURPOSE_LANGEVIN: u32 = 7;

/** Panels of 8 images that the batch fills, the last one perhaps in part. */
// @ts-ignore: decorator
@inline
export function activePanels(c: Control): i32 {
  return (c.count + 7) >> 3;
}
