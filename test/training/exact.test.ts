import { expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { parseNetwork } from "../../packages/core/src/layers/network.js";
import { trainMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";

const network = parseNetwork({
  input: [28, 28, 1],
  layers: [
    { type: "avgPool2d", size: 2 },
    { type: "conv2d", name: "conv1", outputs: 8, kernel: 3, padding: 1 },
    { type: "relu" },
    { type: "conv2d", name: "conv2", outputs: 12, kernel: 3, padding: 1 },
    { type: "relu" },
    { type: "maxPool2d", size: 2 },
    { type: "conv2d", name: "conv3", outputs: 9, kernel: 3 },
    { type: "flatten" },
    { type: "dense", name: "out", outputs: 10 },
  ],
});
const digits = glyphs({ kind: "digits", count: 64, seed: 1 });

const trained = async (exact: boolean, threads: number): Promise<Map<string, Float32Array>> => {
  const { posterior } = await trainMeanField(network, digits, {
    ...{ epochs: 1, batchSize: 32, estimator: "weights", learningRate: 1e-3, seed: 3, exact, threads },
  });
  return new Map([...posterior.tensors].map(([name, { loc }]) => [name, loc]));
};

test("convolutions by tiles train as exact ones do, but for rounding, alike on any number of threads", async () => {
  const [exact, tiles, again] = [await trained(true, 1), await trained(false, 1), await trained(false, 2)];
  expect(again).toEqual(tiles);
  expect(tiles).not.toEqual(exact);
  for (const [name, values] of tiles) {
    const reference = exact.get(name)!;
    const far = Math.max(...values.map((value, i) => Math.abs(value - reference[i])));
    // Adam's steps are of 1e-3, whatever a gradient's size: where it is all rounding they may differ by two of them.
    expect(far, name).toBeLessThan(4.1e-3);
    const mean = values.reduce((sum, value, i) => sum + Math.abs(value - reference[i]), 0) / values.length;
    expect(mean, name).toBeLessThan(2e-5);
  }
});
