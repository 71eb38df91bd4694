import type { Arena } from "../engine/arena.js";
import { isWeightedStep, type Chain, type Step, type WeightedStep } from "../engine/chain.js";
import { CONTROL_BYTES } from "../engine/control.js";
import { quadLength } from "../engine/quads.js";
import { gradientRows, storedInput, storedTarget, windowRecord, WINDOW_BYTES } from "../engine/window.js";
import type { TrainingSettings } from "./settings.js";
import type { TrainingInputs } from "./inputs.js";

/** Most steps in one run of the executor: so many control records and losses have room. */
export const RUN_STEPS = 64;

// Panels share a slot for a convolution's gradient so that there are at most this many.
const MOST_SLOTS = 32;

/** Where the numbers of one step of the chain lie; addresses are 0 where there is no use for them. */
export interface StepMemory {
  readonly step: Step;
  /** Its record for the kernels (kernels/window.ts). */
  readonly window: number;
  /** The activations that come in, and their squares: the images, or the step before. */
  readonly from: number;
  readonly fromSquares: number;
  /** Activations, their squares, ζ/(2√v). */
  readonly out: number;
  readonly outSquares: number;
  readonly ratio: number;
  /** Gradients with respect to mean and variance, as panels and (dense layers) as quads. */
  readonly dz: number;
  readonly dzQuads: number;
  readonly dv: number;
  readonly dvQuads: number;
}

/** A layer with weights. */
export interface LayerMemory extends StepMemory {
  readonly step: WeightedStep;
  /** Place among the layers with weights: part of the key of its streams. */
  readonly index: number;
  readonly quads: number;
  /** Ten arrays (kernels/mean-field.ts), `bytes` apart. */
  readonly params: number;
  readonly bytes: number;
  /** Two sums, of even and odd steps, for each unit of the update. */
  readonly kl: number;
  /** Units of the update: eight outputs each. */
  readonly units: number;
  /** A convolution's gradients of the weights (and of σ²), `slotBytes` a slot. */
  readonly gradients: number;
  readonly gradientsV: number;
  readonly slotBytes: number;
  /** A convolution's weights (and σ²) as its way back wants them. */
  readonly transposed: number;
  readonly transposedV: number;
}

/** Where everything lies that a training step reads and writes. */
export interface TrainingMemory {
  readonly chain: Chain;
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
  /** Where the likelihood puts the last step's panels of gradients although no step reads them. */
  readonly lastDz: number;
  readonly lastDv: number;
  /** Panels of 8 images in a full batch. */
  readonly panels: number;
  /** Panels that share a slot for a convolution's gradient. */
  readonly span: number;
  /** Bytes of one quad of outputs for all panels. */
  readonly quadBytes: number;
  readonly steps: readonly StepMemory[];
  /** Those of them with weights. */
  readonly layers: readonly LayerMemory[];
}

export function isLayer(memory: StepMemory): memory is LayerMemory {
  return isWeightedStep(memory.step);
}

/** Reserves the memory of training in `arena`. */
export function reserveTraining(
  arena: Arena,
  chain: Chain,
  inputs: TrainingInputs,
  settings: TrainingSettings,
): TrainingMemory {
  const size = inputs.pixels.length / inputs.count;
  const local = settings.estimator === "local";
  const panels = Math.ceil(Math.min(settings.batchSize, inputs.count) / 8);
  const span = Math.ceil(panels / MOST_SLOTS);
  const slots = Math.ceil(panels / span);
  const quadBytes = panels * 128;
  const when = (wanted: boolean, bytes: number): number => (wanted ? arena.reserve(bytes) : 0);
  // The local estimator's variances are products with squares.
  const squared = (next: Step | undefined): boolean => local && next !== undefined && isWeightedStep(next);

  const pixels = arena.reserve(inputs.count * size);
  const target = arena.reserve(inputs.labels ? inputs.count : inputs.targets!.byteLength);
  const order = arena.reserve(inputs.count * 4);
  const control = arena.reserve(RUN_STEPS * CONTROL_BYTES);
  const losses = arena.reserve(RUN_STEPS * 16);
  const nll = arena.reserve(panels * 8);
  const panelsOfInput = panels * storedInput(chain).rows * 32;
  const x = arena.reserve(panelsOfInput);
  const squares = when(squared(chain.steps[0]), panelsOfInput);
  const unitsOf = ({ outputs }: WeightedStep): number => Math.ceil(outputs / 8);
  const kl = arena.reserve(
    chain.steps.filter(isWeightedStep).reduce((sum, step) => sum + unitsOf(step), 0) * 16,
  );
  const firstLayer = chain.steps.findIndex(isWeightedStep);
  let klAt = kl;
  let index = 0;
  let from = x;
  let fromSquares = squares;
  const steps = chain.steps.map((step, s): StepMemory | LayerMemory => {
    const weighted = isWeightedStep(step);
    const dense = step.kind === "dense";
    const activations = panels * storedTarget(step).rows * 32;
    const gradients = panels * gradientRows(step.target) * 32;
    // Only quads are needed of the first layer with weights where it is dense, and before it nothing.
    const backwards = dense ? s > firstLayer : s >= firstLayer;
    const common = {
      step,
      window: arena.reserve(WINDOW_BYTES),
      from,
      fromSquares,
      out: arena.reserve(activations),
      outSquares: when(squared(chain.steps.at(s + 1)), activations),
      ratio: when(local && weighted, activations),
      dz: when(backwards, gradients),
      dzQuads: when(dense, gradients + quadBytes),
      dv: when(local && weighted && backwards, gradients),
      dvQuads: when(local && dense, gradients + quadBytes),
    };
    from = common.out;
    fromSquares = common.outSquares;
    if (!weighted) return common;
    const units = unitsOf(step);
    const weightBytes = quadLength(step.inputs, step.outputs) * 4;
    // Arrays whose distance is a multiple of 4 KiB would fall on the same cache sets: an odd number of lines more.
    const bytes = Math.ceil(weightBytes / 64) * 64 + 320;
    const conv = step.kind === "conv2d";
    const slotBytes = units * 2 * (step.inputs + 1) * 16;
    const transposedBytes = conv ? transposedLength(step.source.channels, step.kernel, step.outputs) : 0;
    const layer: LayerMemory = {
      ...common,
      step,
      index: index++,
      quads: Math.ceil(step.outputs / 4),
      bytes,
      params: arena.reserve(bytes * 10),
      kl: klAt,
      units,
      gradients: when(conv, slots * slotBytes),
      gradientsV: when(conv && local, slots * slotBytes),
      slotBytes,
      transposed: when(conv && s > firstLayer, transposedBytes),
      transposedV: when(conv && local && s > firstLayer, transposedBytes),
    };
    klAt += units * 16;
    return layer;
  });
  // The likelihood writes its panels even where no step reads them.
  const last = steps.at(-1)!;
  const lastBytes = panels * gradientRows(last.step.target) * 32;
  return {
    ...{ chain, pixels, target, order, control, losses, nll, kl, x, squares, panels, span, quadBytes },
    lastDz: last.dz || arena.reserve(lastBytes),
    lastDv: last.dv || when(local && isWeightedStep(last.step), lastBytes),
    steps,
    layers: steps.filter(isLayer),
  };
}

/** Writes what the kernels read of the steps. */
export function writeWindows({ steps }: TrainingMemory, at: (address: number) => Uint32Array): void {
  for (const { window, step } of steps) at(window).set(windowRecord(step));
}

/** Bytes of a convolution's transposed weights: each quad of channels has room for one quad of outputs more. */
function transposedLength(channels: number, kernel: number, outputs: number): number {
  return Math.ceil(channels / 4) * (kernel ** 2 * outputs + 4) * 16;
}
