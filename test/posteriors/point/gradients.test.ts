import { describe, expect, test } from "vitest";
import type { Network } from "../../../packages/core/src/layers/network.js";
import { parseNetwork } from "../../../packages/core/src/layers/network.js";
import { distance } from "../../helpers/distance.js";
import { oracle } from "../../helpers/jax-elbo.js";
import { variants } from "../../helpers/raw-kernels.js";
import { chainNetwork, gradientsOf, randomInputs } from "../../helpers/training-problem.js";

const prior = { loc: 0.1, scale: 0.7 };
const klWeight = 0.3;

const convolutions = parseNetwork({
  input: [9, 8, 2],
  layers: [
    { type: "conv2d", name: "conv1", outputs: 5, kernel: 3, padding: 1 },
    { type: "relu" },
    { type: "maxPool2d", size: 2 },
    { type: "conv2d", name: "conv2", outputs: 6, kernel: 2 },
    { type: "relu" },
    { type: "flatten" },
    { type: "dense", name: "fc1", outputs: 11 },
    { type: "relu" },
    { type: "dense", name: "out", outputs: 3 },
  ],
});

describe("a point's loss and gradient against automatic differentiation in jax-js", () => {
  const cases = variants.flatMap((variant) =>
    (
      [
        ["dense", chainNetwork([13, 9, 4]), 13, 4],
        ["convolutions", convolutions, 144, 3],
      ] as const
    ).map(([name, network, size, classes]) => ({ variant, name, network, size, classes })),
  );
  test.each(cases)("$variant, $name", async ({ variant, network, size, classes }) => {
    await compare(network, size, classes, variant);
  });

  async function compare(
    network: Network,
    size: number,
    classes: number,
    variant: (typeof variants)[number],
  ): Promise<void> {
    const inputs = randomInputs(19, size, classes);
    const settings = { estimator: "delta" as const, prior, seed: 4 };
    const actual = await gradientsOf({ network, inputs, settings, klWeight, variant });
    // A mean field whose draws are its means: of the closed-form KL, (μ − m₀)²/2s₀² alone depends on them.
    const still = actual.layers.map(({ mu, rho }) => ({
      ...{ mu, rho },
      eps: { weight: new Float32Array(mu.weight.length), bias: new Float32Array(mu.bias.length) },
    }));
    const mean = { estimator: "weights", kl: "closed-form", prior, likelihood: "categorical" } as const;
    const expected = oracle(network, still, inputs, mean, klWeight);
    expect(Math.abs(actual.nll / expected.nll - 1)).toBeLessThan(1e-5);
    let penalty = 0;
    actual.layers.forEach(({ mu, drawn, gradMu }, l) => {
      for (const part of ["weight", "bias"] as const) {
        expect(drawn[part]).toEqual(mu[part]);
        for (const value of mu[part]) penalty += (value - prior.loc) ** 2 / (2 * prior.scale ** 2);
        expect(distance(gradMu[part], expected.gradients[l].gradMu[part])).toBeLessThan(1e-4);
      }
    });
    expect(Math.abs(actual.kl / penalty - 1)).toBeLessThan(1e-5);
  }
});
