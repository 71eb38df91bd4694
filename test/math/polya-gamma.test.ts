import { describe, expect, test } from "vitest";
import { drawPolyaGamma } from "../../packages/core/src/math/polya-gamma.js";
import { Random } from "../../packages/core/src/math/random.js";
import { ksCritical, ksTwoSampleStatistic } from "../helpers/ks.js";

const DRAWS = 100_000;
const draws = (c: number, seed: number, count = DRAWS): Float64Array => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => drawPolyaGamma(random, c));
};
const mean = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;

/** Of PG(1, c), by the derivatives of its Laplace transform (Polson, Scott and Windle 2013, § 2). */
const meanOf = (c: number): number => (c === 0 ? 1 / 4 : Math.tanh(c / 2) / (2 * c));
function varianceOf(c: number): number {
  if (Math.abs(c) < 1e-4) return 1 / 24;
  // (sinh c − c) / (4 c³ cosh²(c/2)), by exponentials that do not overflow.
  const e = Math.exp(-Math.abs(c));
  const size = Math.abs(c);
  return (2 * ((1 - e * e) / 2 - size * e)) / (4 * size ** 3 * ((1 + e) ** 2 / 2));
}

describe.each([0, 1e-8, 0.5, -1.3, 2.5, 3.2, 6, -12, 40, 300, 1000])("PG(1, %d)", (c) => {
  const sample = draws(c, 1);
  const deviation = Math.sqrt(varianceOf(c));

  test("has the mean and the variance of the closed forms", () => {
    expect(Math.abs(mean(sample) - meanOf(c))).toBeLessThan((4.5 * deviation) / Math.sqrt(DRAWS));
    const squares = sample.map((x) => ((x - meanOf(c)) / deviation) ** 2);
    const spread = Math.sqrt(mean(squares.map((x) => (x - 1) ** 2)) / DRAWS);
    expect(Math.abs(mean(squares) - 1)).toBeLessThan(4.5 * spread);
  });

  test("has the Laplace transform cosh(c/2) / cosh(√(c²/4 + t/2))", () => {
    for (const scaled of [0.3, 1, 5]) {
      // Where the exponent's mean is about `scaled`.
      const t = scaled / meanOf(c);
      const [below, above] = [Math.abs(c) / 2, Math.sqrt(c ** 2 / 4 + t / 2)];
      const expected = (Math.exp(below - above) * (1 + Math.exp(-2 * below))) / (1 + Math.exp(-2 * above));
      const found = sample.map((x) => Math.exp(-t * x));
      const error = Math.sqrt(mean(found.map((x) => (x - expected) ** 2)) / DRAWS);
      expect(Math.abs(mean(found) - expected)).toBeLessThan(4.5 * error);
    }
  });
});

test.each([0, 1, 4, 15])("PG(1, %d) is distributed as its sum of exponentials", (c) => {
  const count = 8000;
  const terms = 300;
  const random = new Random(2);
  const denominators = Array.from(
    { length: terms },
    (_, k) => 2 * Math.PI ** 2 * (k + 0.5) ** 2 + c ** 2 / 2,
  );
  // What is cut off varies by less than 1e-5: its mean stands for it.
  const rest = meanOf(c) - denominators.reduce((sum, d) => sum + 1 / d, 0);
  const sums = Float64Array.from({ length: count }, () =>
    denominators.reduce((sum, d) => sum - Math.log(1 - random.uniform()) / d, rest),
  );
  expect(ksTwoSampleStatistic(draws(c, 3, count), sums)).toBeLessThan(ksCritical(count / 2, 1e-4));
});

test("is finite and positive for c of any size, and takes no longer for it", () => {
  const random = new Random(4);
  for (const c of [1e-300, 1e4, -1e6, 1e12]) {
    const sample = Array.from({ length: 1000 }, () => drawPolyaGamma(random, c));
    expect(sample.every((x) => x > 0 && x < Infinity)).toBe(true);
    // By the central limit of Σ: relative deviation √(2 / |c|) of the mean.
    if (Math.abs(c) > 1) expect(mean(Float64Array.from(sample)) / meanOf(c)).toBeCloseTo(1, 2);
  }
  const time = (c: number): number => {
    const since = performance.now();
    draws(c, 5, 200_000);
    return performance.now() - since;
  };
  time(1);
  expect(time(1000)).toBeLessThan(10 * time(0));
});
