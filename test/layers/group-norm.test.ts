import { expect, test } from "vitest";
import { parameterSpecs, parseNetwork } from "../../packages/core/src/layers/network.js";
import { trainMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { activations } from "../../packages/core/src/prediction/activations.js";
import { trainingSettings } from "../../packages/core/src/training/settings.js";
import { TrainingSession } from "../../packages/core/src/training/session.js";
import { randomInputs } from "../helpers/training-problem.js";

const layers = [
  { type: "conv2d", name: "conv", outputs: 6, kernel: 5, stride: 2 },
  { type: "groupNorm", name: "norm", groups: 2 },
  { type: "relu" },
  { type: "flatten" },
  { type: "dense", name: "out", outputs: 10 },
];
const network = parseNetwork({ input: [28, 28, 1], layers });

test("begins as the identity of normalised values: scales of 1, shifts of 0", async () => {
  const settings = trainingSettings("convolution");
  const inputs = randomInputs(8, 28 * 28, 10);
  const session = await TrainingSession.start(network, inputs, settings, { threads: 1 });
  session.initialise();
  const tensors = session.tensors();
  await session.close();
  expect(tensors.get("norm.weight")!.loc).toEqual(new Float32Array(6).fill(1));
  expect(tensors.get("norm.bias")!.loc).toEqual(new Float32Array(6));
  expect(new Set(tensors.get("norm.weight")!.scale).size).toBe(1);
});

test("brings each group of channels to mean 0 and variance 1, image by image", async () => {
  const norm = parseNetwork({ input: [28, 28, 1], layers: layers.slice(0, 2).concat({ type: "flatten" }) });
  const images = glyphs({ kind: "digits", count: 5, seed: 3 });
  const weights = new Map(
    parameterSpecs(norm).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const fill = (i: number): number =>
        name.startsWith("conv") ? Math.sin(i) : Number(name.endsWith("weight"));
      return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => fill(i)) }];
    }),
  );
  const values = await activations(norm, weights, images, { threads: 1 });
  const features = values.length / 5;
  for (let image = 0; image < 5; image++) {
    for (const group of [0, 1]) {
      const own = values
        .slice(image * features, (image + 1) * features)
        .filter((_, at) => Math.floor((at % 6) / 3) === group);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      const variance = own.reduce((a, b) => a + (b - mean) ** 2, 0) / own.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 3);
    }
  }
});

test("trains, and predicts, the same on any number of threads", async () => {
  const images = glyphs({ kind: "digits", count: 512, seed: 1 });
  const options = { preset: "convolution", epochs: 12, estimator: "local" } as const;
  const [one, two] = await Promise.all(
    [1, 2].map((threads) => trainMeanField(network, images, { ...options, threads })),
  );
  expect(two.posterior.tensors).toEqual(one.posterior.tensors);
  const losses = one.lossPerImageByEpoch;
  expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]);
  const scales = one.posterior.tensors.get("norm.weight")!.loc;
  expect(scales.every((scale) => scale !== 1)).toBe(true);
  const probe = glyphs({ kind: "digits", count: 40, seed: 2 });
  const [alone, together] = await Promise.all(
    [1, 2].map((threads) => one.posterior.predict(probe, { samples: 5, threads })),
  );
  expect(together).toEqual(alone);
});
