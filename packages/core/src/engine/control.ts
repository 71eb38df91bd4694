/** Bytes of a control record, one a step; the kernels' layout (kernels/control.ts). */
export const CONTROL_BYTES = 64;

/** What the kernels read of one step. */
export interface Control {
  /** Position in the epoch's order of the batch's first image. */
  readonly start: number;
  /** Images in the batch. */
  readonly count: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Optimisation step since the beginning. */
  readonly step: number;
  /** Weight of the KL divergence in this step's loss. */
  readonly klWeight: number;
  /** Learning rate over Adam's first bias correction. */
  readonly rate: number;
  /** 1 / √(Adam's second bias correction). */
  readonly inverseRootCorrection2: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Place of this step in the run: where its losses are written. */
  readonly index: number;
}

/** What prediction needs; the rest is for training. */
export type PredictionControl = Pick<Control, "start" | "count" | "seed">;

// In the order of the kernels' fields, four bytes each.
const fields: readonly (readonly [keyof Control, "setUint32" | "setFloat32"])[] = [
  ["start", "setUint32"],
  ["count", "setUint32"],
  ["step", "setUint32"],
  ["seed", "setUint32"],
  ["klWeight", "setFloat32"],
  ["rate", "setFloat32"],
  ["inverseRootCorrection2", "setFloat32"],
  ["beta1", "setFloat32"],
  ["beta2", "setFloat32"],
  ["epsilon", "setFloat32"],
  ["index", "setUint32"],
];

/** Writes the record at `address` of the engine's memory; what training alone needs is 0 where it is left out. */
export function writeControl(
  buffer: ArrayBufferLike,
  address: number,
  control: Control | PredictionControl,
): void {
  const view = new DataView(buffer, address, CONTROL_BYTES);
  const values: Partial<Control> = control;
  fields.forEach(([name, set], i) => view[set](4 * i, values[name] ?? 0, true));
}
