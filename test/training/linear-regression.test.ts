import { describe, expect, test } from "vitest";
import { trainingSettings, type TrainingSettings } from "../../packages/core/src/training/settings.js";
import { fitMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { Random } from "../../packages/core/src/math/random.js";
import { solve } from "../helpers/solve.js";
import { variants } from "../helpers/raw-kernels.js";
import { chainNetwork } from "../helpers/training-problem.js";

// Linear regression with known noise: y = Wx + b + 0.3·N(0, 1), three outputs, a Gaussian prior that is not centred.
const count = 120;
const inputs = 4;
const outputs = 3;
const noise = 0.3;
const prior = { loc: 0.2, scale: 0.8 };
const width = inputs + 1;

const random = new Random(1);
const pixels = Uint8Array.from({ length: count * inputs }, () => random.integer(256));
const truth = Array.from({ length: outputs * width }, () => random.normal());
const x = (image: number, k: number): number => (k < inputs ? pixels[image * inputs + k] / 255 : 1);
const targets = Float32Array.from({ length: count * outputs }, (_, i) => {
  const image = Math.floor(i / outputs);
  const row = (i % outputs) * width;
  let sum = noise * random.normal();
  for (let k = 0; k < width; k++) sum += truth[row + k] * x(image, k);
  return sum;
});

/**
 * The best independent Gaussians, where the KL counts `weight` times: the posterior's precision is
 * Λ = XᵀX/(weight·noise²) + I/scale²; the means are its means, the variances 1/Λᵢᵢ (Bishop 2006, section 10.1.2).
 */
function optimum(output: number, weight: number): { mean: number[]; scale: number[] } {
  const axes = Array.from({ length: width }, (_, i) => i);
  const overImages = (of: (image: number) => number): number =>
    Array.from({ length: count }, (_, i) => of(i)).reduce((a, b) => a + b, 0) / (weight * noise ** 2);
  const precision = axes.map((a) =>
    axes.map((b) => overImages((i) => x(i, a) * x(i, b)) + (a === b ? 1 / prior.scale ** 2 : 0)),
  );
  const right = axes.map(
    (a) => overImages((i) => x(i, a) * targets[i * outputs + output]) + prior.loc / prior.scale ** 2,
  );
  return { mean: solve(precision, right), scale: axes.map((a) => 1 / Math.sqrt(precision[a][a])) };
}

/** Distances of a fit from the optimum: means in its standard deviations, scales relative. */
async function distances(
  settings: Partial<TrainingSettings>,
  weight: number,
  variant: (typeof variants)[number],
): Promise<{ mean: number; scale: number }> {
  const { posterior } = await fitMeanField(
    chainNetwork([inputs, outputs]),
    { count, values: pixels, targets },
    trainingSettings("tutorial", {
      seed: 0,
      epochs: 10_000,
      batchSize: 50, // 50, 50 and 20 images.
      learningRate: 0.005,
      schedule: "cosine",
      klScale: "batch",
      klWeight: 1,
      prior,
      initial: { locScale: 0.1, rhoMean: -2, rhoScale: 0 },
      likelihood: { family: "gaussian", scale: noise },
      ...settings,
    }),
    { threads: 1, variant },
  );
  const weights = posterior.tensors.get("fc1.weight")!;
  const biases = posterior.tensors.get("fc1.bias")!;
  let mean = 0;
  let scale = 0;
  for (let output = 0; output < outputs; output++) {
    const best = optimum(output, weight);
    for (let k = 0; k < width; k++) {
      const [tensor, at] = k < inputs ? [weights, output * inputs + k] : [biases, output];
      mean = Math.max(mean, Math.abs(tensor.loc[at] - best.mean[k]) / best.scale[k]);
      scale = Math.max(scale, Math.abs(tensor.scale[at] / best.scale[k] - 1));
    }
  }
  return { mean, scale };
}

describe.each(variants)("Bayesian linear regression recovers the closed form (%s)", (variant) => {
  // One draw for a whole batch leaves more noise in the fit than a draw for every image.
  test.each([
    ["weights", "monte-carlo", 0.05, 0.05],
    ["weights", "closed-form", 0.05, 0.05],
    ["local", "monte-carlo", 0.04, 0.025],
    ["local", "closed-form", 0.04, 0.025],
  ] as const)("%s, %s: means to %d σ, scales to %d", async (estimator, kl, toMean, toScale) => {
    const off = await distances({ estimator, kl }, 1, variant);
    expect(off.mean).toBeLessThan(toMean);
    expect(off.scale).toBeLessThan(toScale);
  });

  test("a weight on the KL makes the posterior colder", async () => {
    const off = await distances({ estimator: "local", kl: "closed-form", klWeight: 0.2 }, 0.2, variant);
    expect(off.mean).toBeLessThan(0.04);
    expect(off.scale).toBeLessThan(0.04);
  });

  test("the full KL at each of three batches counts three times", async () => {
    const settings = { estimator: "local", kl: "closed-form", klScale: "full", batchSize: 40 } as const;
    const off = await distances(settings, 3, variant);
    expect(off.mean).toBeLessThan(0.04);
    expect(off.scale).toBeLessThan(0.025);
  });
});
