import type { RowDataset } from "../../data/dataset.js";
import { parseNetwork, type Network } from "../../layers/network.js";
import type { StandardizeLayer } from "../../layers/standardize.js";

/** Columns whose mean and deviation are so near to 0 and 1 are standardised already. */
const CLOSE = 0.05;

/** How rows like these are brought to mean 0 and variance 1, column by column. A column of one value stays as it is, about 0. */
export function standardizationFor({ count, columns, values }: RowDataset): StandardizeLayer {
  const width = columns.length;
  const mean = new Array<number>(width).fill(0);
  values.forEach((value, at) => (mean[at % width] += value / count));
  const variance = new Array<number>(width).fill(0);
  values.forEach((value, at) => (variance[at % width] += (value - mean[at % width]) ** 2 / count));
  const deviation = variance.map((value) => (value > 0 ? Math.max(Math.sqrt(value), 1e-30) : 1));
  return { type: "standardize", mean, deviation };
}

/** The network with a layer in front that standardises rows like these; as it is where it has one, or they are standard already. */
export function withStandardization(network: Network, rows: RowDataset): Network {
  if (network.layers[0].type === "standardize") return network;
  const layer = standardizationFor(rows);
  const isStandard =
    layer.mean.every((mean) => Math.abs(mean) < CLOSE) &&
    layer.deviation.every((deviation) => Math.abs(deviation - 1) < CLOSE);
  return isStandard ? network : parseNetwork({ ...network, layers: [layer, ...network.layers] });
}
