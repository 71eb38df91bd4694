import type { Dataset } from "../data/dataset.js";
import type { Network } from "../layers/network.js";
import { drawnNetworks } from "../prediction/drawn-networks.js";
import type { WeightSource } from "../prediction/network-weights.js";
import { predictNetworks, type NetworksOptions, type Planner } from "../prediction/predict-networks.js";
import type { Predictive } from "../predictive/predictive.js";

/**
 * Predicts with the networks of a source: every sample is one, which all images meet.
 *
 * @param posterior Whose networks they are: their weights may be kept for the next few images.
 */
export function predictDrawn(
  posterior: { readonly network: Network },
  source: WeightSource,
  dataset: Dataset,
  options: NetworksOptions,
): Promise<Predictive> {
  const planner: Planner = {
    // Dropout draws a mask for each of eight images.
    takesLanes: options.dropout !== true,
    plan: (chain, memory) => drawnNetworks(chain, source, memory),
  };
  return predictNetworks(posterior, posterior.network, planner, dataset, options);
}
