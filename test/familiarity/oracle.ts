import type { ImageDataset } from "../../packages/core/src/data/dataset.js";
import { dequantize, type QuantizedMatrix } from "../../packages/core/src/familiarity/quantize.js";
import type { FeatureMap } from "../../packages/core/src/familiarity/scorer.js";
import { activations } from "../../packages/core/src/prediction/activations.js";
import type { Weights } from "../../packages/core/src/prediction/posterior.js";
import { outputCount, type Network } from "../../packages/core/src/layers/network.js";

// The definitions, in double precision, image by image.

/** Each member's features at unit length, then all of them at unit length. */
export async function unitFeatures(
  network: Network,
  members: readonly Weights[],
  images: ImageDataset,
): Promise<Float64Array[]> {
  const size = outputCount(network);
  const all = await Promise.all(members.map((weights) => activations(network, weights, images)));
  return Array.from({ length: images.count }, (_, image) => {
    const parts = all.map((values) => {
      const row = Float64Array.from(values.subarray(image * size, (image + 1) * size));
      const norm = Math.hypot(...row) * Math.sqrt(members.length);
      return row.map((value) => (norm > 0 ? value / norm : 0));
    });
    return Float64Array.from(parts.flatMap((part) => [...part]));
  });
}

export function rowsOf(matrix: QuantizedMatrix): Float64Array[] {
  const values = dequantize(matrix);
  return Array.from({ length: values.length / matrix.columns }, (_, row) =>
    Float64Array.from(values.subarray(row * matrix.columns, (row + 1) * matrix.columns)),
  );
}

/** Every image's components, and the squared distance of its features from their mean. */
export async function componentsOf(
  { network, members, projection: { axes, mean } }: FeatureMap,
  images: ImageDataset,
): Promise<{ z: Float64Array; energy: number }[]> {
  const rows = rowsOf(axes);
  return (await unitFeatures(network, members, images)).map((u) => {
    const z = new Float64Array(axes.columns);
    rows.forEach((row, i) => row.forEach((value, d) => (z[d] += value * (u[i] - mean[i]))));
    return { z, energy: u.reduce((sum, value, i) => sum + (value - mean[i]) ** 2, 0) };
  });
}
