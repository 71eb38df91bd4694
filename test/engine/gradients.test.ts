import { describe, expect, test } from "vitest";
import type { TrainingSettings } from "../../packages/core/src/training/settings.js";
import { Random } from "../../packages/core/src/math/random.js";
import { inferShapes, parseNetwork, type Network } from "../../packages/core/src/layers/network.js";
import { activationNoise, convolutionNoise } from "../helpers/activation-noise.js";
import { distance } from "../helpers/distance.js";
import { dropoutMask } from "../helpers/dropout-mask.js";
import { oracle } from "../helpers/jax-elbo.js";
import { variants } from "../helpers/raw-kernels.js";
import { gradientsOf, networkOf, randomInputs, type StepProblem } from "../helpers/training-problem.js";

const shapes = [
  { sizes: [6, 3], count: 5 },
  { sizes: [9, 7, 4], count: 11 },
  { sizes: [13, 8, 5, 10], count: 24 },
  { sizes: [50, 33, 6, 17, 2], count: 19 },
];
const estimators = ["weights", "local"] as const;
const kls = ["monte-carlo", "closed-form"] as const;

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const dense = (outputs: number, name = "out") => ({ type: "dense", name, outputs });
const conv = (outputs: number, kernel: number, more: object = {}, name = "conv1") => ({
  ...{ type: "conv2d", name, outputs, kernel },
  ...more,
});
const maxPool = (size: number, stride = size) => ({ type: "maxPool2d", size, stride });
const avgPool = (size: number, stride = size) => ({ type: "avgPool2d", size, stride });
const norm = (groups: number, name = "norm") => ({ type: "groupNorm", name, groups });
const dropout = (rate: number) => ({ type: "dropout", rate });

// Odd sizes, channels and outputs that are no quads, strides that leave pixels out, batches that leave lanes empty.
const pictures: [string, number[], object[], number][] = [
  ["one convolution", [5, 6, 1], [conv(3, 3), relu, flatten, dense(4)], 9],
  [
    "LeNet",
    [14, 14, 1],
    [
      ...[conv(6, 5), relu, maxPool(2), conv(9, 3, {}, "conv2"), relu, maxPool(2)],
      ...[flatten, dense(12, "fc1"), relu, dense(5)],
    ],
    19,
  ],
  ["dropout behind the first layer", [3, 4, 1], [flatten, dense(9, "fc1"), relu, dropout(0.4), dense(3)], 12],
  [
    "pixels normalised by channel",
    [7, 6, 2],
    [
      { type: "normalize", offset: [0.3, 0.6], scale: [0.4, -0.5] },
      ...[conv(4, 3, { padding: 1 }), relu, flatten, dense(3)],
    ],
    10,
  ],
  [
    "padding and strides",
    [9, 7, 3],
    [
      ...[conv(5, 5, { padding: 2, stride: 2 }), relu, conv(7, 3, { padding: 1 }, "conv2"), relu],
      ...[conv(4, 3, { stride: 3, padding: 2 }, "conv3"), flatten, dense(3)],
    ],
    11,
  ],
  [
    "a stride over the kernel, even kernels",
    [11, 12, 2],
    [conv(8, 2, { padding: 1 }), conv(5, 2, { stride: 3, padding: 1 }, "conv2"), relu, flatten, dense(3)],
    8,
  ],
  [
    "pools that overlap and leave pixels out",
    [13, 12, 2],
    [
      ...[
        conv(5, 3, { padding: 1 }),
        relu,
        maxPool(3, 2),
        conv(6, 3, { padding: 1 }, "conv2"),
        avgPool(2, 1),
      ],
      ...[relu, maxPool(2, 3), flatten, dense(3)],
    ],
    10,
  ],
  [
    "pools of pixels, linear pools",
    [12, 12, 1],
    [avgPool(2), conv(6, 3), maxPool(2), conv(5, 2, {}, "conv2"), avgPool(1), flatten, dense(3)],
    13,
  ],
  [
    "dropout everywhere",
    [8, 9, 2],
    [
      ...[dropout(0.2), conv(6, 3, { padding: 1 }), relu, dropout(0.3), conv(7, 3, { padding: 1 }, "conv2")],
      ...[maxPool(2), dropout(0.1), relu, flatten, dropout(0.25), dense(11, "fc1"), relu, dropout(0.5)],
      ...[dense(9, "fc2"), dropout(0.4), dense(4)],
    ],
    21,
  ],
  [
    "no dense layer at all",
    [10, 8, 1],
    [conv(5, 3), relu, conv(4, 3, { padding: 1 }, "conv2"), avgPool(6), flatten],
    12,
  ],
  [
    "convolutions by tiles, odd sizes, with and without padding",
    [9, 7, 3],
    [
      ...[conv(9, 3, { padding: 1 }), relu, conv(12, 3, {}, "conv2"), relu],
      ...[conv(10, 3, { padding: 2 }, "conv3"), maxPool(2), flatten, dense(3)],
    ],
    11,
  ],
  [
    "convolutions by tiles, more of them in a row than are transformed at a time, behind a norm",
    [4, 37, 2],
    [
      ...[conv(17, 3, { padding: 1 }), norm(1), conv(25, 3, { padding: 1 }, "conv2"), avgPool(2), relu],
      ...[conv(8, 3, { padding: 1 }, "conv3"), flatten],
    ],
    9,
  ],
  [
    "convolutions by small tiles, a pool that leaves pixels out",
    [6, 6, 2],
    [
      ...[conv(8, 3, { padding: 1 }), relu, conv(9, 3, { padding: 1 }, "conv2"), relu],
      ...[conv(10, 3, { padding: 1 }, "conv3"), relu, maxPool(2, 3), conv(8, 3, { padding: 2 }, "conv4")],
      ...[maxPool(2), flatten, dense(3)],
    ],
    13,
  ],
  ["a convolution as the last layer", [6, 6, 2], [conv(5, 3), relu, conv(3, 4, {}, "conv2"), flatten], 9],
  [
    "group normalisation between convolutions and pools",
    [9, 8, 2],
    [
      ...[conv(6, 3, { padding: 1 }), norm(3), relu, maxPool(2)],
      ...[conv(10, 3, { padding: 1 }, "conv2"), norm(2, "norm2"), avgPool(2), relu, flatten, dense(4)],
    ],
    19,
  ],
  [
    "group normalisation behind a relu, on pixels, before padding, and as the last layer",
    [7, 6, 4],
    [
      ...[norm(4), conv(5, 2), relu, norm(1, "norm2"), dropout(0.2), norm(5, "norm3"), relu],
      ...[conv(3, 3, { padding: 1 }, "conv2"), avgPool(5), norm(1, "norm4"), flatten],
    ],
    21,
  ],
  ["a wide image", [3, 150, 1], [conv(9, 3, { padding: 1 }), relu, avgPool(3), flatten, dense(3)], 9],
];
const cases = variants.flatMap((variant) =>
  estimators.flatMap((estimator) =>
    kls.flatMap((kl) => shapes.map((shape) => ({ variant, estimator, kl, ...shape }))),
  ),
);

describe("ELBO and gradients against automatic differentiation in jax-js", () => {
  test.each(cases)(
    "$variant $estimator $kl $sizes, batch $count",
    async ({ variant, estimator, kl, sizes, count }) => {
      const settings: Partial<TrainingSettings> = {
        estimator,
        kl,
        prior: { loc: 0.1, scale: 0.7 },
        seed: 3,
      };
      await compare({
        sizes,
        inputs: randomInputs(count, sizes[0], sizes.at(-1)!),
        settings,
        klWeight: 0.3,
        variant,
      });
    },
  );

  test.each(estimators)("Gaussian likelihood, %s", async (estimator) => {
    const random = new Random(8);
    const { labels: _, ...images } = randomInputs(13, 6, 2);
    const inputs = { ...images, targets: Float32Array.from({ length: 13 * 3 }, () => random.normal()) };
    const settings: Partial<TrainingSettings> = {
      estimator,
      likelihood: { family: "gaussian", scale: 0.4 },
      seed: 4,
    };
    await compare({ sizes: [6, 9, 3], inputs, settings, klWeight: 1 });
  });

  const pictureCases = estimators.flatMap((estimator) =>
    kls.flatMap((kl) =>
      pictures.map(([name, input, layers, count]) => ({ estimator, kl, name, input, layers, count })),
    ),
  );
  test.each(pictureCases)("$estimator $kl, $name", async ({ estimator, kl, input, layers, count }) => {
    const network = parseNetwork({ input, layers });
    const size = input.reduce((a, b) => a * b, 1);
    const inputs = randomInputs(count, size, inferShapes(network).at(-1)![0]);
    const settings: Partial<TrainingSettings> = { estimator, kl, prior: { loc: 0.1, scale: 0.7 }, seed: 5 };
    for (const variant of variants) await compare({ network, inputs, settings, klWeight: 0.3, variant });
  });

  test.each(estimators)("many panels to a slot, %s", async (estimator) => {
    const network = parseNetwork({
      input: [5, 5, 1],
      layers: [conv(6, 3), norm(2), relu, maxPool(2, 1), conv(3, 2, {}, "conv2"), flatten, dense(3)],
    });
    // 71 panels in slots of three.
    const inputs = randomInputs(563, 25, 3);
    await compare({ network, inputs, settings: { estimator, seed: 2 }, klWeight: 0.1 });
  });

  test("of several largest values under a window one gets the gradient", async () => {
    // Images of one shade: everything under a window is equal, and so is whatever it passes its gradient to.
    const network = parseNetwork({
      input: [6, 6, 1],
      layers: [conv(5, 3), relu, maxPool(2), flatten, dense(3)],
    });
    const shades = randomInputs(9, 36, 3);
    const values = Uint8Array.from(shades.values, (_, at) => shades.values[at - (at % 36)]);
    const inputs = { ...shades, values };
    await compare({ network, inputs, settings: { estimator: "weights", seed: 2 }, klWeight: 0.1 });
  });

  test.each(estimators)(
    "rows of numbers, standardised, of more classes than a byte counts (%s)",
    async (estimator) => {
      const classes = 300;
      const network = parseNetwork({
        input: [5],
        layers: [
          { type: "standardize", mean: [0, 100, -3, 0.5, 7], deviation: [1, 20, 0.1, 2, 5] },
          ...[
            dense(6, "fc1"),
            norm(1),
            relu,
            dropout(0.2),
            dense(8, "fc2"),
            norm(2, "norm2"),
            dense(classes),
          ],
        ],
      });
      const random = new Random(8);
      const { mean, deviation } = network.layers[0] as { mean: number[]; deviation: number[] };
      const values = Float32Array.from(
        { length: 11 * 5 },
        (_, i) => mean[i % 5] + deviation[i % 5] * random.normal(),
      );
      const labels = Uint32Array.from({ length: 11 }, (_, i) => classes - 1 - 29 * i);
      const inputs = { count: 11, values, labels };
      await compare({ network, inputs, settings: { estimator, seed: 5 }, klWeight: 0.3 });
    },
  );

  async function compare(problem: StepProblem): Promise<void> {
    const { inputs, klWeight } = problem;
    const network = networkOf(problem);
    const settings = {
      estimator: "weights" as const,
      kl: "monte-carlo" as const,
      prior: { loc: 0, scale: 1 },
      likelihood: "categorical" as const,
      seed: 0,
      ...problem.settings,
    };
    const actual = await gradientsOf(problem);
    const { zetas, masks } = await noiseOf(network, settings.seed, inputs.count);
    const layers = actual.layers.map((layer, l) => ({ ...layer, zeta: zetas[l] }));
    const expected = oracle(network, layers, inputs, settings, klWeight, masks);
    expect(Math.abs(actual.nll / expected.nll - 1)).toBeLessThan(1e-5);
    expect(Math.abs(actual.kl / expected.kl - 1)).toBeLessThan(1e-5);
    actual.layers.forEach((layer, l) => {
      for (const part of ["gradMu", "gradRho"] as const) {
        for (const tensor of ["weight", "bias"] as const) {
          const off = distance(layer[part][tensor], expected.gradients[l][part][tensor]);
          expect(off, `layer ${l} ${part} ${tensor}`).toBeLessThan(1e-4);
        }
      }
    });
  }

  /** ζ of each layer with weights, and dropout's masks by place among all layers. */
  async function noiseOf(
    network: Network,
    seed: number,
    count: number,
  ): Promise<{ zetas: Float32Array[]; masks: Map<number, Float32Array> }> {
    const shapes = inferShapes(network);
    const zetas: Float32Array[] = [];
    const masks = new Map<number, Float32Array>();
    let place = 0;
    for (const [index, layer] of network.layers.entries()) {
      const size = shapes[index].reduce((a, b) => a * b, 1);
      if (layer.type === "dense") zetas.push(await activationNoise(seed, zetas.length, count, layer.outputs));
      if (layer.type === "conv2d" || layer.type === "groupNorm") {
        const outputs = shapes[index].at(-1)!;
        zetas.push(await convolutionNoise(seed, zetas.length, count, size / outputs, outputs));
      }
      if (layer.type === "dropout") masks.set(index, await dropoutMask(seed, place, layer.rate, count, size));
      if (!["relu", "flatten", "normalize", "standardize"].includes(layer.type)) place++;
    }
    return { zetas, masks };
  }
});
