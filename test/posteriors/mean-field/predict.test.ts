import { describe, expect, test, vi } from "vitest";
import { createDataset, selectImages, type ImageDataset } from "../../../packages/core/src/data/dataset.js";
import { MeanFieldPosterior } from "../../../packages/core/src/posteriors/mean-field/posterior.js";
import { predictMeanField } from "../../../packages/core/src/posteriors/mean-field/predict.js";
import type {
  GaussianTensor,
  PredictOptions,
  Weights,
} from "../../../packages/core/src/prediction/posterior.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { parameterSpecs, parseNetwork, type Network } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";
import { ksCritical, ksStatistic, ksTwoSampleStatistic, normalCdf } from "../../helpers/ks.js";
import { variants } from "../../helpers/raw-kernels.js";
import { chainNetwork } from "../../helpers/training-problem.js";
import { watchWorkers } from "../../helpers/workers.js";

const workers = watchWorkers();

/** A posterior with parameters of its own for every weight. */
function randomPosterior(network: Network, seed = 1, scale = 0.4): MeanFieldPosterior {
  const random = new Random(seed);
  const tensors = new Map<string, GaussianTensor>();
  for (const { name, shape } of parameterSpecs(network)) {
    const size = shape.reduce((a, b) => a * b, 1);
    tensors.set(name, {
      shape,
      loc: Float32Array.from({ length: size }, () => 0.6 * random.normal()),
      scale: Float32Array.from({ length: size }, () => scale * (0.1 + random.uniform())),
    });
  }
  return new MeanFieldPosterior(network, tensors);
}

/** The same with one layer that is (all but) certain. */
function withCertain({ network, tensors }: MeanFieldPosterior, layer: string): MeanFieldPosterior {
  const sure = new Map(tensors);
  for (const [name, tensor] of tensors) {
    if (name.startsWith(`${layer}.`)) sure.set(name, { ...tensor, scale: tensor.scale.map(() => 1e-30) });
  }
  return new MeanFieldPosterior(network, sure);
}

/** Random images, half of their pixels dark. */
function randomImages(count: number, size: number, seed = 2): ImageDataset {
  const random = new Random(seed);
  const pixels = Uint8Array.from({ length: count * size }, () => Math.max(0, random.integer(512) - 256));
  return createDataset({ name: "random", count, height: 1, width: size, channels: 1, pixels, classes: [] });
}

/** Log-probabilities of one drawn network for one image, in double precision, layer by layer. */
function forward(network: Network, weights: Weights, image: Uint8Array): number[] {
  let x = Array.from(image, (value) => value / 255);
  for (const layer of network.layers) {
    if (layer.type === "relu") x = x.map((value) => Math.max(0, value));
    if (layer.type === "dense") {
      const w = weights.get(`${layer.name}.weight`)!.data;
      const b = weights.get(`${layer.name}.bias`)!.data;
      const inputs = x;
      x = Array.from(b, (bias, o) => inputs.reduce((sum, v, i) => sum + v * w[o * inputs.length + i], bias));
    }
  }
  const top = Math.max(...x);
  const logSum = top + Math.log(x.reduce((sum, value) => sum + Math.exp(value - top), 0));
  return x.map((value) => value - logSum);
}

function withFinalRelu(network: Network): Network {
  return parseNetwork({ ...network, layers: [...network.layers, { type: "relu" }] });
}

/** One image's log-probabilities for a class, over the samples. */
function column(
  logProbs: Float32Array,
  samples: number,
  classes: number,
  image: number,
  c: number,
): Float32Array {
  return Float32Array.from({ length: samples }, (_, s) => logProbs[(image * samples + s) * classes + c]);
}

describe("sampled activations against drawn networks", () => {
  const chains = [
    [9, 3],
    [9, 7, 3],
    [11, 6, 5, 4],
  ];
  const cases = variants.flatMap((variant) =>
    chains.flatMap((sizes) => [false, true].map((finalRelu) => ({ variant, sizes, finalRelu }))),
  );

  test.each(cases)("$variant $sizes, final relu $finalRelu: equal in distribution", async (example) => {
    const { variant, sizes, finalRelu } = example;
    const plain = chainNetwork(sizes);
    const network = finalRelu ? withFinalRelu(plain) : plain;
    const posterior = randomPosterior(network);
    const images = randomImages(2, sizes[0]);
    const classes = sizes.at(-1)!;
    // With so many samples a scale that is a tenth off is found out.
    const samples = 20_000;
    const sampled = await predictMeanField(posterior, images, { samples, seed: 3, threads: 1, variant });
    const drawn = new Float32Array(sampled.logProbs.length);
    for (let s = 0; s < samples; s++) {
      const weights = posterior.draw(s);
      for (let i = 0; i < images.count; i++) {
        const image = images.pixels.subarray(i * sizes[0], (i + 1) * sizes[0]);
        drawn.set(forward(network, weights, image), (i * samples + s) * classes);
      }
    }
    const critical = ksCritical(samples / 2, 1e-4);
    for (let i = 0; i < images.count; i++) {
      const of = (values: Float32Array, c: number): Float32Array => column(values, samples, classes, i, c);
      for (let c = 0; c < classes; c++) {
        const distance = ksTwoSampleStatistic(of(sampled.logProbs, c), of(drawn, c));
        expect(distance, `image ${i}, class ${c}`).toBeLessThan(critical);
        // And how the classes hang together.
        const odds = (values: Float32Array): Float32Array =>
          of(values, c).map((value, s) => value - values[(i * samples + s) * classes]);
        if (c > 0) expect(ksTwoSampleStatistic(odds(sampled.logProbs), odds(drawn))).toBeLessThan(critical);
      }
    }
  });

  test.each(variants)(
    "one layer: the log-odds have the closed form's mean and variance (%s)",
    async (variant) => {
      const size = 301;
      const network = chainNetwork([size, 5]);
      const posterior = randomPosterior(network, 4, 0.2);
      const images = randomImages(3, size);
      const samples = 40_000;
      const { logProbs } = await predictMeanField(posterior, images, { samples, threads: 1, variant });
      const weight = posterior.tensors.get("fc1.weight")!;
      const bias = posterior.tensors.get("fc1.bias")!;
      for (let i = 0; i < images.count; i++) {
        const moments = Array.from(bias.loc, (mean, o) => {
          let variance = bias.scale[o] ** 2;
          for (let k = 0; k < size; k++) {
            const x = images.pixels[i * size + k] / 255;
            mean += x * weight.loc[o * size + k];
            variance += x ** 2 * weight.scale[o * size + k] ** 2;
          }
          return { mean, variance };
        });
        for (let c = 1; c < 5; c++) {
          const mean = moments[c].mean - moments[0].mean;
          const sd = Math.sqrt(moments[c].variance + moments[0].variance);
          const first = column(logProbs, samples, 5, i, 0);
          const scores = column(logProbs, samples, 5, i, c).map((value, s) => (value - first[s] - mean) / sd);
          const sum = scores.reduce((a, b) => a + b, 0);
          const squares = scores.reduce((a, b) => a + b * b, 0);
          expect(Math.abs(sum) / Math.sqrt(samples)).toBeLessThan(4);
          expect(Math.abs(squares - samples) / Math.sqrt(2 * samples)).toBeLessThan(4);
          expect(ksStatistic(scores, normalCdf)).toBeLessThan(ksCritical(samples, 1e-3));
        }
      }
    },
  );

  test("certain weights give the one network's answer, whatever the sample", async () => {
    const network = chainNetwork([9, 7, 3]);
    const { tensors } = randomPosterior(network);
    const certain = new Map(
      [...tensors].map(([name, t]) => [name, { ...t, scale: t.scale.map(() => 1e-30) }]),
    );
    const posterior = new MeanFieldPosterior(network, certain);
    const images = randomImages(20, 9);
    const { logProbs } = await posterior.predict(images, { samples: 3, threads: 1 });
    for (let i = 0; i < 20; i++) {
      const expected = forward(network, posterior.draw(0), images.pixels.subarray(i * 9, (i + 1) * 9));
      for (let s = 0; s < 3; s++) {
        for (let c = 0; c < 3; c++) expect(logProbs[(i * 3 + s) * 3 + c]).toBeCloseTo(expected[c], 5);
      }
    }
  });
});

describe("reproducibility", () => {
  const network = chainNetwork([37, 29, 13, 10]);
  const posterior = randomPosterior(network);
  const images = randomImages(75, 37);

  test.each(variants)("any number of threads gives the same bits (%s)", async (variant) => {
    const options = { samples: 7, seed: 5, variant };
    const one = await predictMeanField(posterior, images, { ...options, threads: 1 });
    expect(one).toMatchObject({ images: 75, samples: 7, classes: 10 });
    expect(one.logProbs.every((value) => value <= 1e-5)).toBe(true);
    for (const threads of [2, 3]) {
      const before = workers.started();
      expect(await predictMeanField(posterior, images, { ...options, threads })).toEqual(one);
      expect(workers.started() - before).toBe(threads);
      expect(workers.running()).toBe(0);
    }
  });

  test("the seed decides: the same one gives the same, another one another", async () => {
    const run = (seed: number) => posterior.predict(images, { samples: 3, seed, threads: 1 });
    const a = await run(0xffff_ffff);
    expect(await run(0xffff_ffff)).toEqual(a);
    const b = await run(0xffff_fffe);
    const equal = a.logProbs.filter((value, i) => value === b.logProbs[i]).length;
    expect(equal / a.logProbs.length).toBeLessThan(0.01);
  });

  test("images before others do not depend on them, samples before others neither", async () => {
    const all = await posterior.predict(images, { samples: 5, threads: 1 });
    const first = await posterior.predict(
      selectImages(
        images,
        Array.from({ length: 13 }, (_, i) => i),
      ),
      {
        samples: 5,
        threads: 1,
      },
    );
    expect(first.logProbs).toEqual(all.logProbs.slice(0, first.logProbs.length));
    const fewer = await posterior.predict(images, { samples: 2, threads: 1 });
    for (let i = 0; i < images.count; i++) {
      expect(fewer.logProbs.slice(i * 20, (i + 1) * 20)).toEqual(all.logProbs.slice(i * 50, i * 50 + 20));
    }
  });

  test("samples have noise of their own, for eight images in turn", async () => {
    const twins = selectImages(images, new Array<number>(19).fill(0));
    const { logProbs } = await posterior.predict(twins, { samples: 4, threads: 1 });
    const told = Array.from({ length: 19 }, (_, i) => logProbs.slice(i * 40, (i + 1) * 40));
    expect(new Set(told.slice(0, 8).flatMap((values) => Array.from(values))).size).toBeGreaterThan(0.9 * 320);
    for (let i = 8; i < 19; i++) expect(told[i]).toEqual(told[i - 8]);
  });
});

describe("large requests in parts", () => {
  test("images beyond a chunk of 1024 come out as they would in any part", async () => {
    const network = chainNetwork([5, 9, 3]);
    const posterior = randomPosterior(network);
    const images = randomImages(2 * 1024 + 13, 5);
    const done: [number, number][] = [];
    const options: PredictOptions = {
      samples: 4,
      threads: 2,
      onProgress: (now, total) => done.push([now, total]),
    };
    const { logProbs } = await posterior.predict(images, options);
    expect(done).toEqual([1024, 2048, 2061].map((now) => [now, 2061]));
    // Noise and weights are the same for every chunk.
    const order = Array.from({ length: images.count }, (_, i) => i % 8);
    const repeated = await posterior.predict(selectImages(images, order), options);
    for (let i = 8; i < images.count; i++) {
      expect(repeated.logProbs.slice(i * 12, i * 12 + 12)).toEqual(
        repeated.logProbs.slice((i % 8) * 12, (i % 8) * 12 + 12),
      );
    }
    // No image was left out or written over.
    expect(new Set(logProbs.slice(1024 * 12, 1025 * 12)).size).toBe(12);
    expect(logProbs.every((value) => value < 0)).toBe(true);
  });

  test("rounds and chunks together", async () => {
    const posterior = withCertain(randomPosterior(chainNetwork([3, 600, 600, 2]), 1, 0.05), "fc1");
    const order = Array.from({ length: 1024 + 3 }, (_, i) => i % 3);
    const images = selectImages(randomImages(3, 3), order);
    const { logProbs } = await posterior.predict(images, { samples: 24, threads: 2 });
    // 48 values an image: the weights of either round are the same for the second chunk.
    for (let i = 1024; i < 1027; i++) {
      expect(logProbs.slice(i * 48, i * 48 + 48)).toEqual(logProbs.slice((i % 3) * 48, (i % 3) * 48 + 48));
    }
  });

  test("samples whose weights take more than 32 MiB are drawn in rounds, with the same result", async () => {
    // One sample's second layer has 600 × 601 weights, 1.4 MiB: 23 samples a round.
    const network = chainNetwork([3, 600, 600, 2]);
    // A first layer without noise: what differs between samples are the drawn weights.
    const posterior = withCertain(randomPosterior(network, 1, 0.05), "fc1");
    const images = randomImages(9, 3);
    const many = await posterior.predict(images, { samples: 50, threads: 2, seed: 9 });
    const few = await posterior.predict(images, { samples: 20, threads: 1, seed: 9 });
    for (let i = 0; i < 9; i++) {
      expect(many.logProbs.slice(i * 100, i * 100 + 40)).toEqual(few.logProbs.slice(i * 40, (i + 1) * 40));
    }
    // Every round draws anew.
    for (let i = 0; i < 9; i++) {
      const rarer = Array.from({ length: 50 }, (_, s) =>
        Math.min(...many.logProbs.slice(i * 100 + 2 * s, i * 100 + 2 * s + 2)),
      );
      expect(new Set(rarer).size).toBe(50);
    }
  });
});

describe("very large requests", () => {
  test.each(variants)(
    "many samples make the chunks smaller, not the result another (%s)",
    async (variant) => {
      const posterior = randomPosterior(chainNetwork([5, 9, 4, 3]));
      const images = randomImages(75, 5);
      const run = async (chunkBytes: number) => {
        const done: number[] = [];
        const options = { samples: 6, variant, chunkBytes, onProgress: (now: number) => done.push(now) };
        return { done, ...(await predictMeanField(posterior, images, options)) };
      };
      const whole = await run(75 * 6 * 3 * 4 * 2);
      expect(whole.done).toEqual([75]);
      // Room for 64 images, and for fewer than can be.
      const halves = await run(65 * 6 * 3 * 4);
      expect(halves.done).toEqual([64, 75]);
      const least = await run(1);
      expect(least.done).toEqual([32, 64, 75]);
      expect(halves.logProbs).toEqual(whole.logProbs);
      expect(least.logProbs).toEqual(whole.logProbs);
    },
  );

  test("a result of more than 2 GiB is refused at once", async () => {
    const posterior = randomPosterior(chainNetwork([1, 10]));
    const images = randomImages(10_000, 1);
    const before = workers.started();
    const error = await expectNescioError(
      () => posterior.predict(images, { samples: 5369 }),
      "unsupported",
      "10000 images with 5369 samples",
      "at most 536870912",
      "got 536900000",
      "fewer samples or fewer images",
    );
    expect(error.exitCode).toBe(6);
    expect(workers.started()).toBe(before);
  });

  test("so is one that the host has no memory for", async () => {
    const posterior = randomPosterior(chainNetwork([6, 4, 3]));
    const Full = function (): never {
      throw new RangeError("Array buffer allocation failed");
    };
    vi.stubGlobal("Float32Array", Full);
    const predicting = posterior.predict(randomImages(10, 6), { samples: 2 });
    vi.unstubAllGlobals();
    await expectNescioError(
      () => predicting,
      "unsupported",
      "1 MiB of memory",
      "fewer samples or fewer images",
    );
  });
});

describe("bad requests", () => {
  const network = chainNetwork([6, 4, 3]);
  const posterior = randomPosterior(network);
  const images = randomImages(10, 6);

  test.each([
    [{ samples: 0 }, "samples"],
    [{ samples: NaN }, "samples"],
    [{ samples: 1.5 }, "samples"],
    [{ samples: 100_001 }, "samples"],
    [{ seed: -1 }, "seed"],
    [{ seed: 2 ** 32 }, "seed"],
    [{ seed: NaN }, "seed"],
    [{ threads: 0 }, "threads"],
    [{ threads: 1000 }, "threads"],
    [{ threads: 1.5 }, "threads"],
  ] as [PredictOptions, string][])("%j is refused, and no thread started", async (options, subject) => {
    const before = workers.started();
    const [value] = Object.values(options) as number[];
    await expectNescioError(
      () => posterior.predict(images, options),
      "invalid-option",
      subject,
      `got ${value}`,
    );
    expect(workers.started()).toBe(before);
  });

  test("images of another size", async () => {
    const other = randomImages(10, 7);
    await expectNescioError(() => posterior.predict(other), "invalid-data", "random", "1×6×1", "1×7×1");
    const cut = { ...images, pixels: images.pixels.subarray(1) };
    await expectNescioError(() => posterior.predict(cut), "invalid-data", "random", "60 values", "59");
  });

  test("an aborted signal, before and between chunks; the threads are gone afterwards", async () => {
    const early = { signal: AbortSignal.abort(), threads: 2 };
    await expectNescioError(() => posterior.predict(images, early), "aborted", "prediction");
    const controller = new AbortController();
    const seen: number[] = [];
    const late: PredictOptions = {
      signal: controller.signal,
      threads: 2,
      samples: 2,
      onProgress: (done) => {
        seen.push(done);
        controller.abort();
      },
    };
    await expectNescioError(() => posterior.predict(randomImages(3000, 6), late), "aborted");
    expect(seen).toEqual([1024]);
    expect(workers.running()).toBe(0);
  });

  test("an error in the caller's progress function comes through, and the threads are gone", async () => {
    const failing = () => {
      throw new Error("the caller's own");
    };
    const run = posterior.predict(images, { threads: 2, onProgress: failing });
    await expect(run).rejects.toThrow("the caller's own");
    expect(workers.running()).toBe(0);
  });

  test("a posterior whose tensors do not fit its network", async () => {
    const { tensors } = posterior;
    const without = new Map([...tensors].filter(([name]) => name !== "fc2.bias"));
    await expectNescioError(() => new MeanFieldPosterior(network, without), "invalid-model", "fc2.bias");
    const turned = new Map(tensors).set("fc1.weight", { ...tensors.get("fc1.weight")!, shape: [6, 4] });
    await expectNescioError(() => new MeanFieldPosterior(network, turned), "invalid-model", "4×6", "6×4");
    const short = new Map(tensors).set("fc1.bias", {
      ...tensors.get("fc1.bias")!,
      scale: new Float32Array(3),
    });
    await expectNescioError(() => new MeanFieldPosterior(network, short), "invalid-model", "fc1.bias");
  });
});
