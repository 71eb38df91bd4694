import type { ImageDataset } from "../data/dataset.js";
import { pixelStatistics, type ChannelStatistics } from "../data/pixel-statistics.js";
import { parseNetwork, type Network } from "../layers/network.js";
import type { NormalizeLayer } from "../layers/normalize.js";

/**
 * How a network should read images like these. What is drawn on a ground, be it white, black or grey: the ground is 0 and
 * the ink 1, so that a picture and its negative are the same to it. Photographs: mean 0 and variance 1, channel by channel.
 *
 * @returns undefined where that is what a network does anyhow: light on black, as MNIST.
 */
export function normalizationFor(
  dataset: Pick<ImageDataset, "pixels" | "channels">,
): NormalizeLayer | undefined {
  return normalizationBy(pixelStatistics(dataset));
}

/** The same, by statistics that are known. */
export function normalizationBy(channels: readonly ChannelStatistics[]): NormalizeLayer | undefined {
  const offset = channels.map(({ ground, mean }) => (ground ?? mean) / 255);
  const scale = channels.map(({ ground, ink, deviation }) =>
    ground === undefined ? Math.max(deviation, 1) / 255 : (ink - ground) / 255,
  );
  if (offset.every((value) => value === 0) && scale.every((value) => value === 1)) return undefined;
  return { type: "normalize", offset, scale };
}

/** The network with a layer in front that reads images like these; as it is where it has one, or needs none. */
export function withNormalization(
  network: Network,
  dataset: Pick<ImageDataset, "pixels" | "channels">,
): Network {
  if (network.layers[0].type === "normalize") return network;
  const layer = normalizationFor(dataset);
  return layer === undefined ? network : parseNetwork({ ...network, layers: [layer, ...network.layers] });
}
