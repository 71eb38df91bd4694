import { describe, expect, test } from "vitest";
import { createDataset, firstImages, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { parseNetwork, type Network } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import { predictMeanField } from "../../packages/core/src/posteriors/mean-field/predict.js";
import { MixturePosterior } from "../../packages/core/src/posteriors/mixture/posterior.js";
import { PointPosterior } from "../../packages/core/src/posteriors/point/posterior.js";
import { Arena } from "../../packages/core/src/engine/arena.js";
import { Executor } from "../../packages/core/src/engine/executor.js";
import { NetworkPass } from "../../packages/core/src/prediction/network-pass.js";
import { paySideBySide } from "../../packages/core/src/prediction/predict-networks.js";
import type { Posterior } from "../../packages/core/src/prediction/posterior.js";
import { variants } from "../helpers/raw-kernels.js";
import { meanField, swag, weights } from "../posteriors/posteriors.js";

const relu = { type: "relu" };
const flatten = { type: "flatten" };
const input: [number, number, number] = [9, 8, 2];
const networks: Record<string, Network> = {
  // Outputs that fill no quad, odd and even widths, borders.
  convolutions: parseNetwork({
    input,
    layers: [
      { type: "conv2d", name: "a", outputs: 5, kernel: 3, padding: 1 },
      relu,
      { type: "maxPool2d", size: 2, stride: 1 },
      { type: "conv2d", name: "b", outputs: 7, kernel: 3, stride: 2, padding: 2 },
      relu,
      { type: "avgPool2d", size: 2 },
      flatten,
      { type: "dense", name: "c", outputs: 6 },
      relu,
      { type: "dense", name: "d", outputs: 3 },
    ],
  }),
  // Of 4×4, 3×3 and 2×2 outputs: some reach over an edge, and their number is odd and even.
  tiles: parseNetwork({
    input,
    layers: [
      { type: "conv2d", name: "a", outputs: 9, kernel: 2, padding: 1 },
      { type: "conv2d", name: "b", outputs: 10, kernel: 3, padding: 2 },
      relu,
      { type: "maxPool2d", size: 2 },
      { type: "conv2d", name: "c", outputs: 11, kernel: 3, padding: 1 },
      { type: "groupNorm", name: "n", groups: 1 },
      { type: "maxPool2d", size: 3 },
      { type: "conv2d", name: "d", outputs: 8, kernel: 3, padding: 1 },
      flatten,
      { type: "dense", name: "e", outputs: 3 },
    ],
  }),
  norms: parseNetwork({
    input,
    layers: [
      { type: "groupNorm", name: "n", groups: 1 },
      { type: "conv2d", name: "a", outputs: 6, kernel: 2 },
      { type: "groupNorm", name: "m", groups: 2 },
      relu,
      { type: "dropout", rate: 0.3 },
      flatten,
      { type: "dense", name: "d", outputs: 3 },
    ],
  }),
};
const { convolutions, tiles, norms } = networks;

const images = ((): ImageDataset => {
  const [random, count] = [new Random(2), 19];
  const pixels = Uint8Array.from({ length: count * 144 }, () => Math.max(0, random.integer(512) - 256));
  const [height, width, channels] = input;
  return createDataset({ name: "random", count, height, width, channels, pixels, classes: [] });
})();

describe("a few images are told what they are told among many, bit for bit", () => {
  const cases = variants.flatMap((variant) => Object.keys(networks).map((name) => ({ variant, name })));

  test.each(cases)("$variant, $name", async ({ variant, name }) => {
    const posterior = meanField(networks[name]);
    for (const samples of [3, 8, 21]) {
      for (const seed of [1, 2]) {
        const options = { samples, seed, variant };
        const all = await predictMeanField(posterior, images, { ...options, threads: 1 });
        const runs = [
          [1, 1],
          [2, 1],
          [3, 1],
          [8, 1],
          [1, 2],
        ];
        for (const [count, threads] of runs) {
          const run = { ...options, threads };
          const few = await predictMeanField(posterior, firstImages(images, count), run);
          expect(few.logProbs, `${count} images`).toEqual(all.logProbs.slice(0, count * samples * 3));
        }
      }
    }
  });

  test("the test takes both ways", () => {
    expect([1, 2, 3, 8].map((count) => paySideBySide(count, 21))).toEqual([true, true, true, false]);
    expect([3, 8].map((samples) => paySideBySide(1, samples))).toEqual([true, true]);
    expect(paySideBySide(1, 1)).toBe(false);
  });

  const mixtures: Record<string, readonly Posterior[]> = {
    "mean fields": [1, 2, 3].map((seed) => meanField(convolutions, seed)),
    SWAGs: [1, 2, 3].map((seed) => swag(norms, 2, seed)),
    points: [1, 2, 3, 4].map((seed) => new PointPosterior(convolutions, weights(convolutions, seed))),
    "points by tiles": [1, 2, 3].map((seed) => new PointPosterior(tiles, weights(tiles, seed))),
    "different kinds": [new PointPosterior(norms, weights(norms, 4)), meanField(norms, 5), swag(norms, 0, 6)],
  };
  test.each(Object.keys(mixtures))("mixture of %s", async (name) => {
    const mixture = new MixturePosterior(mixtures[name]);
    for (const samples of [2, 7, 17]) {
      const all = await mixture.predict(images, { samples, threads: 1, seed: 4 });
      expect(new Set(all.logProbs).size).toBeGreaterThan(images.count * mixture.members.length);
      for (const count of [1, 3, 8, 1]) {
        const few = await mixture.predict(firstImages(images, count), { samples, threads: 1, seed: 4 });
        expect(few.logProbs).toEqual(all.logProbs.slice(0, count * samples * 3));
      }
    }
  });

  const passes = Object.keys(networks).flatMap((name) => [2, 3, 11].map((members) => ({ name, members })));
  test.each(passes)("raw outputs of $members given networks, $name", async ({ name, members }) => {
    const arena = new Arena();
    const network = networks[name];
    const given = Array.from({ length: members }, (_, seed) => weights(network, seed));
    const pass = new NetworkPass(arena, network, given, 24);
    const executor = await Executor.start(arena, { threads: 1, scratchBytes: pass.scratchBytes });
    pass.write(executor);
    const run = async (from: number, count: number): Promise<number[][]> => {
      await pass.run(executor, images, from, count);
      const panels = executor.f32(pass.results, 24 * pass.outputs);
      return Array.from({ length: count }, (_, image) =>
        Array.from(
          { length: pass.outputs },
          (_, o) => panels[((image >> 3) * pass.outputs + o) * 8 + (image & 7)],
        ),
      );
    };
    const all = await run(0, 19);
    expect(new Set(all.flat()).size).toBeGreaterThan(19 * members);
    for (const [from, count] of [
      [0, 1],
      [5, 2],
      [0, 8],
      [11, 1],
    ]) {
      expect(await run(from, count)).toEqual(all.slice(from, from + count));
    }
    await executor.close();
  });
});
