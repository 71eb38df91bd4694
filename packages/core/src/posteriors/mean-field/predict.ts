import type { Dataset } from "../../data/dataset.js";
import { stepChain, type Chain } from "../../layers/chain.js";
import { withoutRandomLayers, type Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import type { GaussianTensor } from "../../prediction/posterior.js";
import { predictNetworks, type NetworksOptions, type Planner } from "../../prediction/predict-networks.js";
import { predictDrawn } from "../predict-drawn.js";
import { gaussianWeights } from "./drawn-weights.js";
import { sampledActivations, type DenseChain } from "./sampled-activations.js";

/**
 * Samples networks and lets them classify every image: in a network of dense layers by the first one's activations
 * and the later ones' weights, otherwise by all weights. Every image's predictive distribution is that of drawn
 * networks; only how images hang together differs: every eighth shares the noise of a first dense layer's activations, where one drawn
 * network would share its weights with all.
 */
export function predictMeanField(
  posterior: { readonly network: Network; readonly tensors: ReadonlyMap<string, GaussianTensor> },
  dataset: Dataset,
  options: NetworksOptions,
): Promise<Predictive> {
  const { network, tensors } = posterior;
  const run = options.dropout === true ? network : withoutRandomLayers(network);
  if (!isDense(stepChain(run))) return predictDrawn(posterior, gaussianWeights(tensors), dataset, options);
  const planner: Planner = {
    takesLanes: false,
    plan: (chain, memory) => sampledActivations(chain as DenseChain, tensors, memory),
  };
  return predictNetworks(posterior, network, planner, dataset, options);
}

/** Whether predictions with the network as it is sample its first layer's activations. */
export function samplesActivations(network: Network): boolean {
  return isDense(stepChain(withoutRandomLayers(network)));
}

function isDense(chain: Chain): chain is DenseChain {
  return chain.steps.every(({ kind }) => kind === "dense");
}
