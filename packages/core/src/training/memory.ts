import type { Arena } from "../engine/arena.js";
import { CONTROL_BYTES } from "../engine/control.js";
import { reserveScaling } from "../engine/pixels.js";
import { quadLength } from "../engine/quads.js";
import { gradientRows, windowRecord, WINDOW_BYTES } from "../engine/window.js";
import { storedInput, storedTarget, type Chain } from "../layers/chain.js";
import type { LayerMemory, StepCalls, StepMemory, TrainingContext, WeightedCalls } from "../layers/kind.js";
import {
  isWeightedStep,
  kindOfStep,
  kindOfWeightedStep,
  type Step,
  type WeightedStep,
} from "../layers/kinds.js";
import type { TrainingSettings } from "./settings.js";
import type { TrainingInputs } from "./inputs.js";

/** Most steps in one run of the executor: so many control records and losses have room. */
export const RUN_STEPS = 64;

// Panels share a slot for weights' gradients so that there are at most this many.
const MAX_SLOTS = 32;

// A layer's arrays (kernels/mean-field.ts), how many they are with a prior for each weight, and which of them holds the drawn weights.
const ARRAYS = 10;
const ARRAYS_WITH_PRIOR = 12;
const DRAWN = 7;

/** A step of the chain in training: where its numbers lie, and what runs. */
export interface TrainedStep {
  readonly memory: StepMemory<Step>;
  readonly calls: StepCalls;
}

/** One with weights. */
export interface TrainedLayer extends TrainedStep {
  readonly memory: LayerMemory<WeightedStep>;
  readonly calls: WeightedCalls;
}

/** Where everything lies that a training step reads and writes. */
export interface TrainingMemory {
  readonly chain: Chain;
  /** `[count, inputs]`: bytes of images, `f32` of rows. */
  readonly inputs: number;
  /** How their channels or columns are read. */
  readonly scaling: number;
  /** Labels (`u32 [count]`) or targets (`f32 [count, outputs]`). */
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
  /** Panels that share a slot for weights' gradients. */
  readonly span: number;
  /** Bytes of one quad of outputs for all panels. */
  readonly quadBytes: number;
  readonly steps: readonly TrainedStep[];
  /** Those of them with weights. */
  readonly layers: readonly TrainedLayer[];
}

export function isTrainedLayer(step: TrainedStep): step is TrainedLayer {
  return isWeightedStep(step.memory.step);
}

/**
 * Reserves the memory of training in `arena`.
 *
 * @param hasPrior Whether each weight has a prior of its own.
 */
export function reserveTraining(
  arena: Arena,
  chain: Chain,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  hasPrior = false,
): TrainingMemory {
  const local = settings.estimator === "local";
  const panels = Math.ceil(Math.min(settings.batchSize, inputs.count) / 8);
  const span = Math.ceil(panels / MAX_SLOTS);
  const slots = Math.ceil(panels / span);
  const quadBytes = panels * 128;
  const when = (wanted: boolean, bytes: number): number => (wanted ? arena.reserve(bytes) : 0);
  const squared = (next: Step | undefined): boolean =>
    local && next !== undefined && kindOfStep(next).inputSquares;

  const values = arena.reserve(inputs.values.byteLength);
  const scaling = reserveScaling(arena, chain.scaling);
  const target = arena.reserve(inputs.labels ? inputs.count * 4 : inputs.targets!.byteLength);
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
  const steps = chain.steps.map((step, place): TrainedStep => {
    const weighted = isWeightedStep(step);
    const quads = kindOfStep(step).gradientQuads;
    const activations = panels * storedTarget(step).rows * 32;
    const gradients = panels * gradientRows(step.target) * 32;
    // Before the first layer with weights nobody wants a gradient, and of its own output only quads where it reads those and the
    // step behind it, a dense one too, writes nothing else.
    const next = chain.steps.at(place + 1);
    const onlyQuads = quads && (next === undefined || kindOfStep(next).gradientQuads);
    const inPanels = onlyQuads ? place > firstLayer : place >= firstLayer;
    const memory: StepMemory<Step> = {
      step,
      place,
      window: arena.reserve(WINDOW_BYTES),
      from,
      fromSquares,
      out: arena.reserve(activations),
      outSquares: when(squared(next), activations),
      ratio: when(local && weighted, activations),
      dz: when(inPanels, gradients),
      dzQuads: when(quads, gradients + quadBytes),
      dv: when(local && weighted && inPanels, gradients),
      dvQuads: when(local && quads, gradients + quadBytes),
    };
    from = memory.out;
    fromSquares = memory.outSquares;
    const { exact } = settings;
    const context: TrainingContext = { local, exact, span, slots, quadBytes, continues: place > firstLayer };
    if (!weighted) return { memory, calls: kindOfStep(step).train(arena, memory, context) };
    const units = unitsOf(step);
    const weightBytes = quadLength(step.inputs, step.outputs) * 4;
    // Arrays whose distance is a multiple of 4 KiB would fall on the same cache sets: an odd number of lines more.
    const bytes = Math.ceil(weightBytes / 64) * 64 + 320;
    const params = arena.reserve(bytes * (hasPrior ? ARRAYS_WITH_PRIOR : ARRAYS));
    const drawn = params + DRAWN * bytes;
    const layer = { ...memory, step, index: index++, params, bytes, drawn, kl: klAt, units };
    klAt += units * 16;
    return { memory: layer, calls: kindOfWeightedStep(step).train(arena, layer, context) };
  });
  // The likelihood writes its panels even where no step reads them.
  const last = steps.at(-1)!.memory;
  const lastBytes = panels * gradientRows(last.step.target) * 32;
  return {
    chain,
    inputs: values,
    scaling,
    target,
    order,
    control,
    losses,
    nll,
    kl,
    x,
    squares,
    panels,
    span,
    quadBytes,
    lastDz: last.dz || arena.reserve(lastBytes),
    lastDv: last.dv || when(local && isWeightedStep(last.step), lastBytes),
    steps,
    layers: steps.filter(isTrainedLayer),
  };
}

/** Writes what the kernels read of the steps. */
export function writeWindows({ steps }: TrainingMemory, at: (address: number) => Uint32Array): void {
  for (const { memory } of steps) {
    const { window, step } = memory;
    at(window).set(windowRecord(step, kindOfStep(step).window(step)));
  }
}
