import { describe, expect, test } from "vitest";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { exponential } from "../../../packages/ppl/src/distributions/exponential.js";
import { halfCauchy } from "../../../packages/ppl/src/distributions/half-cauchy.js";
import { multivariateNormal } from "../../../packages/ppl/src/distributions/multivariate-normal.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { uniform } from "../../../packages/ppl/src/distributions/uniform.js";
import { beta } from "../../../packages/ppl/src/distributions/beta.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { mcmc, type McmcResult } from "../../../packages/ppl/src/mcmc/mcmc.js";
import { deterministic } from "../../../packages/ppl/src/primitives/deterministic.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { predictive } from "../../../packages/ppl/src/predictive.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

function rowOf(result: McmcResult, name: string) {
  return result.summary().find((row) => row.name === name)!;
}

/** Whether a figure is within `z` Monte-Carlo standard errors of what it should be. */
function expectNear(actual: number, expected: number, mcse: number, z = 4): void {
  expect(Math.abs(actual - expected)).toBeLessThan(z * mcse);
}

const y = [28, 8, -3, 7, -1, 1, 18, 12];
const sigma = [15, 10, 16, 11, 9, 11, 10, 18];

/** Rubin's eight schools, non-centred. */
function schools(effects: JaxArray, errors: JaxArray): void {
  const mu = sample("mu", normal(0, 5));
  const tau = sample("tau", halfCauchy(5));
  plate("schools", 8, () => {
    const eta = sample("eta", normal(0, 1));
    const theta = deterministic("theta", mu.add(tau.mul(eta)));
    sample("y", normal(theta, errors), { obs: effects });
  });
}

describe("mcmc of programs", () => {
  test("eight schools, against posteriordb's reference", async () => {
    const result = await mcmc(
      { model: schools, chains: 4, warmup: 500, samples: 1000, targetAcceptance: 0.9, seed: 1 },
      np.array(y),
      np.array(sigma),
    );
    // posteriordb, eight_schools_noncentered: mu 4.41 ± 3.31, tau 3.60 ± 3.20.
    for (const [name, mean, sd] of [
      ["mu", 4.41, 3.31],
      ["tau", 3.6, 3.2],
    ] as const) {
      const row = rowOf(result, name);
      expectNear(row.mean, mean, row.mcse);
      expect(Math.abs(row.sd / sd - 1)).toBeLessThan(0.15);
    }
    for (const row of result.summary()) expect(row.rhat, row.name).toBeLessThan(1.01);
    expect(result.chains.divergences).toBe(0);
    expect(result.sites.get("theta")!.shape).toEqual([8]);
    expect(rowOf(result, "theta[0]").mean).toBeGreaterThan(rowOf(result, "theta[2]").mean);
  });

  test.each(["nuts", "hmc"] as const)("a correlated Gaussian in 10 dimensions by %s", async (kernel) => {
    const n = 10;
    // A Cholesky factor with correlations of about 0.9 between neighbours.
    const factor = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => (j > i ? 0 : 0.9 ** (i - j) * (j === 0 ? 1 : Math.sqrt(1 - 0.81)))),
    );
    const model = (): void => {
      sample("x", multivariateNormal(np.arange(n).astype(np.float32), np.array(factor)));
    };
    const result = await mcmc({
      model,
      kernel,
      chains: 2,
      warmup: 400,
      samples: 800,
      mass: "dense",
      seed: 2,
    });
    for (let i = 0; i < n; i++) {
      const row = rowOf(result, `x[${i}]`);
      expectNear(row.mean, i, row.mcse, 4.5);
      expect(Math.abs(row.sd - 1)).toBeLessThan(0.12);
      expect(row.rhat).toBeLessThan(1.03);
    }
  });

  test("supports may depend on other sites", async () => {
    // b ~ Beta(2, 2), u | b ~ Uniform(0, b): E u = 1/4, E b = 1/2.
    const model = (): void => {
      const b = sample("b", beta(2, 2));
      sample("u", uniform(0, b));
    };
    const result = await mcmc({ model, chains: 2, warmup: 300, samples: 1000, seed: 3 });
    const [b, u] = [rowOf(result, "b"), rowOf(result, "u")];
    expectNear(b.mean, 0.5, b.mcse);
    expectNear(u.mean, 0.25, u.mcse);
    const draws = result.sites;
    draws.get("u")!.data.forEach((value, i) => expect(value).toBeLessThanOrEqual(draws.get("b")!.data[i]));
  });

  test("supports of data may depend on random variables, from a start that is given", async () => {
    // Three of b tanks: p(b | y) ∝ exp(−0.01 b) b⁻³ above the largest.
    const model = (obs: JaxArray): void => {
      const b = sample("b", exponential(0.01));
      plate("n", 3, () => sample("y", uniform(0, b), { obs }));
    };
    const b = np.array(100);
    const result = await mcmc(
      { model, start: { b }, chains: 2, warmup: 300, samples: 1000, targetAcceptance: 0.95, seed: 6 },
      np.array([10, 40, 60]),
    );
    b.dispose();
    let [mass, mean] = [0, 0];
    for (let x = 60.005; x < 3000; x += 0.01) {
      const density = Math.exp(-0.01 * x) * x ** -3;
      mass += density;
      mean += x * density;
    }
    const row = rowOf(result, "b");
    expectNear(row.mean, mean / mass, row.mcse);
    expect(result.sites.get("b")!.data.every((value) => value >= 60)).toBe(true);
  });

  test("a start that no draw gives is told with the site that is to blame", async () => {
    // A density of 0 at the edge of a support that includes it.
    const model = (obs: JaxArray): void => {
      const a = sample("a", uniform(2, 3));
      sample("y", beta(a, 1), { obs });
    };
    await expectNescioError(
      () => mcmc({ model, chains: 1, warmup: 5, samples: 5 }, np.array(0)),
      "invalid-data",
      "initial position of chain 0",
      "at the last of 100 positions",
      'site "y" has log-probability -Infinity under its Beta',
    );
  });

  test("random-walk Metropolis finds a posterior too", async () => {
    const model = (data: JaxArray): void => {
      const z = sample("z", normal(0, 1));
      sample("y", normal(z, 1), { obs: data });
    };
    const result = await mcmc(
      { model, kernel: "random-walk", chains: 2, warmup: 500, samples: 3000, seed: 4 },
      np.array([1, 2]),
    );
    const row = rowOf(result, "z");
    expectNear(row.mean, 1, row.mcse);
    expect(Math.abs(row.sd - Math.sqrt(1 / 3))).toBeLessThan(0.05);
  });

  test("leaves nothing behind, and the same seed gives the same draws", async () => {
    const run = () =>
      mcmc({ model: schools, chains: 1, warmup: 20, samples: 10, seed: 5 }, np.array(y), np.array(sigma));
    const first = await run();
    const live = liveSlots();
    const second = await run();
    expect(liveSlots()).toBe(live);
    expect(second.sites.get("theta")!.data).toEqual(first.sites.get("theta")!.data);
  });

  test.each([
    ["a discrete site", () => void sample("b", bernoulli(0.5)), 'site "b"'],
    ["nothing to infer", () => void sample("b", normal(0, 1), { obs: 1 }), "at least one random variable"],
    [
      "a site in a subsampled plate",
      () => void plate("p", 10, { subsampleSize: 2 }, () => sample("z", normal(0, 1))),
      'site "z"',
    ],
  ] as [string, () => void, string][])("refuses %s", async (_, model, part) => {
    await expectNescioError(() => mcmc({ model, samples: 5, warmup: 5 }), "invalid-program", part);
  });
});

describe("predictive", () => {
  const regression = (x: JaxArray, obs?: JaxArray): void => {
    const slope = sample("slope", normal(0, 1));
    const mean = deterministic("mean", slope.mul(x));
    sample("y", normal(mean, 0.5), { obs });
  };

  test("from the prior, from draws and from a guide", async () => {
    const x = (): JaxArray => np.array([1, 2]);
    const prior = predictive({ model: regression, samples: 2000 })(0, x());
    expect(Object.keys(prior).sort()).toEqual(["mean", "slope", "y"]);
    expect(prior.y.shape).toEqual([2000, 2]);
    const sdOf = (array: JaxArray, column: number): number => {
      const all = array.ref.dataSync() as Float32Array;
      const values = all.filter((_, i) => i % 2 === column);
      const mean = values.reduce((a, b) => a + b) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    expect(Math.abs(sdOf(prior.y, 1) / Math.sqrt(4.25) - 1)).toBeLessThan(0.08);

    const result = await mcmc(
      { model: regression, chains: 1, warmup: 200, samples: 500, seed: 1 },
      np.array([1, 2, 3]),
      np.array([2, 4, 6]),
    );
    const after = predictive({ model: regression, draws: result.sites, sites: ["mean"] })(0, x());
    expect(after.mean.shape).toEqual([500, 2]);
    const slopes = result.sites.get("slope")!.data;
    const means = after.mean.ref.dataSync() as Float32Array;
    slopes.forEach((slope, i) => expect(means[2 * i + 1]).toBeCloseTo(2 * slope, 4));

    const guide = (): void => void sample("slope", normal(3, 1e-3));
    const guided = predictive({ model: regression, guide, samples: 10 })(0, x());
    (guided.mean.ref.js() as number[][]).forEach((row) => expect(row[0]).toBeCloseTo(3, 1));
    const thinned = predictive({ model: regression, draws: result.sites, samples: 5 })(0, x());
    expect(thinned.y.shape).toEqual([5, 2]);
    for (const arrays of [prior, after, guided, thinned])
      Object.values(arrays).forEach((array) => array.dispose());
  });

  test("refuses a guide without its parameters", async () => {
    const guide = (_x: JaxArray): void => {
      sample("slope", normal(param("m", 0), 1));
    };
    const run = () => predictive({ model: (x: JaxArray) => regression(x), guide })(0, np.array([1]));
    await expectNescioError(run, "invalid-program", 'param "m"');
  });

  test.each([
    ["too many samples", { samples: 0 }, "at least 1"],
    ["a site that is not there", { sites: ["nothing"] }, '"nothing"'],
    ["draws and a guide", { draws: new Map(), guide: () => undefined }, "one of the two"],
  ])("refuses %s", async (_, options, part) => {
    const run = () => predictive({ model: regression, ...options })(0, np.array([1]));
    await expectNescioError(run, "invalid-option", part);
  });
});
