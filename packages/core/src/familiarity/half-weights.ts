import { NescioError } from "../errors.js";
import { parameterSpecs, type Network } from "../layers/network.js";
import { roundToHalf } from "../math/half.js";
import type { Weights } from "../prediction/posterior.js";

/** The weights that the network needs, as half precision has them. */
export function halfWeights(network: Network, weights: Weights): Weights {
  return new Map(
    parameterSpecs(network).map(({ name, shape }) => {
      const data = weights.get(name)!.data.map(roundToHalf);
      const bad = data.findIndex((value) => !Number.isFinite(value));
      if (bad < 0) return [name, { shape, data }];
      throw new NescioError({
        code: "invalid-model",
        subject: `tensor "${name}"`,
        expected: "finite values that half precision can hold (below 65,520)",
        found: `${weights.get(name)!.data[bad]} at index ${bad}`,
      });
    }),
  );
}
