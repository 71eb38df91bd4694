import { describe, expect, test } from "vitest";
import { trainingSettings } from "../../packages/core/src/training/settings.js";
import { TrainingSession } from "../../packages/core/src/training/session.js";
import { RUN_STEPS } from "../../packages/core/src/training/memory.js";
import { softplus } from "../../packages/core/src/math/softplus.js";
import { variants } from "../helpers/raw-kernels.js";
import { chainNetwork, gradientsOf, randomInputs } from "../helpers/training-problem.js";

const sizes = [7, 6, 3];
const inputs = randomInputs(8, sizes[0], 3);
const prior = { loc: 0.3, scale: 0.6 };
const initial = { locScale: 0.7, rhoMean: -0.5, rhoScale: 1 };
const estimators = ["weights", "local"] as const;

interface Gaussian {
  readonly mean: number;
  readonly sd: number;
}

/** Every weight's posterior in a step's result. */
function posteriors(layers: Awaited<ReturnType<typeof gradientsOf>>["layers"]): Gaussian[] {
  return layers.flatMap(({ mu, rho }) =>
    (["weight", "bias"] as const).flatMap((tensor) =>
      Array.from(mu[tensor], (mean, i) => ({ mean, sd: softplus(rho[tensor][i]) })),
    ),
  );
}

/** KL(q ‖ p) = ∫ q log(q/p) by Simpson's rule over ±12 σ. */
function numericKl(q: Gaussian, p: Gaussian): number {
  const steps = 2000;
  const logDensity = (x: number, { mean, sd }: Gaussian): number =>
    -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = q.mean + q.sd * (-12 + (24 * i) / steps);
    const log = logDensity(x, q);
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(log) * (log - logDensity(x, { mean: p.mean, sd: p.sd }));
  }
  return (sum * 24 * q.sd) / steps / 3;
}

describe.each(variants)("KL divergence (%s)", (variant) => {
  test.each(estimators)("closed form against numerical integration, %s", async (estimator) => {
    const settings = { estimator, kl: "closed-form", prior, initial } as const;
    const { kl, layers } = await gradientsOf({ sizes, inputs, settings, klWeight: 1, variant });
    const expected = posteriors(layers)
      .map((q) => numericKl(q, { mean: prior.loc, sd: prior.scale }))
      .reduce((a, b) => a + b, 0);
    expect(Math.abs(kl / expected - 1)).toBeLessThan(1e-6);
  });

  test("is zero where the posterior is the prior", async () => {
    const rhoMean = Math.log(Math.expm1(prior.scale));
    const settings = {
      kl: "closed-form",
      prior: { ...prior, loc: 0 },
      initial: { locScale: 0, rhoMean, rhoScale: 0 },
    } as const;
    const { kl } = await gradientsOf({ sizes, inputs, settings, klWeight: 1, variant });
    expect(Math.abs(kl)).toBeLessThan(1e-5);
  });

  test.each(estimators)(
    "Monte-Carlo has the closed form's mean, and its known variance, %s",
    async (estimator) => {
      const settings = trainingSettings("tutorial", {
        ...{ estimator, kl: "monte-carlo", prior, initial, seed: 4 },
        batchSize: inputs.count,
      });
      const session = await TrainingSession.start(chainNetwork(sizes), inputs, settings, {
        threads: 1,
        variant,
      });
      const draws: number[] = [];
      try {
        session.initialise();
        session.setOrder(Uint32Array.from({ length: inputs.count }, (_, i) => i));
        await session.drawFirst();
        // A learning rate of 0: the posterior stays, every step draws anew.
        while (draws.length < 80 * RUN_STEPS) {
          const steps = Array.from({ length: RUN_STEPS }, (_, i) => {
            return { start: 0, count: inputs.count, step: draws.length + i, klWeight: 1, learningRate: 0 };
          });
          draws.push(...(await session.run(steps)).map(({ kl }) => kl));
        }
      } finally {
        await session.close();
      }
      const { layers } = await gradientsOf({ sizes, inputs, settings, klWeight: 1, variant });
      // log q − log p at μ + σε is a·ε² + b·ε + c with a = (σ²/s² − 1)/2 and b = σ(μ − m)/s².
      let mean = 0;
      let variance = 0;
      for (const { mean: mu, sd } of posteriors(layers)) {
        mean += Math.log(prior.scale / sd) + (sd ** 2 + (mu - prior.loc) ** 2) / (2 * prior.scale ** 2) - 0.5;
        variance +=
          2 * ((sd ** 2 / prior.scale ** 2 - 1) / 2) ** 2 + (sd * (mu - prior.loc)) ** 2 / prior.scale ** 4;
      }
      const n = draws.length;
      const found = draws.reduce((a, b) => a + b, 0) / n;
      const spread = draws.reduce((sum, x) => sum + (x - found) ** 2, 0) / (n - 1);
      expect(Math.abs(found - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
      // The draws' kurtosis is a little above the normal's: five standard errors of a normal's variance.
      expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
      expect(new Set(draws).size).toBeGreaterThan(0.99 * n);
    },
  );
});
