import { describe, expect, test } from "vitest";
import { bernoulli, gamma, normal, toEvent, uniform } from "../../../packages/ppl/src/distributions/index.js";
import {
  autoDelta,
  autoLowRank,
  autoMultivariateNormal,
  autoNormal,
} from "../../../packages/ppl/src/guides/index.js";
import { seed } from "../../../packages/ppl/src/handlers/seed.js";
import { trace } from "../../../packages/ppl/src/handlers/trace.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { adam } from "../../../packages/ppl/src/optimizers/index.js";
import { predictive } from "../../../packages/ppl/src/predictive.js";
import { factor } from "../../../packages/ppl/src/primitives/factor.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import type { Program } from "../../../packages/ppl/src/runtime/run.js";
import { traceElbo } from "../../../packages/ppl/src/svi/elbo.js";
import { traceMeanFieldElbo } from "../../../packages/ppl/src/svi/mean-field-elbo.js";
import { disposeState, svi } from "../../../packages/ppl/src/svi/svi.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

/** y = w·x + b + noise: the posterior of (w, b) is a Gaussian whose entries are strongly correlated. */
const xs = [1, 1.5, 2, 2.5, 3, 3.5];
const ys = [2.1, 2.7, 4.4, 4.6, 6.3, 6.9];
const noise = 0.5;
function line(x: JaxArray, y: JaxArray): void {
  const w = sample("w", normal(0, 2));
  const b = sample("b", normal(0, 2));
  sample("y", normal(w.mul(x).add(b), noise), { obs: y });
}
const data = (): [JaxArray, JaxArray] => [np.array(xs), np.array(ys)];

const exact = (() => {
  const sum = (f: (i: number) => number): number => xs.reduce((total, _, i) => total + f(i), 0);
  const v = noise ** 2;
  const [aa, ab, bb] = [sum((i) => xs[i] ** 2) / v + 0.25, sum((i) => xs[i]) / v, xs.length / v + 0.25];
  const det = aa * bb - ab * ab;
  const cov = { ww: bb / det, wb: -ab / det, bb: aa / det };
  const [p, q] = [sum((i) => xs[i] * ys[i]) / v, sum((i) => ys[i]) / v];
  return { w: cov.ww * p + cov.wb * q, b: cov.wb * p + cov.bb * q, ...cov, precision: { ww: aa, bb } };
})();

async function drawsOf<A extends readonly unknown[]>(
  model: Program<A>,
  guide: Program<A>,
  batch: () => A,
  { steps = 1200, mean = false, rate = 0.04 } = {},
): Promise<Record<string, Float32Array>> {
  const optimizer = adam({ learningRate: (step) => np.multiply(rate, np.exp(step.mul(-3 / steps))) });
  const loss = mean ? traceMeanFieldElbo({ particles: 4 }) : traceElbo({ particles: 4 });
  const inference = svi({ model, guide, optimizer, loss });
  const { state } = await inference.run({ steps, batch, seed: 1 });
  const params = inference.params(state);
  const drawn = predictive({ model: guide, params, samples: 4000 })(7, ...batch());
  const values = Object.entries(drawn).map(([name, array]) => [name, array.dataSync() as Float32Array]);
  for (const array of Object.values(params)) array.dispose();
  disposeState(state);
  inference.dispose();
  return Object.fromEntries(values) as Record<string, Float32Array>;
}

const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;
const covariance = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  const [mx, my] = [mean(x), mean(y)];
  return Array.from(x).reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) / (x.length - 1);
};

describe("a correlated Gaussian posterior", () => {
  test.each([
    ["autoMultivariateNormal", autoMultivariateNormal],
    ["autoLowRank", <A extends readonly unknown[]>(model: Program<A>) => autoLowRank(model, { rank: 1 })],
  ] as const)("%s finds means, variances and the correlation", async (_, make) => {
    const { w, b } = await drawsOf(line, make(line), data);
    expect(Math.abs(mean(w) - exact.w)).toBeLessThan(0.06);
    expect(Math.abs(mean(b) - exact.b)).toBeLessThan(0.12);
    expect(Math.abs(covariance(w, w) / exact.ww - 1)).toBeLessThan(0.15);
    expect(Math.abs(covariance(b, b) / exact.bb - 1)).toBeLessThan(0.15);
    const correlation = covariance(w, b) / Math.sqrt(covariance(w, w) * covariance(b, b));
    expect(Math.abs(correlation - exact.wb / Math.sqrt(exact.ww * exact.bb))).toBeLessThan(0.03);
  });

  test.each([false, true])(
    "autoNormal finds the means, and the conditional variances (closed-form KL: %s)",
    async (kl) => {
      const { w, b } = await drawsOf(line, autoNormal(line), data, { mean: kl });
      expect(Math.abs(mean(w) - exact.w)).toBeLessThan(0.06);
      expect(Math.abs(mean(b) - exact.b)).toBeLessThan(0.12);
      // What mean field converges to: the inverse of the diagonal of the precision (Bishop 2006, §10.1.2).
      expect(Math.abs(covariance(w, w) * exact.precision.ww - 1)).toBeLessThan(0.15);
      expect(Math.abs(covariance(b, b) * exact.precision.bb - 1)).toBeLessThan(0.15);
    },
  );

  test("autoDelta finds the mode", async () => {
    const { w, b } = await drawsOf(line, autoDelta(line), data, { steps: 1200, rate: 0.05 });
    expect(Math.abs(w[0] - exact.w)).toBeLessThan(0.01);
    expect(Math.abs(b[0] - exact.b)).toBeLessThan(0.02);
    expect(new Set(w).size).toBe(1);
  });
});

describe("supports", () => {
  // rate ~ Gamma(3, 2), five counts of exponential waiting times: Gamma(3 + 5, 2 + Σt).
  const waits = [0.4, 0.9, 0.3, 0.8, 0.6];
  const posterior = { shape: 8, rate: 5 };
  const model = (t: JaxArray): void => {
    const rate = sample("rate", gamma(3, 2));
    sample("t", gamma(1, rate), { obs: t });
  };
  const batch = (): [JaxArray] => [np.array(waits)];

  test.each([
    ["autoNormal", autoNormal],
    ["autoMultivariateNormal", autoMultivariateNormal],
    ["autoLowRank", autoLowRank],
  ] as const)("%s draws positive values with about the right moments", async (_, make) => {
    const { rate } = await drawsOf(model, make(model), batch);
    expect(Math.min(...rate)).toBeGreaterThan(0);
    expect(Math.abs(mean(rate) / (posterior.shape / posterior.rate) - 1)).toBeLessThan(0.06);
    expect(Math.abs(covariance(rate, rate) / (posterior.shape / posterior.rate ** 2) - 1)).toBeLessThan(0.25);
  });

  test("autoDelta's mode is that of the density over the values themselves", async () => {
    const { rate } = await drawsOf(model, autoDelta(model), batch, { steps: 600, rate: 0.05 });
    expect(rate[0]).toBeCloseTo((posterior.shape - 1) / posterior.rate, 2);
  });
});

describe("a support whose bound is another random variable", () => {
  // b ~ U(1, 3) is measured as 2 ± 0.1, u | b ~ U(0, b) as 0.9 ± 0.1: the posterior is Gaussian but for a factor 1 / b.
  const model = (measured: JaxArray): void => {
    const b = sample("b", uniform(1, 3));
    const u = sample("u", uniform(0, b));
    sample("measured", normal(np.stack([b, u]), 0.1), { obs: measured });
  };
  const batch = (): [JaxArray] => [np.array([2, 0.9])];

  test.each([
    ["autoNormal", autoNormal],
    ["autoMultivariateNormal", autoMultivariateNormal],
    ["autoLowRank", autoLowRank],
  ] as const)("%s draws within the bounds of the same run", async (_, make) => {
    const { b, u } = await drawsOf(model, make(model), batch, { steps: 600 });
    for (const [draws, at] of [
      [b, 2],
      [u, 0.9],
    ] as const) {
      expect(Math.abs(mean(draws) - at)).toBeLessThan(0.03);
      expect(Math.abs(Math.sqrt(covariance(draws, draws)) / 0.1 - 1)).toBeLessThan(0.15);
    }
    u.forEach((value, i) => expect(value).toBeLessThan(b[i]));
  });

  test("autoDelta finds the point of the highest density", async () => {
    const { b, u } = await drawsOf(model, autoDelta(model), batch, { steps: 400 });
    // The root of (2 − b) / 0.01 = 1 / b.
    expect(b[0]).toBeCloseTo(1.995, 2);
    expect(u[0]).toBeCloseTo(0.9, 2);
  });
});

describe("shapes", () => {
  const model = (): void => {
    plate("rows", 3, { dim: -2 }, () =>
      plate("columns", 2, () => {
        const z = sample("z", normal(0, 1));
        const v = sample("v", toEvent(gamma(np.ones([4]), 1), 1));
        sample("y", normal(z, 1), { obs: np.array([[1, 2]]) });
        factor("f", np.sum(v, -1).mul(-1));
      }),
    );
  };

  test.each([
    ["autoNormal", autoNormal],
    ["autoMultivariateNormal", autoMultivariateNormal],
    ["autoLowRank", autoLowRank],
    ["autoDelta", autoDelta],
  ] as const)("%s draws what stands in plates of their shape", (_, make) => {
    const guide = make(model);
    const run = trace(seed(guide, 1))();
    const shapes = run.latents().map(({ name, value }) => [name, value.shape]);
    expect(shapes).toContainEqual(["z", [3, 2]]);
    expect(shapes).toContainEqual(["v", [3, 2, 4]]);
    run.dispose();
    const inference = svi({ model, guide, optimizer: adam() });
    const { state, loss } = inference.step(inference.init(0));
    expect(loss).toSatisfy(Number.isFinite);
    disposeState(state);
    inference.dispose();
  });
});

describe("options", () => {
  test.each([
    ["autoNormal", () => autoNormal(line, { initScale: 0 })],
    ["autoMultivariateNormal", () => autoMultivariateNormal(line, { initScale: -1 })],
    ["autoLowRank", () => autoLowRank(line, { rank: 0 })],
  ] as [string, () => unknown][])("%s refuses what makes no sense", async (name, make) => {
    await expectNescioError(make, "invalid-option", name);
  });

  test("a discrete site is told", async () => {
    const coin = (): void => void sample("heads", bernoulli(0.5));
    const inference = svi({ model: coin, guide: autoNormal(coin), optimizer: adam() });
    await expectNescioError(
      () => inference.init(0),
      "invalid-program",
      'site "heads"',
      "a continuous random variable",
    );
  });

  test("guides start where they are told, and leave nothing behind but what they know of their model", () => {
    const start = { w: np.array(1.5), b: np.array(-0.5) };
    const run = (): Record<string, number> => {
      const inference = svi({
        model: line,
        guide: autoNormal(line, { start, prefix: "q" }),
        optimizer: adam(),
      });
      const state = inference.init(0, ...data());
      const params = inference.params(state);
      const values = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.item()]));
      disposeState(state);
      inference.dispose();
      return values;
    };
    const values = run();
    expect(values["q.w.loc"]).toBe(1.5);
    expect(values["q.b.loc"]).toBe(-0.5);
    expect(values["q.w.scale"]).toBeCloseTo(0.1, 6);
    run();
    const live = liveSlots();
    run();
    // Where each site starts, and its prior.
    expect(liveSlots()).toBeLessThanOrEqual(live + 4);
    Object.values(start).forEach((array) => array.dispose());
  });
});
