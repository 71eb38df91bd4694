import type { Phase, Program, Task } from "../../engine/program.js";
import type { MeanFieldSettings } from "./options.js";
import type { LayerMemory, TrainingMemory } from "./training-memory.js";

/** Quads of outputs that one unit of a forward pass covers: 100 KB of weights for 784 inputs. */
const GROUP = 8;

/** What the engine runs in training. */
export interface StepPrograms {
  /** One step: gather the batch, forward, likelihood, backward, update. */
  readonly step: Program;
  /** Draws a step's weights from the parameters as they are; every step does so for the one after it. */
  readonly refresh: Program;
  /** Scratch memory that each thread needs for them. */
  readonly scratchBytes: number;
}

/** The programs of training in the given memory. */
export function stepPrograms(memory: TrainingMemory, settings: MeanFieldSettings): StepPrograms {
  const { pixels, order, x, squares, nll, kl, losses, panels, quadBytes, layers } = memory;
  const local = settings.estimator === "local";
  const flags = [local ? 1 : 0, settings.kl === "closed-form" ? 1 : 0];
  const { loc, scale } = settings.prior;
  const prior = [loc, 1 / (scale * scale), Math.log(scale)];

  const gather: Task = {
    kernel: "gatherPixels",
    units: panels,
    args: [pixels, order, layers[0].inputs, x, squares],
  };
  const forward = layers.map((layer, l): Phase => [local ? forwardLocal(layer, l) : forwardDrawn(layer)]);
  const backward = layers
    .slice(1)
    .map((layer, i): Phase => [backwardDense(layer, layers[i], local, quadBytes)])
    .reverse();
  const klUnits = layers.reduce((sum, { units }) => sum + units, 0);
  const account: Task = { kernel: "account", units: 1, args: [nll, kl, klUnits, losses] };
  const update = layers
    .map((layer, l): Task => {
      const { from, fromSquares, dzQuads, dvQuads, units } = layer;
      const args = [...flags, from, fromSquares, dzQuads, dvQuads, quadBytes, ...parameters(layer, prior, l)];
      return { kernel: "meanFieldUpdate", units, args };
    })
    // Small layers last: they fill in while the large one's last units finish.
    .sort((a, b) => b.units - a.units);
  const refresh = layers.map((layer, l): Task => {
    return {
      kernel: "meanFieldRefresh",
      units: layer.units,
      args: [...flags, ...parameters(layer, prior, l)],
    };
  });

  const widest = Math.max(...layers.map(({ inputs }) => inputs)) + 1;
  const most = Math.max(...layers.map(({ outputs }) => outputs));
  return {
    step: [[gather], ...forward, [likelihood(memory, settings)], ...backward, [account, ...update]],
    refresh: [refresh],
    scratchBytes: 1024 + Math.max(widest * 64, GROUP * quadBytes, most * 32 + 256),
  };
}

function forwardDrawn({ params, bytes, from, inputs, out, outputs, relu, quads }: LayerMemory): Task {
  const args = [params + 7 * bytes, from, inputs + 1, out, outputs, relu ? 1 : 0, GROUP];
  return { kernel: "forwardDrawn", units: Math.ceil(quads / GROUP), args };
}

function forwardLocal(layer: LayerMemory, index: number): Task {
  const { params, bytes, from, fromSquares, inputs, out, outSquares, ratio, outputs, relu } = layer;
  return {
    kernel: "forwardLocal",
    units: Math.ceil(layer.quads / GROUP),
    args: [
      ...[params, params + 7 * bytes, from, fromSquares, inputs + 1, out, outSquares, ratio],
      ...[outputs, relu ? 1 : 0, GROUP, index],
    ],
  };
}

function likelihood(memory: TrainingMemory, { likelihood: family }: MeanFieldSettings): Task {
  const { layers, target, order, lastDz, lastDv, panels, quadBytes, nll } = memory;
  const last = layers.at(-1)!;
  return {
    kernel: family === "categorical" ? "categorical" : "gaussian",
    units: panels,
    args: [
      ...[last.out, last.outputs, last.relu ? 1 : 0, target, order],
      ...[last.dz || lastDz, last.dzQuads, quadBytes, last.ratio, last.dv || lastDv, last.dvQuads, nll],
      ...(family === "categorical" ? [] : [family.scale]),
    ],
  };
}

/** From a layer's outputs to those of the layer before it. */
function backwardDense(layer: LayerMemory, previous: LayerMemory, local: boolean, quadBytes: number): Task {
  const { params, bytes, inputs, outputs, dz, dv } = layer;
  return {
    kernel: "backwardDense",
    units: previous.quads,
    args: [
      ...[params + (local ? 0 : 7 * bytes), params + 7 * bytes, inputs + 1, outputs],
      ...[dz, dv, previous.out, previous.relu ? 1 : 0, previous.ratio],
      ...[previous.dz, previous.dzQuads, previous.dv, previous.dvQuads, quadBytes],
    ],
  };
}

function parameters(layer: LayerMemory, prior: readonly number[], index: number): number[] {
  const { params, bytes, inputs, outputs, kl } = layer;
  return [params, bytes, inputs + 1, outputs, ...prior, kl, index];
}
