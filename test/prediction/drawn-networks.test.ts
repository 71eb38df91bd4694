import { describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { createDataset, selectImages, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { trainMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import { predictMeanField } from "../../packages/core/src/posteriors/mean-field/predict.js";
import type { GaussianTensor } from "../../packages/core/src/prediction/posterior.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  parameterSpecs,
  parseNetwork,
  type Network,
} from "../../packages/core/src/layers/network.js";
import { forcedLabels } from "../../packages/core/src/predictive/summaries.js";
import { jaxLogProbs } from "../helpers/jax-log-probs.js";
import { ksCritical, ksTwoSampleStatistic } from "../helpers/ks.js";
import { variants } from "../helpers/raw-kernels.js";
import { watchWorkers } from "../helpers/workers.js";

const workers = watchWorkers();

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const input: [number, number, number] = [8, 7, 2];
const networks: Record<string, object[]> = {
  "strides, padding and a pool": [
    { type: "conv2d", name: "a", outputs: 5, kernel: 3, padding: 1 },
    relu,
    { type: "maxPool2d", size: 2 },
    { type: "conv2d", name: "b", outputs: 6, kernel: 3, stride: 2, padding: 2 },
    relu,
    flatten,
    { type: "dense", name: "c", outputs: 7 },
    relu,
    { type: "dense", name: "d", outputs: 3 },
  ],
  "means of pixels, a dense layer": [
    { type: "avgPool2d", size: 3, stride: 2 },
    flatten,
    { type: "dense", name: "a", outputs: 3 },
  ],
  "normalised groups of channels": [
    { type: "groupNorm", name: "n", groups: 1 },
    { type: "conv2d", name: "a", outputs: 6, kernel: 3, padding: 1 },
    { type: "groupNorm", name: "m", groups: 3 },
    relu,
    { type: "maxPool2d", size: 2 },
    flatten,
    { type: "dense", name: "d", outputs: 3 },
  ],
  "no dense layer": [
    { type: "conv2d", name: "a", outputs: 9, kernel: 2 },
    relu,
    { type: "conv2d", name: "b", outputs: 3, kernel: 1 },
    { type: "avgPool2d", size: 6 },
    flatten,
  ],
};
const lenet = convNetwork([12, 12, 1], { channels: [5, 6], kernel: 3, hidden: [9], dropout: 0.5 }, 4);

function randomPosterior(network: Network, scale = 0.3): MeanFieldPosterior {
  const random = new Random(4);
  const tensors = new Map<string, GaussianTensor>();
  for (const { name, shape } of parameterSpecs(network)) {
    const size = shape.reduce((a, b) => a * b, 1);
    tensors.set(name, {
      shape,
      loc: Float32Array.from({ length: size }, () => 0.4 * random.normal()),
      scale: Float32Array.from({ length: size }, () => scale * (0.1 + random.uniform())),
    });
  }
  return new MeanFieldPosterior(network, tensors);
}

function randomImages(count: number, [height, width, channels]: readonly number[]): ImageDataset {
  const random = new Random(2);
  const size = height * width * channels;
  const pixels = Uint8Array.from({ length: count * size }, () => Math.max(0, random.integer(512) - 256));
  return createDataset({ name: "random", count, height, width, channels, pixels, classes: [] });
}

describe("drawn networks against jax-js", () => {
  const cases = variants.flatMap((variant) => Object.keys(networks).map((name) => ({ variant, name })));

  test.each(cases)("$variant, $name: certain weights give the one network's answer", async (example) => {
    const network = parseNetwork({ input, layers: networks[example.name] });
    const posterior = randomPosterior(network, 1e-30);
    const images = randomImages(43, input);
    const expected = jaxLogProbs(network, images)(posterior.draw(0));
    const { logProbs } = await predictMeanField(posterior, images, { ...example, samples: 3, threads: 1 });
    for (let i = 0; i < 43; i++) {
      for (let s = 0; s < 3; s++) {
        for (let c = 0; c < 3; c++) {
          expect(logProbs[(i * 3 + s) * 3 + c]).toBeCloseTo(expected[i * 3 + c], 5);
        }
      }
    }
  });

  test.each(Object.keys(networks))("%s: equal in distribution", async (name) => {
    const network = parseNetwork({ input, layers: networks[name] });
    const posterior = randomPosterior(network);
    const images = randomImages(3, input);
    const samples = 3000;
    const { logProbs } = await predictMeanField(posterior, images, { samples, seed: 3, threads: 1 });
    const draw = jaxLogProbs(network, images);
    const drawn = Array.from({ length: samples }, (_, s) => draw(posterior.draw(s)));
    const critical = ksCritical(samples / 2, 1e-4);
    for (let i = 0; i < 3; i++) {
      for (let c = 0; c < 3; c++) {
        const ours = Float32Array.from({ length: samples }, (_, s) => logProbs[(i * samples + s) * 3 + c]);
        const theirs = drawn.map((values) => values[i * 3 + c]);
        expect(ksTwoSampleStatistic(ours, theirs), `image ${i}, class ${c}`).toBeLessThan(critical);
        // One network sees all images: how they hang together is the same too.
        const odds = ours.map((value, s) => value - logProbs[s * 3 + c]);
        const theirOdds = drawn.map((values) => values[i * 3 + c] - values[c]);
        expect(ksTwoSampleStatistic(odds, theirOdds)).toBeLessThan(critical);
      }
    }
  });

  test("dropout passes everything on unless it is asked to drop", async () => {
    const network = parseNetwork({
      input,
      layers: [{ type: "dropout", rate: 0.4 }, flatten, { type: "dense", name: "a", outputs: 2 }],
    });
    const posterior = randomPosterior(network, 1e-30);
    const images = randomImages(9, input);
    const plain = parseNetwork({ input, layers: [flatten, { type: "dense", name: "a", outputs: 2 }] });
    const expected = jaxLogProbs(plain, images)(posterior.draw(0));
    const still = await predictMeanField(posterior, images, { samples: 2, threads: 1 });
    still.logProbs.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[Math.floor(at / 4) * 2 + (at % 2)], 5);
    });

    // The log-odds are Σ mask·x·(w₁ − w₀) + b: a sum of independent terms whose moments are known.
    const samples = 20_000;
    const { logProbs } = await predictMeanField(posterior, images, { samples, threads: 1, dropout: true });
    const weight = posterior.tensors.get("a.weight")!.loc;
    const bias = posterior.tensors.get("a.bias")!.loc;
    for (let i = 0; i < 9; i++) {
      let mean = bias[1] - bias[0];
      let variance = 0;
      for (let k = 0; k < 112; k++) {
        const term = (images.pixels[i * 112 + k] / 255) * (weight[112 + k] - weight[k]);
        mean += term;
        variance += (term ** 2 * 0.4) / 0.6;
      }
      let sum = 0;
      let squares = 0;
      for (let s = 0; s < samples; s++) {
        const at = (i * samples + s) * 2;
        const score = (logProbs[at + 1] - logProbs[at] - mean) / Math.sqrt(variance);
        sum += score;
        squares += score ** 2;
      }
      expect(Math.abs(sum) / Math.sqrt(samples)).toBeLessThan(4);
      expect(Math.abs(squares / samples - 1)).toBeLessThan(4 * Math.sqrt(2 / samples));
    }
  });
});

describe("reproducibility", () => {
  const posterior = randomPosterior(lenet);
  const images = randomImages(75, lenet.input);

  test.each(variants)("any number of threads gives the same bits (%s)", async (variant) => {
    for (const dropout of [false, true]) {
      const options = { samples: 7, seed: 5, variant, dropout };
      const one = await predictMeanField(posterior, images, { ...options, threads: 1 });
      expect(one).toMatchObject({ images: 75, samples: 7, classes: 4 });
      expect(new Set(one.logProbs).size).toBeGreaterThan(0.8 * one.logProbs.length);
      for (const threads of [2, 3]) {
        expect(await predictMeanField(posterior, images, { ...options, threads })).toEqual(one);
      }
    }
    expect(workers.running()).toBe(0);
  });

  test("neither chunks nor other images nor later samples change a result", async () => {
    const all = await predictMeanField(posterior, images, { samples: 6, threads: 1, dropout: true });
    const options = { samples: 6, threads: 1, dropout: true, chunkBytes: 1 };
    expect(await predictMeanField(posterior, images, options)).toEqual(all);
    const first = Array.from({ length: 13 }, (_, i) => i);
    const fewer = await predictMeanField(posterior, selectImages(images, first), { ...options, samples: 2 });
    for (let i = 0; i < 13; i++) {
      expect(fewer.logProbs.slice(i * 8, i * 8 + 8)).toEqual(all.logProbs.slice(i * 24, i * 24 + 8));
    }
  });

  test("all images meet the same networks, in every round", async () => {
    // 0.4 million weights a sample, 21 samples in 32 MiB.
    const wide = convNetwork([6, 6, 1], { channels: [200], kernel: 3, hidden: [500], padding: 1 }, 2);
    const twins = selectImages(
      randomImages(2, wide.input),
      Array.from({ length: 41 }, (_, i) => i % 2),
    );
    const samples = 25;
    const { logProbs } = await randomPosterior(wide, 0.05).predict(twins, { samples, threads: 2 });
    for (let i = 2; i < 41; i++) {
      const at = i * samples * 2;
      const twin = (i % 2) * samples * 2;
      expect(logProbs.slice(at, at + samples * 2)).toEqual(logProbs.slice(twin, twin + samples * 2));
    }
    expect(new Set(logProbs.slice(0, samples * 2)).size).toBeGreaterThan(samples);
  });
});

describe("training", () => {
  const network = parseNetwork({
    input: [7, 9, 1],
    layers: [
      { type: "conv2d", name: "a", outputs: 6, kernel: 3, padding: 1 },
      relu,
      { type: "maxPool2d", size: 2 },
      { type: "dropout", rate: 0.2 },
      { type: "conv2d", name: "b", outputs: 9, kernel: 2, stride: 2, padding: 1 },
      relu,
      flatten,
      { type: "dense", name: "c", outputs: 13 },
      relu,
      { type: "dropout", rate: 0.5 },
      { type: "dense", name: "d", outputs: 5 },
    ],
  });
  const plain = randomImages(101, network.input);
  const labels = Uint8Array.from({ length: 101 }, (_, i) => i % 5);
  const data = createDataset({ ...plain, labels, classes: ["a", "b", "c", "d", "e"] });

  const cases = variants.flatMap((variant) =>
    (["weights", "local"] as const).flatMap((estimator) =>
      (["monte-carlo", "closed-form"] as const).map((kl) => ({ variant, estimator, kl })),
    ),
  );
  test.each(cases)("is the same for every number of threads: $variant $estimator $kl", async (settings) => {
    const options = { ...settings, epochs: 2, batchSize: 37, seed: 6 };
    const one = await trainMeanField(network, data, { ...options, threads: 1 });
    expect(one.lossPerImageByEpoch.every(Number.isFinite)).toBe(true);
    for (const threads of [2, 3]) {
      const more = await trainMeanField(network, data, { ...options, threads });
      expect(more.lossPerImageByEpoch).toEqual(one.lossPerImageByEpoch);
      expect(more.posterior.tensors).toEqual(one.posterior.tensors);
    }
    expect(workers.running()).toBe(0);
  });

  test("weights start with He's scale for the inputs under a kernel", async () => {
    const wide = convNetwork([8, 8, 1], { channels: [8, 40], kernel: 3, padding: 1, hidden: [] }, 5);
    const many = createDataset({ ...randomImages(101, wide.input), labels, classes: data.classes });
    const options = { epochs: 1, batchSize: 101, learningRate: 1e-60, threads: 1 };
    const { loc, shape } = (await trainMeanField(wide, many, options)).posterior.tensors.get("conv2.weight")!;
    expect(shape).toEqual([40, 8, 3, 3]);
    const variance = loc.reduce((sum, value) => sum + value ** 2, 0) / loc.length;
    // 2880 values: five standard errors.
    expect(Math.abs(variance / (2 / 72) - 1)).toBeLessThan(5 * Math.sqrt(2 / loc.length));
  });

  test.each(["weights", "local"] as const)("learns digits (%s)", async (estimator) => {
    const training = glyphs({ kind: "digits", count: 4000, seed: 1 });
    const options = { channels: [8, 16], kernel: 5, hidden: [64], dropout: 0.1 };
    const lenet = convNetwork([28, 28, 1], options, 10);
    const { posterior } = await trainMeanField(lenet, training, {
      estimator,
      epochs: 6,
      batchSize: 64,
      threads: 1,
    });
    const test = glyphs({ kind: "digits", count: 500, seed: 2 });
    const predictive = await posterior.predict(test, { samples: 10, threads: 1 });
    const right = forcedLabels(predictive).filter((label, i) => label === test.labels![i]).length;
    expect(right / 500).toBeGreaterThan(0.95);
  });
});
