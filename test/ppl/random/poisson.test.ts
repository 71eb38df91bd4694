import { describe, expect, test } from "vitest";
import { np } from "../../../packages/ppl/src/jax.js";
import { key, poisson } from "../../../packages/ppl/src/random/index.js";
import { numbers } from "../distributions/values.js";
import { chiSquareOfCounts, logFactorials, moments } from "./statistics.js";

const size = 100_000;
const logs = logFactorials(2000);

describe("poisson", () => {
  test.each([1e-3, 0.4, 3, 9.5, 9.999, 10, 10.5, 14, 40, 300, 1000])(
    "of rate %d has its probabilities",
    (rate) => {
      const first = Math.max(0, Math.floor(rate - 12 * Math.sqrt(rate) - 5));
      const last = Math.ceil(rate + 12 * Math.sqrt(rate) + 30);
      const probabilities = Array.from({ length: last - first }, (_, i) => {
        const k = first + i;
        return Math.exp(k * Math.log(rate) - rate - logs[k]);
      });
      const distance = chiSquareOfCounts(poisson(key(1), rate, [size]), first, probabilities);
      expect(Math.abs(distance)).toBeLessThan(4);
    },
  );

  test.each([1e4, 1e5, 1e6])("of rate %d has its moments", (rate) => {
    const draws = numbers(poisson(key(2), rate, [size]));
    const [mean, variance, third] = moments(draws, rate, 1, 2, 3);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(rate / size));
    expect(Math.abs(variance / rate - 1)).toBeLessThan(4 * Math.sqrt(2 / size));
    expect(Math.abs(third - rate) / rate ** 1.5).toBeLessThan(4 * Math.sqrt(15 / size));
  });

  test("of rate 0 is 0, next to others", () => {
    const draws = numbers(poisson(key(3), np.array([0, 500, 0, 1e-30]), [50, 4]));
    draws.forEach((k, i) => {
      if (i % 4 === 1) expect(k).toBeGreaterThan(300);
      else expect(k).toBe(0);
    });
  });
});
