import { expect, test } from "vitest";
import { featureNetwork } from "../../packages/core/src/familiarity/feature-network.js";
import {
  convNetwork,
  denseNetwork,
  outputCount,
  parseNetwork,
} from "../../packages/core/src/layers/network.js";

const types = (network: { layers: readonly { type: string }[] }): string[] =>
  network.layers.map(({ type }) => type);

test("up to the second of two convolutions, averaged down to 4×4", () => {
  const features = featureNetwork(
    convNetwork([28, 28, 1], { channels: [16, 32], kernel: 5, hidden: [128], dropout: 0.3 }, 10),
  );
  expect(types(features)).toEqual(["conv2d", "relu", "maxPool2d", "conv2d", "relu", "avgPool2d", "flatten"]);
  expect(features.layers[5]).toEqual({ type: "avgPool2d", size: 2, stride: 2 });
  expect(outputCount(features)).toBe(512);
});

test.each([
  // Convolutions, the one that counts, and the positions that are left along a side.
  [1, "c1", 4],
  [3, "c2", 3],
  [4, "c3", 4],
  [5, "c3", 4],
])("of %i convolutions up to %s", (count, name, side) => {
  const network = parseNetwork({
    input: [15, 15, 1],
    layers: [
      ...Array.from({ length: count }, (_, i) => ({
        type: "conv2d",
        name: `c${i + 1}`,
        outputs: 2,
        kernel: 3,
      })),
      { type: "flatten" },
      { type: "dense", name: "out", outputs: 3 },
    ],
  });
  const features = featureNetwork(network);
  expect(features.layers.findLast((layer) => "name" in layer)).toMatchObject({ name });
  expect(outputCount(features)).toBe(2 * side ** 2);
});

test("dropout goes, small images are not averaged, the shorter side counts", () => {
  const input: [number, number, number] = [7, 20, 1];
  const features = featureNetwork(
    parseNetwork({
      input,
      layers: [
        { type: "dropout", rate: 0.1 },
        { type: "conv2d", name: "a", outputs: 2, kernel: 3 },
        { type: "flatten" },
        { type: "dense", name: "b", outputs: 3 },
      ],
    }),
  );
  expect(types(features)).toEqual(["conv2d", "flatten"]);
  expect(outputCount(features)).toBe(5 * 18 * 2);
});

test("without convolutions, up to the first dense layer and its relu", () => {
  expect(types(featureNetwork(denseNetwork([8, 8, 1], [30, 20], 10)))).toEqual(["flatten", "dense", "relu"]);
  const flat = featureNetwork(denseNetwork([8, 8, 1], [], 10));
  expect(types(flat)).toEqual(["flatten", "dense"]);
  expect(outputCount(flat)).toBe(10);
});
