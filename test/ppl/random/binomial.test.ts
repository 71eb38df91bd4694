import { describe, expect, test } from "vitest";
import { np } from "../../../packages/ppl/src/jax.js";
import { binomial, key } from "../../../packages/ppl/src/random/index.js";
import { numbers } from "../distributions/values.js";
import { chiSquareOfCounts, logFactorials, moments } from "./statistics.js";

const size = 100_000;
const logs = logFactorials(2000);

describe("binomial", () => {
  test.each([
    [1, 0.3],
    [7, 0.5],
    [30, 0.02],
    [30, 0.97],
    [19, 0.5],
    [20, 0.5],
    [100, 0.0999],
    [100, 0.101],
    [200, 0.8],
    [1500, 0.5],
    [2000, 0.004],
  ])("of %d trials at %d has its probabilities", (n, p) => {
    const probabilities = Array.from({ length: n + 1 }, (_, k) =>
      Math.exp(logs[n] - logs[k] - logs[n - k] + k * Math.log(p) + (n - k) * Math.log1p(-p)),
    );
    const distance = chiSquareOfCounts(binomial(key(4), n, p, [size]), 0, probabilities);
    expect(Math.abs(distance)).toBeLessThan(4);
  });

  test.each([
    [1e5, 0.3],
    [1e6, 0.99],
    [1e6, 2e-6],
  ])("of %d trials at %d has its moments", (n, p) => {
    const draws = numbers(binomial(key(5), n, p, [size]));
    const [mean, second] = moments(draws, n * p, 1, 2);
    const variance = n * p * (1 - p);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / size));
    expect(Math.abs(second / variance - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / variance) / size));
  });

  test("knows certain outcomes", () => {
    const draws = binomial(key(6), np.array([0, 5, 5, 1e5, 1e5]), np.array([0.5, 0, 1, 0, 1]), [20, 5]);
    numbers(draws).forEach((k, i) => {
      expect(k).toBe([0, 0, 5, 0, 1e5][i % 5]);
    });
  });
});
