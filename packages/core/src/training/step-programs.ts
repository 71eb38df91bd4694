import { call } from "../engine/call.js";
import { volumeSize } from "../engine/chain.js";
import type { Call, Phase, Program, Task } from "../engine/program.js";
import { dropoutRate, gatherShape } from "../engine/window.js";
import type { MeanFieldSettings } from "./settings.js";
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
export function stepPrograms(memory: TrainingMemory, settings: MeanFieldSettings): StepPrograms {
  const { chain, pixels, order, x, squares, nll, kl, losses, panels, span, quadBytes, steps, layers } =
    memory;
  const local = settings.estimator === "local";
  const flags = { local: local ? 1 : 0, closed: settings.kl === "closed-form" ? 1 : 0 };
  const { loc, scale } = settings.prior;
  const priorLogScale = Math.log(scale);
  const prior = { priorLoc: loc, priorPrecision: 1 / (scale * scale) };

  const firstDense = steps.findIndex(({ step }) => step.kind === "dense");
  const pictures = firstDense < 0 ? steps : steps.slice(0, firstDense);
  const behind = steps.slice(pictures.length);
  const firstLayer = steps.findIndex(isLayer);

  const gather: Task = {
    ...call("gatherPixels", { pixels, order, ...gatherShape(chain), x, squares }),
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
  const account: Task = { ...call("account", { nll, kl, klUnits, losses }), units: 1 };
  const point = settings.estimator === "delta";
  const update = layers
    .map((layer): Task => {
      if (point) return pointUpdate(layer, span, quadBytes, prior);
      const own = { ...flags, ...parameters(layer), ...prior, priorLogScale, layer: layer.index };
      if (layer.step.kind === "conv2d") {
        const { gradients, gradientsV, slotBytes, units } = layer;
        const sums = { gradients, gradientsV, slotBytes, span };
        return { ...call("meanFieldUpdateShared", { ...own, ...sums }), units };
      }
      const { from, fromSquares, dzQuads, dvQuads, units } = layer;
      const panels = { x: from, squares: fromSquares, dz: dzQuads, dv: dvQuads, quadBytes };
      return { ...call("meanFieldUpdate", { ...own, ...panels }), units };
    })
    // Small layers last: they fill in while the large one's last units finish.
    .sort((a, b) => b.units - a.units);
  const refresh = layers.map((layer): Task => {
    const { units, index } = layer;
    const own = { ...parameters(layer), ...prior };
    if (point) return { ...call("pointRefresh", own), units };
    return { ...call("meanFieldRefresh", { ...flags, ...own, priorLogScale, layer: index }), units };
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
      const drawn = params + 7 * bytes;
      if (!local) return call("convolveDrawn", { window, w: drawn, x: from, out });
      return call("convolveLocal", {
        ...{ window, mu: params, variance: drawn, x: from, squares: fromSquares, out, outSquares, ratio },
        layer: layer.index,
      });
    }
    case "maxPool2d":
    case "avgPool2d":
      return call("poolForward", { isMax: isMax(step.kind), window, x: from, out, squares: outSquares });
    case "dropout":
      return call("dropoutForward", {
        ...{ window, layer: index, ...dropoutRate(step.rate), x: from, out, squares: outSquares },
      });
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
      return call("backwardConvolution", {
        ...{ window, w: transposed, variance: transposedV, dz, dv },
        ...{ x: out, relu, ratio, dx: previous.dz, dxv: previous.dv },
      });
    }
    case "maxPool2d":
    case "avgPool2d":
      return call("poolBackward", {
        ...{ isMax: isMax(step.kind), window, dz },
        ...{ x: out, relu, ratio, dx: previous.dz, dxv: previous.dv },
      });
    case "dropout":
      return call("dropoutBackward", {
        ...{ window, layer: index, ...dropoutRate(step.rate), dz, x: out, relu, ratio },
        ...{ dx: previous.dz, dxQuads: previous.dzQuads, dxv: previous.dv, dxvQuads: previous.dvQuads },
        quadBytes,
      });
  }
}

/** A panel's part of a convolution's gradient, of the weights and, with the local estimator, of σ². */
function gradientsOf(layer: LayerMemory, span: number): Call[] {
  const { window, from, fromSquares, dz, dv, gradients, gradientsV, slotBytes } = layer;
  const of = (x: number, dz: number, gradients: number): Call =>
    call("convolutionGradient", { window, x, dz, gradients, slotBytes, span });
  const mean = of(from, dz, gradients);
  return gradientsV === 0 ? [mean] : [mean, of(fromSquares, dv, gradientsV)];
}

/** Lays a convolution's weights out for the way back, where there is one. */
function transposeTasks(layer: LayerMemory): Task[] {
  const { step, window, params, bytes, transposed, transposedV } = layer;
  if (transposed === 0) return [];
  const drawn = params + 7 * bytes;
  const units = Math.ceil(step.source.channels / 4);
  const of = (w: number, to: number): Task => ({ ...call("transposeKernels", { window, w, to }), units });
  return transposedV === 0 ? [of(drawn, transposed)] : [of(params, transposed), of(drawn, transposedV)];
}

function forwardDrawn({ params, bytes, from, out, step }: LayerMemory): Call {
  return call("forwardDrawn", {
    ...{ w: params + 7 * bytes, x: from, inputs1: step.inputs + 1 },
    ...{ out, outputs: step.outputs, relu: step.relu ? 1 : 0, groupSize: GROUP },
  });
}

function forwardLocal(layer: LayerMemory): Call {
  const { params, bytes, from, fromSquares, out, outSquares, ratio, step, index } = layer;
  return call("forwardLocal", {
    ...{ mu: params, variance: params + 7 * bytes, x: from, squares: fromSquares, inputs1: step.inputs + 1 },
    ...{ out, outSquares, ratio, outputs: step.outputs, relu: step.relu ? 1 : 0, groupSize: GROUP },
    layer: index,
  });
}

function likelihood(memory: TrainingMemory, { likelihood: family }: MeanFieldSettings): Task {
  const { steps, target, order, lastDz, lastDv, panels, quadBytes, nll } = memory;
  const last = steps.at(-1)!;
  const common = {
    ...{ z: last.out, outputs: volumeSize(last.step.target), relu: last.step.relu ? 1 : 0, order },
    ...{ dz: lastDz, dzQuads: last.dzQuads, quadBytes, ratio: last.ratio, dv: lastDv, dvQuads: last.dvQuads },
    nll,
  };
  const loss =
    family === "categorical"
      ? call("categorical", { ...common, labels: target })
      : call("gaussian", { ...common, targets: target, scale: family.scale });
  return { ...loss, units: panels };
}

function backwardDense(layer: LayerMemory, previous: StepMemory, quadBytes: number): Call {
  const { params, bytes, step, dz, dv } = layer;
  const drawn = params + 7 * bytes;
  return call("backwardDense", {
    ...{ w: dv === 0 ? drawn : params, variance: drawn, inputs1: step.inputs + 1, outputs: step.outputs },
    ...{ dz, dv, x: previous.out, relu: previous.step.relu ? 1 : 0, ratio: previous.ratio },
    ...{ dx: previous.dz, dxQuads: previous.dzQuads, dxv: previous.dv, dxvQuads: previous.dvQuads },
    quadBytes,
  });
}

/** Where a layer's parameters lie, and how many there are. */
function parameters({ params, bytes, step, kl }: LayerMemory) {
  return { params, bytes, inputs1: step.inputs + 1, outputs: step.outputs, kl };
}

/** Adam on a layer's weights themselves. */
function pointUpdate(
  layer: LayerMemory,
  span: number,
  quadBytes: number,
  prior: { readonly priorLoc: number; readonly priorPrecision: number },
): Task {
  const { step, from, dzQuads, gradients, slotBytes, units } = layer;
  const own = { ...parameters(layer), ...prior };
  const update =
    step.kind === "conv2d"
      ? call("pointUpdateShared", { ...own, gradients, slotBytes, span })
      : call("pointUpdate", { ...own, x: from, dz: dzQuads, quadBytes });
  return { ...update, units };
}

function isMax(kind: "maxPool2d" | "avgPool2d"): number {
  return kind === "maxPool2d" ? 1 : 0;
}
