import { quadLength } from "../engine/quads.js";
import { stepChain } from "../layers/chain.js";
import { isWeightedStep } from "../layers/kinds.js";
import type { Network } from "../layers/network.js";

/** Arrays of a layer that are training's state: μ, ρ and Adam's moments (kernels/mean-field.ts, 0 to 5). */
export const STATE_ARRAYS = 6;

/** Numbers of each layer's state, for every posterior: points have scales that stay where they are. */
export function stateLengths(network: Network): number[] {
  return stepChain(network)
    .steps.filter(isWeightedStep)
    .map(({ inputs, outputs }) => quadLength(inputs, outputs) * STATE_ARRAYS);
}
