import { Random } from "../../packages/core/src/math/random.js";
import { trainingSettings, type TrainingSettings } from "../../packages/core/src/training/settings.js";
import { TrainingSession } from "../../packages/core/src/training/session.js";
import type { TrainingInputs } from "../../packages/core/src/training/inputs.js";
import { isWeighted } from "../../packages/core/src/layers/kinds.js";
import { parseNetwork, type Network } from "../../packages/core/src/layers/network.js";
import type { KernelVariant } from "../../packages/core/src/engine/kernels.js";

/** A network of dense layers with the given sizes, relu between them. */
export function chainNetwork(sizes: readonly number[]): Network {
  const [inputs, ...outputs] = sizes;
  return parseNetwork({
    input: [1, inputs, 1],
    layers: [
      { type: "flatten" },
      ...outputs.flatMap((size, i) => [
        { type: "dense", name: `fc${i + 1}`, outputs: size },
        ...(i < outputs.length - 1 ? [{ type: "relu" }] : []),
      ]),
    ],
  });
}

/** Random images with random labels. */
export function randomInputs(count: number, size: number, classes: number, seed = 1): TrainingInputs {
  const random = new Random(seed);
  return {
    count,
    values: Uint8Array.from({ length: count * size }, () => random.integer(256)),
    labels: Uint8Array.from({ length: count }, () => random.integer(classes)),
  };
}

/** One value for each weight and bias of a layer, as `parameterSpecs` shapes them. */
export interface LayerValues {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** One layer's numbers as the engine has them. */
export type LayerArrays = Readonly<
  Record<"mu" | "rho" | "eps" | "drawn" | "gradMu" | "gradRho", LayerValues>
>;

/** The loss of one batch with its gradients, and everything that an independent computation of them needs. */
export interface StepResult {
  readonly nll: number;
  readonly kl: number;
  readonly layers: readonly LayerArrays[];
}

export interface StepProblem {
  /** Sizes of a network of dense layers … */
  readonly sizes?: readonly number[];
  /** … or any network. */
  readonly network?: Network;
  readonly inputs: TrainingInputs;
  readonly settings: Partial<TrainingSettings>;
  readonly klWeight: number;
  readonly variant?: KernelVariant;
  /** Changes a layer's parameters before the step (finite differences). */
  readonly nudge?: (layer: number, mu: LayerValues, rho: LayerValues) => void;
}

/** The network that a problem is about. */
export function networkOf({ network, sizes }: StepProblem): Network {
  return network ?? chainNetwork(sizes!);
}

/**
 * Runs one step on the whole of `inputs` as a batch with learning rate 0 and β₁ = 0, after which Adam's first
 * moments are the gradients themselves and the parameters are untouched.
 */
export async function gradientsOf(problem: StepProblem): Promise<StepResult> {
  const { inputs, klWeight } = problem;
  const network = networkOf(problem);
  const settings = trainingSettings("tutorial", {
    initial: { locScale: 0.5, rhoMean: -1, rhoScale: 0.5 },
    ...problem.settings,
    beta1: 0,
    batchSize: inputs.count,
  });
  const session = await TrainingSession.start(network, inputs, settings, {
    threads: 1,
    ...(problem.variant ? { variant: problem.variant } : {}),
  });
  try {
    session.initialise();
    const layerIndices = network.layers.filter(isWeighted).map((_, l) => l);
    if (problem.nudge) {
      for (const l of layerIndices) {
        const mu = session.layerArray(l, 0);
        const rho = session.layerArray(l, 1);
        problem.nudge(l, mu, rho);
        session.setLayer(l, {
          weightLoc: mu.weight,
          biasLoc: mu.bias,
          weightRho: rho.weight,
          biasRho: rho.bias,
        });
      }
    }
    session.setOrder(Uint32Array.from({ length: inputs.count }, (_, i) => i));
    await session.drawFirst();
    const before = layerIndices.map((l) => ({
      mu: session.layerArray(l, 0),
      rho: session.layerArray(l, 1),
      eps: session.layerArray(l, 6),
      drawn: session.layerArray(l, 7),
    }));
    const [loss] = await session.run([{ start: 0, count: inputs.count, step: 0, klWeight, learningRate: 0 }]);
    const layers = before.map((arrays, l) => ({
      ...arrays,
      gradMu: session.layerArray(l, 2),
      gradRho: session.layerArray(l, 4),
    }));
    return { ...loss, layers };
  } finally {
    await session.close();
  }
}
