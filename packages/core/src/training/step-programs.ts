import { call } from "../engine/call.js";
import type { Call, Phase, Program, Task } from "../engine/program.js";
import { volumeSize } from "../engine/volume.js";
import { gatherInputs } from "../layers/chain-input.js";
import type { LayerMemory } from "../layers/kind.js";
import type { TrainingSettings } from "./settings.js";
import type { WeightsPrior } from "./weights-prior.js";
import { isTrainedLayer, type TrainedLayer, type TrainedStep, type TrainingMemory } from "./memory.js";

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
 * The programs of training in the given memory. Up to the first step whose passes go over all panels at once (a dense
 * layer, where the weights are the larger part) a panel of images goes through all steps in one phase, so that its
 * activations stay in a near cache; from there on each step takes a phase.
 *
 * @param prior Where each weight has a prior of its own.
 */
export function stepPrograms(
  memory: TrainingMemory,
  settings: TrainingSettings,
  prior?: WeightsPrior,
): StepPrograms {
  const { chain, inputs, scaling, order, x, squares, nll, kl, losses, panels, span, steps, layers } = memory;
  const firstWide = steps.findIndex(({ calls }) => calls.units !== undefined);
  const byPanel = firstWide < 0 ? steps : steps.slice(0, firstWide);
  const byLayer = steps.slice(byPanel.length);
  const firstLayer = steps.findIndex(isTrainedLayer);

  const gather: Task = {
    ...gatherInputs(chain, { inputs, order, scaling, x, squares }),
    units: panels,
    then: byPanel.map(({ calls }) => calls.forward),
  };
  const forwards = byLayer.map(({ calls }): Phase => {
    return [{ ...calls.forward, units: calls.units?.forward ?? panels }];
  });

  /** What the backward pass runs on a step: its weights' gradient, and that of the step before it. */
  const backward = (step: TrainedStep): Call[] => {
    const { place } = step.memory;
    const gradients = isTrainedLayer(step) ? step.calls.gradients : [];
    return place > firstLayer ? [...gradients, step.calls.backward(steps[place - 1].memory)] : [...gradients];
  };
  /** The calls as one task that goes over the panels; `addsUp`: some panels add to the same place. */
  const inTurn = (calls: readonly Call[], addsUp: boolean): Phase => {
    const [first, ...then] = calls;
    return calls.length === 0 ? [] : [{ ...first, units: panels, then, span: addsUp ? span : 1 }];
  };
  const backwards = byLayer
    .map((step): Phase => {
      const { units } = step.calls;
      if (units === undefined) return inTurn(backward(step), isTrainedLayer(step));
      return backward(step).map((call) => ({ ...call, units: units.backward }));
    })
    .reverse();
  backwards.push(inTurn(byPanel.map(backward).reverse().flat(), true));

  const klUnits = layers.reduce((sum, layer) => sum + layer.memory.units, 0);
  const sumLosses: Task = { ...call("sumLosses", { nll, kl, klUnits, losses }), units: 1 };
  const update = layers
    .map((layer): Task => ({ ...updateOf(layer, memory, settings, prior), units: layer.memory.units }))
    // Small layers last: they fill in while the large one's last units finish.
    .sort((a, b) => b.units - a.units);
  const refresh = layers.map((layer): Task => {
    return { ...refreshOf(layer.memory, settings, prior), units: layer.memory.units };
  });
  const before = layers.flatMap(({ calls }) => calls.before ?? []);
  return {
    step: [
      ...(before.length > 0 ? [before] : []),
      [gather],
      ...forwards,
      [likelihood(memory, settings), ...layers.flatMap(({ calls }) => calls.prepare)],
      ...backwards.filter((phase) => phase.length > 0),
      [sumLosses, ...update],
    ],
    refresh: [refresh],
    // A stream's state, tiles and some room before what the steps ask for.
    scratchBytes: 3072 + Math.max(...steps.map(({ calls }) => calls.scratchBytes)),
  };
}

function likelihood(memory: TrainingMemory, { likelihood: family }: TrainingSettings): Task {
  const { steps, target, order, lastDz, lastDv, panels, quadBytes, nll } = memory;
  const { step, out, ratio, dzQuads, dvQuads } = steps.at(-1)!.memory;
  const common = {
    z: out,
    outputs: volumeSize(step.target),
    relu: step.relu ? 1 : 0,
    order,
    dz: lastDz,
    dzQuads,
    quadBytes,
    ratio,
    dv: lastDv,
    dvQuads,
    nll,
  };
  const loss =
    family === "categorical"
      ? call("categorical", { ...common, labels: target })
      : call("gaussian", { ...common, targets: target, scale: family.scale });
  return { ...loss, units: panels };
}

/** The gradient of a layer's weights, what becomes of them by it, and the next step's weights. */
function updateOf(
  { memory, calls: { source } }: TrainedLayer,
  { quadBytes }: TrainingMemory,
  settings: TrainingSettings,
  prior: WeightsPrior | undefined,
): Call {
  if (isOfNumbers(settings)) {
    const numbers = pointParameters(memory, settings);
    const langevin = settings.estimator === "langevin";
    if (source.kind === "product") {
      const own = { ...numbers, x: source.x, dz: source.dz, quadBytes };
      return langevin ? call("langevinUpdate", { ...own, layer: memory.index }) : call("pointUpdate", own);
    }
    const { gradients, slotBytes, span } = source;
    const own = { ...numbers, gradients, slotBytes, span };
    return langevin
      ? call("langevinUpdateShared", { ...own, layer: memory.index })
      : call("pointUpdateShared", own);
  }
  const own = gaussianParameters(memory, settings, prior);
  if (source.kind === "product") {
    const { x, squares, dz, dv } = source;
    return call("meanFieldUpdate", { ...own, x, squares, dz, dv, quadBytes });
  }
  const { gradients, gradientsV, slotBytes, span } = source;
  return call("meanFieldUpdateShared", { ...own, gradients, gradientsV, slotBytes, span });
}

/** Whether a layer's parameters are numbers, and no distributions. */
function isOfNumbers({ estimator }: TrainingSettings): boolean {
  return estimator === "delta" || estimator === "langevin";
}

/** The first step's weights. */
function refreshOf(memory: LayerMemory, settings: TrainingSettings, prior: WeightsPrior | undefined): Call {
  return isOfNumbers(settings)
    ? call("pointRefresh", pointParameters(memory, settings))
    : call("meanFieldRefresh", gaussianParameters(memory, settings, prior));
}

/** What kernels are told of the parameters of a layer of single numbers, and of their prior. */
function pointParameters({ params, bytes, step, kl }: LayerMemory, { prior }: TrainingSettings) {
  return {
    params,
    bytes,
    inputs1: step.inputs + 1,
    outputs: step.outputs,
    priorLoc: prior.loc,
    priorPrecision: 1 / (prior.scale * prior.scale),
    kl,
  };
}

/** The same of a layer of Gaussians. */
function gaussianParameters(
  memory: LayerMemory,
  settings: TrainingSettings,
  prior: WeightsPrior | undefined,
) {
  return {
    ...pointParameters(memory, settings),
    priorLogScale: prior?.logScales[memory.index] ?? Math.log(settings.prior.scale),
    given: prior === undefined ? 0 : 1,
    layer: memory.index,
    local: settings.estimator === "local" ? 1 : 0,
    closed: settings.kl === "closed-form" ? 1 : 0,
  };
}
