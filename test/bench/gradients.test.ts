import { describe, expect, test } from "vitest";
import { nutsGradients, webPplGradients } from "../../packages/cli/src/bench/gradients.js";
import { regressionPotential, regressionProblem } from "../../packages/cli/src/bench/logistic-regression.js";
import {
  loadWebPpl,
  webPplRegression,
  type WebPpl,
  type WebPplDraws,
} from "../../packages/cli/src/bench/webppl.js";
import { runChains } from "../../packages/ppl/src/mcmc/run-chains.js";
import { liveSlots } from "../helpers/live-arrays.js";

const problem = regressionProblem(12, 2);
const webppl: WebPpl = loadWebPpl()!;

/** Mean of each weight, or of its square. */
function momentOf(draws: WebPplDraws, power: 1 | 2): number[] {
  const sums = [0, 0];
  for (const value of draws.support()) {
    const weights = "data" in value ? value.data : value;
    sums.forEach((_, i) => (sums[i] += Math.exp(draws.score(value)) * weights[i] ** power));
  }
  return sums;
}

/** E[w] and E[w²] by adding up the posterior on a grid. */
function exactMoments(): { first: number[]; second: number[] } {
  const { x, y, observations } = problem;
  const [first, second, total] = [[0, 0], [0, 0], [0]];
  for (let a = -5; a <= 5; a += 0.05) {
    for (let b = -5; b <= 5; b += 0.05) {
      let log = -(a * a + b * b) / 2;
      for (let i = 0; i < observations; i++) {
        const sign = 2 * y[i] - 1;
        log -= Math.log1p(Math.exp(-sign * (a * x[2 * i] + b * x[2 * i + 1])));
      }
      const weight = Math.exp(log);
      total[0] += weight;
      [a, b].forEach((value, i) => {
        first[i] += weight * value;
        second[i] += weight * value * value;
      });
    }
  }
  return { first: first.map((sum) => sum / total[0]), second: second.map((sum) => sum / total[0]) };
}

describe("both sides sample the same posterior", () => {
  const exact = exactMoments();

  const expectExact = (first: number[], second: number[]): void => {
    for (const i of [0, 1]) {
      expect(Math.abs(first[i] - exact.first[i])).toBeLessThan(0.12);
      expect(Math.abs(second[i] - exact.second[i])).toBeLessThan(0.2);
    }
  };

  test("the language's NUTS", async () => {
    const target = regressionPotential(problem);
    const { draws } = await runChains({
      potential: target.potential,
      initial: [[0, 0]],
      ...{ chains: 1, warmup: 150, samples: 600, seed: 3 },
    });
    target.dispose();
    const mean = (power: 1 | 2): number[] =>
      [0, 1].map(
        (i) => draws.reduce((sum, value, at) => (at % 2 === i ? sum + value ** power : sum), 0) / 600,
      );
    expectExact(mean(1), mean(2));
  });

  // A quarter of a period: longer trajectories come back to the squares they left.
  test.each(["observations", "tensors"] as const)("WebPPL's HMC, %s", (style) => {
    const draws = webPplRegression(webppl, problem)({ style, samples: 800, steps: 4, stepSize: 0.3 });
    expectExact(momentOf(draws, 1), momentOf(draws, 2));
  });
});

test("gradients are counted as they are taken", async () => {
  const entrant = await nutsGradients(problem, 5);
  await entrant.run();
  expect(entrant.perRun).toBeGreaterThanOrEqual(5);
  expect(Number.isInteger(entrant.perRun)).toBe(true);
  await entrant.close();
  const [tensors, observations] = webPplGradients(problem, 4, webppl);
  expect([tensors.perRun, observations.perRun]).toEqual([44, 11]);
});

test("the sampler keeps no arrays", async () => {
  const once = async (): Promise<void> => {
    const entrant = await nutsGradients(problem, 5);
    await entrant.run();
    await entrant.close();
  };
  await once();
  const live = liveSlots();
  await once();
  expect(liveSlots()).toBe(live);
});

describe("WebPPL", () => {
  const failing = (message: string, code: string) => (): never => {
    throw Object.assign(new Error(message), { code });
  };

  test("that is not installed is no error", () => {
    expect(loadWebPpl(failing("Cannot find module 'webppl'", "MODULE_NOT_FOUND"))).toBeUndefined();
  });

  test.each([
    ["a part of it that is missing", "Cannot find module './ad'", "MODULE_NOT_FOUND"],
    ["anything else", "out of memory", "ERR_OUT_OF_MEMORY"],
  ])("%s is", (_, message, code) => {
    expect(() => loadWebPpl(failing(message, code))).toThrow(message);
  });
});
