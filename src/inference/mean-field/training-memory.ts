import type { Arena } from "../../engine/arena.js";
import { CONTROL_BYTES } from "../../engine/control.js";
import type { DenseStep } from "../../engine/dense-chain.js";
import { quadLength } from "../../engine/quads.js";
import type { MeanFieldSettings } from "./options.js";
import type { TrainingInputs } from "./training-inputs.js";

/** Most steps in one run of the executor: so many control records and losses have room. */
export const RUN_STEPS = 64;

/** Where a dense layer's numbers lie; addresses are 0 where the estimator has no use for them. */
export interface LayerMemory extends DenseStep {
  readonly quads: number;
  /** The activations that come in, and their squares: the images, or the layer before. */
  readonly from: number;
  readonly fromSquares: number;
  /** Ten arrays (kernels/mean-field.ts), `bytes` apart. */
  readonly params: number;
  readonly bytes: number;
  /** Activations, their squares, ζ/(2√v), and the gradients with respect to mean and variance. */
  readonly out: number;
  readonly outSquares: number;
  readonly ratio: number;
  readonly dz: number;
  readonly dzQuads: number;
  readonly dv: number;
  readonly dvQuads: number;
  /** Two sums, of even and odd steps, for each unit of the update. */
  readonly kl: number;
  /** Units of the update: eight outputs each. */
  readonly units: number;
}

/** Where everything lies that a training step reads and writes. */
export interface TrainingMemory {
  /** `uint8 [count, inputs]`. */
  readonly pixels: number;
  /** Labels (`uint8 [count]`) or targets (`f32 [count, outputs]`). */
  readonly target: number;
  /** `u32 [count]`: the order in which the epoch visits the images. */
  readonly order: number;
  /** `RUN_STEPS` control records. */
  readonly control: number;
  /** `f64 [RUN_STEPS][2]`: −log likelihood and KL. */
  readonly losses: number;
  /** `f64 [panels]`: −log likelihood of each panel. */
  readonly nll: number;
  /** The layers' KL sums, one layer after the other. */
  readonly kl: number;
  /** The batch's images as panels, and their squares. */
  readonly x: number;
  readonly squares: number;
  /** Where the likelihood puts the last layer's panels of gradients although no layer reads them. */
  readonly lastDz: number;
  readonly lastDv: number;
  /** Panels of 8 images in a full batch. */
  readonly panels: number;
  /** Bytes of one quad of outputs for all panels. */
  readonly quadBytes: number;
  readonly layers: readonly LayerMemory[];
}

/** Reserves the memory of training in `arena`. */
export function reserveTraining(
  arena: Arena,
  chain: readonly DenseStep[],
  inputs: TrainingInputs,
  settings: MeanFieldSettings,
): TrainingMemory {
  const size = chain[0].inputs;
  const local = settings.estimator === "local";
  const panels = Math.ceil(Math.min(settings.batchSize, inputs.count) / 8);
  const quadBytes = panels * 128;
  const when = (wanted: boolean, bytes: number): number => (wanted ? arena.reserve(bytes) : 0);

  const pixels = arena.reserve(inputs.count * size);
  const target = arena.reserve(inputs.labels ? inputs.count : inputs.targets!.byteLength);
  const order = arena.reserve(inputs.count * 4);
  const control = arena.reserve(RUN_STEPS * CONTROL_BYTES);
  const losses = arena.reserve(RUN_STEPS * 16);
  const nll = arena.reserve(panels * 8);
  const x = arena.reserve(panels * (size + 1) * 32);
  const squares = when(local, panels * (size + 1) * 32);
  const units = chain.map(({ outputs }) => Math.ceil(outputs / 8));
  const klUnits = units.reduce((a, b) => a + b, 0);
  const kl = arena.reserve(klUnits * 16);
  let klAt = kl;
  let from = x;
  let fromSquares = squares;
  const layers = chain.map((step, l): LayerMemory => {
    const quads = Math.ceil(step.outputs / 4);
    const activations = panels * (step.outputs + 1) * 32;
    // Arrays whose distance is a multiple of 4 KiB would fall on the same cache sets: an odd number of lines more.
    const bytes = Math.ceil((quadLength(step.inputs, step.outputs) * 4) / 64) * 64 + 320;
    const hidden = l < chain.length - 1;
    const gradients = quads * quadBytes;
    const layer = {
      ...step,
      quads,
      from,
      fromSquares,
      bytes,
      params: arena.reserve(bytes * 10),
      out: arena.reserve(activations),
      outSquares: when(local && hidden, activations),
      ratio: when(local, activations),
      // The first layer's gradient goes no further back: only the quads are needed.
      dz: when(l > 0, gradients),
      dzQuads: arena.reserve(gradients + quadBytes),
      dv: when(local && l > 0, gradients),
      dvQuads: when(local, gradients + quadBytes),
      kl: klAt,
      units: units[l],
    };
    klAt += units[l] * 16;
    from = layer.out;
    fromSquares = layer.outSquares;
    return layer;
  });
  // The likelihood writes its panels even where no layer reads them.
  const lastDz = arena.reserve(layers.at(-1)!.quads * quadBytes);
  const lastDv = when(local, layers.at(-1)!.quads * quadBytes);
  return {
    ...{ pixels, target, order, control, losses, nll, kl, x, squares, lastDz, lastDv },
    ...{ panels, quadBytes, layers },
  };
}
