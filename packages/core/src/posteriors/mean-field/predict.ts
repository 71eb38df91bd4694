import type { Dataset } from "../../data/dataset.js";
import type { Chain } from "../../layers/chain.js";
import type { Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import { drawnNetworks } from "../../prediction/drawn-networks.js";
import type { GaussianTensor } from "../../prediction/posterior.js";
import { predictNetworks, type NetworksOptions } from "../../prediction/predict-networks.js";
import { gaussianWeights } from "./drawn-weights.js";
import { sampledActivations, type DenseChain } from "./sampled-activations.js";

/**
 * Samples networks and lets them classify every image: in a network of dense layers by the first one's activations
 * and the later ones' weights, otherwise by all weights. Every image's predictive distribution is that of drawn
 * networks; only the noise of a first dense layer is independent between images where one drawn network would share it.
 */
export function predictMeanField(
  posterior: { readonly network: Network; readonly tensors: ReadonlyMap<string, GaussianTensor> },
  dataset: Dataset,
  options: NetworksOptions,
): Promise<Predictive> {
  const { network, tensors } = posterior;
  return predictNetworks(
    posterior,
    network,
    (chain, memory) =>
      isDense(chain)
        ? sampledActivations(chain, tensors, memory)
        : drawnNetworks(chain, gaussianWeights(tensors), memory),
    dataset,
    options,
  );
}

function isDense(chain: Chain): chain is DenseChain {
  return chain.steps.every(({ kind }) => kind === "dense");
}
