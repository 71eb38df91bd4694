import { NescioError } from "../errors.js";
import { parameterSpecs, type Network } from "../layers/network.js";
import type { Weights } from "./posterior.js";

/**
 * Throws `invalid-model` unless there is a tensor of the right shape for every parameter of the network.
 * @param subject What errors name before the tensor, e.g. `draw 3`. Default: nothing.
 */
export function checkWeights(network: Network, weights: Weights, subject?: string): void {
  for (const { name, shape } of parameterSpecs(network)) {
    const tensor = weights.get(name);
    const size = shape.reduce((a, b) => a * b, 1);
    if (tensor?.shape.join() === shape.join() && tensor.data.length === size) continue;
    throw new NescioError({
      code: "invalid-model",
      subject: `${subject === undefined ? "" : `${subject}, `}tensor "${name}"`,
      expected: `shape ${shape.join("×")}`,
      found:
        tensor === undefined
          ? "no such tensor"
          : `shape ${tensor.shape.join("×")} and ${tensor.data.length} values`,
    });
  }
}
