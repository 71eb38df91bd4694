import { describe, expect, test } from "vitest";
import type { MeanFieldSettings } from "../../src/inference/mean-field/options.js";
import { Random } from "../../src/math/random.js";
import { oracle } from "../helpers/jax-elbo.js";
import { activationNoise } from "../helpers/activation-noise.js";
import { distance } from "../helpers/distance.js";
import { variants } from "../helpers/raw-kernels.js";
import { gradientsOf, randomInputs, type StepProblem } from "../helpers/training-problem.js";

const shapes = [
  { sizes: [6, 3], count: 5 },
  { sizes: [9, 7, 4], count: 11 },
  { sizes: [13, 8, 5, 10], count: 24 },
  { sizes: [50, 33, 6, 17, 2], count: 19 },
];
const estimators = ["weights", "local"] as const;
const kls = ["monte-carlo", "closed-form"] as const;
const cases = variants.flatMap((variant) =>
  estimators.flatMap((estimator) =>
    kls.flatMap((kl) => shapes.map((shape) => ({ variant, estimator, kl, ...shape }))),
  ),
);

describe("ELBO and gradients against automatic differentiation in jax-js", () => {
  test.each(cases)(
    "$variant $estimator $kl $sizes, batch $count",
    async ({ variant, estimator, kl, sizes, count }) => {
      const settings: Partial<MeanFieldSettings> = {
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
    const settings: Partial<MeanFieldSettings> = {
      estimator,
      likelihood: { family: "gaussian", scale: 0.4 },
      seed: 4,
    };
    await compare({ sizes: [6, 9, 3], inputs, settings, klWeight: 1 });
  });

  async function compare(problem: StepProblem): Promise<void> {
    const { sizes, inputs, klWeight } = problem;
    const settings = {
      estimator: "weights" as const,
      kl: "monte-carlo" as const,
      prior: { loc: 0, scale: 1 },
      likelihood: "categorical" as const,
      seed: 0,
      ...problem.settings,
    };
    const actual = await gradientsOf(problem);
    const layers = await Promise.all(
      actual.layers.map(async (layer, l) => ({
        ...layer,
        inputs: sizes[l],
        outputs: sizes[l + 1],
        zeta: await activationNoise(settings.seed, l, inputs.count, sizes[l + 1]),
      })),
    );
    const expected = oracle(layers, inputs, settings, klWeight);
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
});
