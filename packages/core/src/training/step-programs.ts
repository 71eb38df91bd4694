import { volumeSize } from "../engine/chain.js";
import type { Call, Phase, Program, Task } from "../engine/program.js";
import { dropoutRate, gatherShape } from "../engine/window.js";
import type { TrainingSettings } from "./settings.js";
import { isLayer, type LayerMemory, type StepMemory, type TrainingMemory } from "./memory.js";

/** Quads of outputs that one unit of a dense layer's forward pass covers: 100 KB of weights for 784 inputs. */
const GROUP = 8;
/** Positions whose gradients a convolution's kernel lays out at a time, or one row of them. */
const BLOCK = 128;

/** What the engine runs in training. */
export interface StepPrograms {
  /** One step: gather the batch, forward, likelihood, backward, update. */
  readonly step: Program;
  /** Draws a step's weights from the parameters as they are; every step does so for the one after it. */
  readonly refresh: Program;
  /** Scratch memory that each thread needs for them. */
  readonly scratchBytes: number;
}

/**
 * The programs of training in the given memory. What comes before the first dense layer goes over the images a panel
 * at a time, all steps in one phase, so that a panel's activations stay in a near cache; dense layers, where the
 * weights are the larger part, take a phase each, over all panels.
 */
export function stepPrograms(memory: TrainingMemory, settings: TrainingSettings): StepPrograms {
  const { chain, pixels, order, x, squares, nll, kl, losses, panels, span, quadBytes, steps, layers } =
    memory;
  const local = settings.estimator === "local";
  const flags = [local ? 1 : 0, settings.kl === "closed-form" ? 1 : 0];
  const { loc, scale } = settings.prior;
  const prior = [loc, 1 / (scale * scale), Math.log(scale)];

  const firstDense = steps.findIndex(({ step }) => step.kind === "dense");
  const pictures = firstDense < 0 ? steps : steps.slice(0, firstDense);
  const behind = steps.slice(pictures.length);
  const firstLayer = steps.findIndex(isLayer);

  const gather: Task = {
    kernel: "gatherPixels",
    args: [pixels, order, ...gatherShape(chain), x, squares],
    units: panels,
    then: pictures.map((step, s) => forward(step, s, local)),
  };
  const forwards = behind.map((step, i): Phase => {
    if (step.step.kind !== "dense") return [{ ...forward(step, pictures.length + i, local), units: panels }];
    const layer = step as LayerMemory;
    const call = local ? forwardLocal(layer) : forwardDrawn(layer);
    return [{ ...call, units: Math.ceil(layer.quads / GROUP) }];
  });

  /** From a step to the one before it. */
  const backward = (s: number): Call => backwardStep(steps[s], s, steps[s - 1], quadBytes);
  const backwards = behind
    .map((step, i): Phase => {
      const s = pictures.length + i;
      if (s <= firstLayer) return [];
      const units = step.step.kind === "dense" ? Math.ceil(volumeSize(step.step.source) / 4) : panels;
      return [{ ...backward(s), units }];
    })
    .reverse();
  const throughPictures = pictures
    .map((step, s): Call[] => {
      const gradients = isLayer(step) ? gradientsOf(step, span) : [];
      return s > firstLayer ? [...gradients, backward(s)] : gradients;
    })
    .reverse()
    .flat();
  if (throughPictures.length > 0) {
    const [first, ...then] = throughPictures;
    backwards.push([{ ...first, units: panels, then, span }]);
  }
  const transposed = layers.flatMap(transposeTasks);

  const klUnits = layers.reduce((sum, { units }) => sum + units, 0);
  const account: Task = { kernel: "account", units: 1, args: [nll, kl, klUnits, losses] };
  const langevin = settings.estimator === "langevin";
  const point = settings.estimator === "delta" || langevin;
  const update = layers
    .map((layer): Task => {
      if (langevin) return langevinUpdate(layer, span, quadBytes, prior);
      if (point) return pointUpdate(layer, span, quadBytes, prior);
      const own = parameters(layer, prior);
      if (layer.step.kind === "conv2d") {
        const { gradients, gradientsV, slotBytes, units } = layer;
        const args = [...flags, gradients, gradientsV, slotBytes, span, ...own];
        return { kernel: "meanFieldUpdateShared", units, args };
      }
      const { from, fromSquares, dzQuads, dvQuads, units } = layer;
      const args = [...flags, from, fromSquares, dzQuads, dvQuads, quadBytes, ...own];
      return { kernel: "meanFieldUpdate", units, args };
    })
    // Small layers last: they fill in while the large one's last units finish.
    .sort((a, b) => b.units - a.units);
  const refresh = layers.map((layer): Task => {
    if (point) return { kernel: "pointRefresh", units: layer.units, args: pointParameters(layer, prior) };
    return {
      kernel: "meanFieldRefresh",
      units: layer.units,
      args: [...flags, ...parameters(layer, prior)],
    };
  });

  const filled = backwards.filter((phase) => phase.length > 0);
  return {
    step: [
      [gather],
      ...forwards,
      [likelihood(memory, settings), ...transposed],
      ...filled,
      [account, ...update],
    ],
    refresh: [refresh],
    scratchBytes: scratchBytes(memory),
  };
}

function scratchBytes({ quadBytes, steps, layers }: TrainingMemory): number {
  const widest = Math.max(...layers.map(({ step }) => step.inputs)) + 1;
  const most = Math.max(...layers.map(({ step }) => step.outputs));
  const across = Math.max(...steps.map(({ step }) => step.target.width));
  return (
    1024 +
    Math.max(
      widest * 64,
      GROUP * quadBytes,
      most * 32 + 256,
      // A row's normals; a block's gradients as two quads; a slice of dropout's bits.
      across * 128,
      Math.max(BLOCK, across) * 256,
      2048,
    )
  );
}

/** A step that goes over the images by panels. */
function forward(memory: StepMemory, index: number, local: boolean): Call {
  const { step, window, from, fromSquares, out, outSquares, ratio } = memory;
  switch (step.kind) {
    case "conv2d": {
      const layer = memory as LayerMemory;
      const { params, bytes } = layer;
      if (!local) return { kernel: "convolveDrawn", args: [window, params + 7 * bytes, from, out] };
      return {
        kernel: "convolveLocal",
        args: [
          ...[window, params, params + 7 * bytes, from, fromSquares, out, outSquares, ratio],
          layer.index,
        ],
      };
    }
    case "maxPool2d":
    case "avgPool2d":
      return { kernel: "poolForward", args: [isMax(step.kind), window, from, out, outSquares] };
    case "dropout":
      return {
        kernel: "dropoutForward",
        args: [window, index, ...dropoutRate(step.rate), from, out, outSquares],
      };
    case "dense":
      throw new Error("dense layers have phases of their own");
  }
}

/** From the gradient with respect to a step's output to that of the step before it. */
function backwardStep(memory: StepMemory, index: number, previous: StepMemory, quadBytes: number): Call {
  const { step, window, dz, dv } = memory;
  const relu = previous.step.relu ? 1 : 0;
  const { out, ratio } = previous;
  switch (step.kind) {
    case "dense":
      return backwardDense(memory as LayerMemory, previous, quadBytes);
    case "conv2d": {
      const { transposed, transposedV } = memory as LayerMemory;
      return {
        kernel: "backwardConvolution",
        args: [window, transposed, transposedV, dz, dv, out, relu, ratio, previous.dz, previous.dv],
      };
    }
    case "maxPool2d":
    case "avgPool2d":
      return {
        kernel: "poolBackward",
        args: [isMax(step.kind), window, out, dz, relu, ratio, previous.dz, previous.dv],
      };
    case "dropout":
      return {
        kernel: "dropoutBackward",
        args: [
          ...[window, index, ...dropoutRate(step.rate), out, dz, relu, ratio],
          ...[previous.dz, previous.dzQuads, previous.dv, previous.dvQuads, quadBytes],
        ],
      };
  }
}

/** A panel's part of a convolution's gradient, of the weights and, with the local estimator, of σ². */
function gradientsOf(layer: LayerMemory, span: number): Call[] {
  const { window, from, fromSquares, dz, dv, gradients, gradientsV, slotBytes } = layer;
  const of = (x: number, gradient: number, to: number): Call => ({
    kernel: "convolutionGradient",
    args: [window, x, gradient, to, slotBytes, span],
  });
  const mean = of(from, dz, gradients);
  return gradientsV === 0 ? [mean] : [mean, of(fromSquares, dv, gradientsV)];
}

/** Lays a convolution's weights out for the way back, where there is one. */
function transposeTasks(layer: LayerMemory): Task[] {
  const { step, window, params, bytes, transposed, transposedV } = layer;
  if (transposed === 0) return [];
  const drawn = params + 7 * bytes;
  const units = Math.ceil(step.source.channels / 4);
  const of = (weights: number, to: number): Task => ({
    kernel: "transposeKernels",
    units,
    args: [window, weights, to],
  });
  return transposedV === 0 ? [of(drawn, transposed)] : [of(params, transposed), of(drawn, transposedV)];
}

function forwardDrawn({ params, bytes, from, out, step }: LayerMemory): Call {
  const args = [params + 7 * bytes, from, step.inputs + 1, out, step.outputs, step.relu ? 1 : 0, GROUP];
  return { kernel: "forwardDrawn", args };
}

function forwardLocal(layer: LayerMemory): Call {
  const { params, bytes, from, fromSquares, out, outSquares, ratio, step, index } = layer;
  return {
    kernel: "forwardLocal",
    args: [
      ...[params, params + 7 * bytes, from, fromSquares, step.inputs + 1, out, outSquares, ratio],
      ...[step.outputs, step.relu ? 1 : 0, GROUP, index],
    ],
  };
}

function likelihood(memory: TrainingMemory, { likelihood: family }: TrainingSettings): Task {
  const { steps, target, order, lastDz, lastDv, panels, quadBytes, nll } = memory;
  const last = steps.at(-1)!;
  return {
    kernel: family === "categorical" ? "categorical" : "gaussian",
    units: panels,
    args: [
      ...[last.out, volumeSize(last.step.target), last.step.relu ? 1 : 0, target, order],
      ...[lastDz, last.dzQuads, quadBytes, last.ratio, lastDv, last.dvQuads, nll],
      ...(family === "categorical" ? [] : [family.scale]),
    ],
  };
}

function backwardDense(layer: LayerMemory, previous: StepMemory, quadBytes: number): Call {
  const { params, bytes, step, dz, dv } = layer;
  return {
    kernel: "backwardDense",
    args: [
      ...[params + (dv === 0 ? 7 * bytes : 0), params + 7 * bytes, step.inputs + 1, step.outputs],
      ...[dz, dv, previous.out, previous.step.relu ? 1 : 0, previous.ratio],
      ...[previous.dz, previous.dzQuads, previous.dv, previous.dvQuads, quadBytes],
    ],
  };
}

function parameters(layer: LayerMemory, prior: readonly number[]): number[] {
  const { params, bytes, step, kl, index } = layer;
  return [params, bytes, step.inputs + 1, step.outputs, ...prior, kl, index];
}

/** Adam on a layer's weights themselves. */
function pointUpdate(layer: LayerMemory, span: number, quadBytes: number, prior: readonly number[]): Task {
  const { step, from, dzQuads, gradients, slotBytes, units } = layer;
  const own = pointParameters(layer, prior);
  return step.kind === "conv2d"
    ? { kernel: "pointUpdateShared", units, args: [gradients, slotBytes, span, ...own] }
    : { kernel: "pointUpdate", units, args: [from, dzQuads, quadBytes, ...own] };
}

/** A step of Langevin dynamics of a layer's weights themselves. */
function langevinUpdate(layer: LayerMemory, span: number, quadBytes: number, prior: readonly number[]): Task {
  const { step, from, dzQuads, gradients, slotBytes, units, index } = layer;
  const own = [...pointParameters(layer, prior), index];
  return step.kind === "conv2d"
    ? { kernel: "langevinUpdateShared", units, args: [gradients, slotBytes, span, ...own] }
    : { kernel: "langevinUpdate", units, args: [from, dzQuads, quadBytes, ...own] };
}

function pointParameters(
  { params, bytes, step, kl }: LayerMemory,
  [loc, precision]: readonly number[],
): number[] {
  return [params, bytes, step.inputs + 1, step.outputs, loc, precision, kl];
}

function isMax(kind: "maxPool2d" | "avgPool2d"): number {
  return kind === "maxPool2d" ? 1 : 0;
}
