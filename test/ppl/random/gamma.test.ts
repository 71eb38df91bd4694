import { describe, expect, test } from "vitest";
import { grad, np } from "../../../packages/ppl/src/jax.js";
import { key, logStandardGamma, standardGamma } from "../../../packages/ppl/src/random/index.js";
import { ksCritical, ksStatistic, normalCdf } from "../../helpers/ks.js";
import { numbers } from "../distributions/values.js";

const size = 100_000;

/** Distribution function of the gamma distribution for whole and half concentrations, by recurrence. */
function gammaCdf(concentration: number, x: number): number {
  const isHalf = concentration % 1 !== 0;
  let value = isHalf ? 2 * normalCdf(Math.sqrt(2 * x)) - 1 : -Math.expm1(-x);
  // x^a e^(−x) / Γ(a + 1)
  let term = isHalf ? 2 * Math.sqrt(x / Math.PI) * Math.exp(-x) : x * Math.exp(-x);
  for (let a = isHalf ? 0.5 : 1; a < concentration; a++) {
    value -= term;
    term *= x / (a + 1);
  }
  return value;
}

describe("standardGamma", () => {
  test.each([0.5, 1, 1.5, 2, 3.5, 10, 40])(
    "of concentration %d has the gamma distribution",
    (concentration) => {
      const draws = numbers(standardGamma(key(1), concentration, [size]));
      const distance = ksStatistic(draws, (x) => gammaCdf(concentration, x));
      expect(distance).toBeLessThan(ksCritical(size, 1e-3));
    },
  );

  test.each([1e-3, 0.05, 0.3, 1e4])("of concentration %d has its mean and variance", (concentration) => {
    const draws = numbers(standardGamma(key(2), concentration, [size]));
    const mean = draws.reduce((a, b) => a + b) / size;
    expect(Math.abs(mean - concentration)).toBeLessThan(4 * Math.sqrt(concentration / size));
    const variance = draws.reduce((sum, x) => sum + (x - concentration) ** 2, 0) / size;
    // The fourth central moment is 3a² + 6a.
    const error = Math.sqrt((2 * concentration ** 2 + 6 * concentration) / size);
    expect(Math.abs(variance - concentration)).toBeLessThan(4 * error);
    expect(Math.min(...draws.slice(0, 10_000))).toBeGreaterThan(0);
  });

  test("keeps the logarithms of variables that underflow", () => {
    // Of −a log x the limit for small a is the exponential distribution.
    const a = 1e-4;
    const logs = numbers(logStandardGamma(key(3), a, [size]));
    expect(Math.min(...logs.slice(0, 1000))).toBeLessThan(-10_000);
    const scaled = logs.map((x) => -a * x);
    const distance = ksStatistic(scaled, (x) => -Math.expm1(-x));
    expect(distance).toBeLessThan(ksCritical(size, 1e-3) + 2e-3);
  });

  test("has no gradient in the concentration", () => {
    const slope = grad((a: ReturnType<typeof np.array>) => np.sum(standardGamma(key(4), a, [5])));
    expect(slope(np.array(2)).item()).toBe(0);
  });
});
