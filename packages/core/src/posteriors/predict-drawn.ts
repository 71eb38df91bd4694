import type { Dataset } from "../data/dataset.js";
import type { Network } from "../layers/network.js";
import { drawnNetworks } from "../prediction/drawn-networks.js";
import { givenWeights } from "../prediction/given-weights.js";
import type { Weights } from "../prediction/posterior.js";
import { predictNetworks, type NetworksOptions } from "../prediction/predict-networks.js";
import type { Predictive } from "../predictive/predictive.js";

/**
 * Predicts with networks that the host draws: every sample is one, which all images meet.
 *
 * @param posterior Whose networks they are: its drawn weights may be kept for the next few images.
 * @param weightsAt The network of a sample under a seed: the same whenever it is called.
 */
export function predictDrawn(
  posterior: { readonly network: Network },
  weightsAt: (sample: number, seed: number) => Weights,
  dataset: Dataset,
  options: NetworksOptions,
): Promise<Predictive> {
  return predictNetworks(
    posterior,
    posterior.network,
    (chain, memory) => drawnNetworks(chain, givenWeights(weightsAt), memory),
    dataset,
    options,
  );
}
