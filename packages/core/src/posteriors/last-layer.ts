import type { Dataset } from "../data/dataset.js";
import { NescioError } from "../errors.js";
import { networkInputs, stepChain } from "../layers/chain.js";
import type { DenseLayer } from "../layers/dense.js";
import { parameterSpecs, withoutRandomLayers, type Network } from "../layers/network.js";
import { activations, type ActivationOptions } from "../prediction/activations.js";
import type { Weights } from "../prediction/posterior.js";

/** The dense layer that a network ends in. */
export interface LastLayer {
  readonly layer: DenseLayer;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Throws `unsupported` for a network that ends in anything but a dense layer.
 * @param posterior What errors call the posterior that is about it.
 */
export function lastLayerOf(network: Network, posterior: string): LastLayer {
  const layer = network.layers.at(-1);
  if (layer?.type !== "dense") {
    throw new NescioError({
      code: "unsupported",
      subject: `network of a ${posterior} posterior`,
      expected: "a dense layer at its end",
      found: layer?.type ?? "no layer",
    });
  }
  const { shape } = parameterSpecs(network).find(({ name }) => name === `${layer.name}.weight`)!;
  return { layer, inputs: shape[1], outputs: shape[0] };
}

/** The network up to its last layer. */
export function beforeLastLayer(network: Network): Network {
  return { ...network, layers: network.layers.slice(0, -1) };
}

/** What comes to the last layer of each image or row, `[count, inputs]`. Dropout passes everything on. */
export async function lastLayerInputs(
  network: Network,
  weights: Weights,
  dataset: Dataset,
  options: ActivationOptions,
): Promise<Float32Array> {
  const before = beforeLastLayer(network);
  // Of what comes in alone there is nothing to compute.
  const plain = stepChain(withoutRandomLayers(before)).steps.length === 0;
  return plain ? networkInputs(network, dataset) : activations(before, weights, dataset, options);
}
