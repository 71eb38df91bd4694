import { describe, expect, test } from "vitest";
import { createDataset, selectImages, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { applyNetwork } from "../../packages/ppl/src/network/apply-network.js";
import { np, type JaxArray } from "../../packages/ppl/src/jax/jax.js";
import { activations } from "../../packages/core/src/prediction/activations.js";
import type { Weights } from "../../packages/core/src/prediction/posterior.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  parameterSpecs,
  parseNetwork,
  type Network,
} from "../../packages/core/src/layers/network.js";
import { expectNescioError } from "../helpers/errors.js";
import { variants } from "../helpers/raw-kernels.js";
import { watchWorkers } from "../helpers/workers.js";

const workers = watchWorkers();
const relu = { type: "relu" };
const flatten = { type: "flatten" };
const input = [8, 7, 2];
const networks: Record<string, Network> = {
  "convolutions, pools, dropout, dense layers": parseNetwork({
    input,
    layers: [
      { type: "conv2d", name: "a", outputs: 5, kernel: 3, padding: 1 },
      relu,
      { type: "maxPool2d", size: 2 },
      { type: "dropout", rate: 0.5 },
      { type: "conv2d", name: "b", outputs: 6, kernel: 3, stride: 2, padding: 2 },
      relu,
      flatten,
      { type: "dense", name: "c", outputs: 7 },
      relu,
      { type: "dropout", rate: 0.3 },
      { type: "dense", name: "d", outputs: 3 },
    ],
  }),
  "the first layers of it": parseNetwork({
    input,
    layers: [
      { type: "conv2d", name: "a", outputs: 5, kernel: 3, padding: 1 },
      relu,
      { type: "avgPool2d", size: 2, stride: 1 },
      flatten,
    ],
  }),
  "normalised groups of channels": parseNetwork({
    input,
    layers: [
      { type: "conv2d", name: "a", outputs: 6, kernel: 3 },
      { type: "groupNorm", name: "n", groups: 2 },
      relu,
      { type: "conv2d", name: "b", outputs: 5, kernel: 3, padding: 2 },
      flatten,
    ],
  }),
  "tiles of 3×3, 4×4 and 2×2 outputs, with edges": parseNetwork({
    input,
    layers: [
      { type: "conv2d", name: "a", outputs: 9, kernel: 3, padding: 1 },
      { type: "conv2d", name: "b", outputs: 10, kernel: 3 },
      relu,
      { type: "conv2d", name: "c", outputs: 11, kernel: 3, padding: 2 },
      { type: "maxPool2d", size: 2 },
      { type: "conv2d", name: "d", outputs: 8, kernel: 3, padding: 1 },
      { type: "maxPool2d", size: 2 },
      { type: "conv2d", name: "e", outputs: 9, kernel: 3, padding: 1 },
      flatten,
    ],
  }),
  "dense layers": parseNetwork({
    input,
    layers: [
      flatten,
      { type: "dense", name: "a", outputs: 9 },
      relu,
      { type: "dense", name: "b", outputs: 5 },
    ],
  }),
};

function randomWeights(network: Network): Weights {
  const random = new Random(5);
  return new Map(
    parameterSpecs(network).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => 0.3 * random.normal()) }];
    }),
  );
}

function randomImages(count: number): ImageDataset {
  const random = new Random(6);
  const pixels = Uint8Array.from({ length: count * 112 }, () => random.integer(256));
  return createDataset({ name: "random", count, height: 8, width: 7, channels: 2, pixels, classes: [] });
}

/** The oracle: jax-js in double precision. */
function expected(network: Network, weights: Weights, images: ImageDataset): Float64Array {
  const array = (data: ArrayLike<number>, shape: readonly number[]): JaxArray =>
    np.array(Float64Array.from(data), { shape: [...shape], dtype: np.float64 });
  const arrays = [...weights].map(([name, { shape, data }]) => [name, array(data, shape)] as const);
  const pixels = Float64Array.from(images.pixels, (value) => value / 255);
  const x = array(pixels, [images.count, images.height, images.width, images.channels]);
  return applyNetwork(network, Object.fromEntries(arrays), x).dataSync() as Float64Array;
}

describe("activations", () => {
  const cases = variants.flatMap((variant) => Object.keys(networks).map((name) => ({ variant, name })));

  test.each(cases)("$variant, $name: as jax-js has them", async ({ variant, name }) => {
    const network = networks[name];
    const weights = randomWeights(network);
    const images = randomImages(43);
    const ours = await activations(network, weights, images, { variant, threads: 1 });
    const theirs = expected(network, weights, images);
    expect(ours.length).toBe(theirs.length);
    expect(new Set(ours).size).toBeGreaterThan(43);
    const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    ours.forEach((value, at) => expect(value / largest).toBeCloseTo(theirs[at] / largest, 5));
  });

  test.each(variants)("%s: of rows, standardised or as they are", async (variant) => {
    const random = new Random(9);
    const values = Float32Array.from({ length: 21 * 3 }, () => 50 + 10 * random.normal());
    const rows = createDataset({ name: "rows", count: 21, columns: ["a", "b", "c"], values, classes: [] });
    const standardize = { type: "standardize", mean: [50, 49, 51], deviation: [10, 5, 20] };
    for (const before of [[], [standardize]]) {
      const layers = [...before, { type: "dense", name: "a", outputs: 4 }];
      const network = parseNetwork({ input: [3], layers });
      const weights = randomWeights(network);
      const [weight, bias] = [weights.get("a.weight")!.data, weights.get("a.bias")!.data];
      const ours = await activations(network, weights, rows, { variant, threads: 1 });
      ours.forEach((value, at) => {
        const [row, o] = [Math.floor(at / 4), at % 4];
        const x = [0, 1, 2].map((i) => {
          const given = values[row * 3 + i];
          return before.length === 0 ? given : (given - standardize.mean[i]) / standardize.deviation[i];
        });
        expect(value).toBeCloseTo(
          x.reduce((sum, v, i) => sum + v * weight[o * 3 + i], bias[o]),
          4,
        );
      });
      // A chunk takes up where the one before ended.
      const few = await activations(network, weights, selectImages(rows, [20, 3]), { variant, threads: 1 });
      expect(few.slice(0, 4)).toEqual(ours.slice(80, 84));
    }
  });

  test("neither threads nor chunks nor other images change a bit; progress counts images", async () => {
    const network = networks["convolutions, pools, dropout, dense layers"];
    const weights = randomWeights(network);
    const images = randomImages(600);
    const progress: (readonly number[])[] = [];
    const one = await activations(network, weights, images, {
      threads: 1,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(progress.map(([, total]) => total)).toEqual(progress.map(() => 600));
    expect(progress.map(([done]) => done)).toEqual([256, 512, 600]);
    for (const threads of [2, 3]) {
      expect(await activations(network, weights, images, { threads })).toEqual(one);
    }
    expect(workers.running()).toBe(0);
    const some = selectImages(images, [599, 3, 255, 256]);
    const few = await activations(network, weights, some, { threads: 1 });
    [599, 3, 255, 256].forEach((image, i) => {
      expect(few.slice(i * 3, i * 3 + 3)).toEqual(one.slice(image * 3, image * 3 + 3));
    });
  });

  test("what does not fit is refused", async () => {
    const network = networks["dense layers"];
    const weights = new Map(randomWeights(network));
    const other = convNetwork([9, 9, 1], { channels: [2], kernel: 3, hidden: [] }, 2);
    await expectNescioError(() => activations(other, weights, randomImages(2)), "invalid-data", "9×9×1");
    weights.set("b.bias", { shape: [6], data: new Float32Array(6) });
    await expectNescioError(
      () => activations(network, weights, randomImages(2)),
      "invalid-model",
      'tensor "b.bias": expected shape 5, got shape 6',
    );
    weights.delete("a.weight");
    await expectNescioError(
      () => activations(network, weights, randomImages(2)),
      "invalid-model",
      "no such tensor",
    );
    await expectNescioError(
      () =>
        activations(network, randomWeights(network), randomImages(2), {
          signal: AbortSignal.abort("enough"),
        }),
      "aborted",
    );
  });
});
