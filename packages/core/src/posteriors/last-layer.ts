import { NescioError } from "../../errors.js";
import type { DenseLayer } from "../../layers/dense.js";
import { parameterSpecs, type Network } from "../../layers/network.js";

/** The dense layer that a network ends in. */
export interface LastLayer {
  readonly layer: DenseLayer;
  readonly inputs: number;
  readonly outputs: number;
}

/** Throws `unsupported` for a network that ends in anything but a dense layer. */
export function lastLayerOf(network: Network): LastLayer {
  const layer = network.layers.at(-1);
  if (layer?.type !== "dense") {
    throw new NescioError({
      code: "unsupported",
      subject: "network of a last-layer Laplace posterior",
      expected: "a dense layer at its end",
      found: layer?.type ?? "no layer",
    });
  }
  const { shape } = parameterSpecs(network).find(({ name }) => name === `${layer.name}.weight`)!;
  return { layer, inputs: shape[1], outputs: shape[0] };
}
