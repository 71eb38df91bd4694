import { describe, expect, it } from "vitest";
import { bootstrap, shareInterval, weightedMean } from "../../packages/core/src/evaluation/bootstrap.js";
import { normalQuantile } from "../../packages/core/src/math/normal-quantile.js";
import { Random } from "../../packages/core/src/math/random.js";

describe("bootstrap", () => {
  it("draws as many images as there are, every group by itself", () => {
    const sums = bootstrap(
      [5, 3],
      (counts) => [
        counts.subarray(0, 5).reduce((sum, count) => sum + count, 0),
        counts.subarray(5).reduce((sum, count) => sum + count, 0),
      ],
      { resamples: 20 },
    );
    expect(sums).toEqual([
      [5, 5],
      [3, 3],
    ]);
  });

  it("leaves the share outside that its level says, without the rounding of products", () => {
    let next = 0;
    const options = { resamples: 1000, level: 0.9 };
    // The figures are 0 to 999: 50 on each side lie outside.
    expect(bootstrap([1], () => [next++], options)).toEqual([[50, 949]]);
  });

  it("agrees with the normal approximation for a mean of many images", () => {
    const random = new Random(5);
    const values = Float64Array.from({ length: 2000 }, () => 3 + 2 * random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const [[low, high]] = bootstrap([2000], (counts) => [weightedMean(values, counts)], {
      resamples: 4000,
      level: 0.9,
    });
    const reach = normalQuantile(0.95) * Math.sqrt(variance / 2000);
    expect(Math.abs(low - (mean - reach))).toBeLessThan(0.06 * reach);
    expect(Math.abs(high - (mean + reach))).toBeLessThan(0.06 * reach);
  });

  it("covers the truth as often as its level says", () => {
    let covered = 0;
    for (let run = 0; run < 300; run++) {
      const random = new Random(11, run);
      const values = Float64Array.from({ length: 100 }, () => random.normal());
      const [[low, high]] = bootstrap([100], (counts) => [weightedMean(values, counts)], {
        resamples: 200,
        level: 0.8,
        seed: run,
      });
      if (low <= 0 && high >= 0) covered++;
    }
    // Binomial(300, 0.8): four standard deviations are 0.092.
    expect(covered / 300).toBeGreaterThan(0.8 - 0.093);
    expect(covered / 300).toBeLessThan(0.8 + 0.093);
  });

  it("gives the same intervals for the same seed, others for another", () => {
    const values = [1, 2, 3, 4, 5, 6, 7.5];
    const of = (seed: number) =>
      bootstrap([7], (counts) => [weightedMean(values, counts)], { seed, resamples: 50 });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it("leaves out resamples without the figure", () => {
    let resample = 0;
    expect(bootstrap([2], () => [resample++ % 2 === 0 ? NaN : 3, NaN], { resamples: 10 })).toEqual([
      [3, 3],
      [NaN, NaN],
    ]);
  });

  it.each([
    [[0], {}, /images: expected at least one in every group, got 0/],
    [[1], { resamples: 0 }, /resamples: expected a positive integer, got 0/],
    [[1], { level: 1 }, /level: expected a share between 0 and 1, got 1/],
  ])("refuses %j with %j", (sizes, options, message) => {
    expect(() => bootstrap(sizes, () => [0], options)).toThrow(message);
  });
});

describe("weightedMean", () => {
  it("counts as told, and does not see what is not drawn", () => {
    expect(weightedMean([1, Infinity, 4], [2, 0, 1])).toBe(2);
    expect(weightedMean([1, Infinity], [1, 1])).toBe(Infinity);
  });
});

describe("shareInterval", () => {
  it("is the resampled one, but for shares of 0 and 1", () => {
    expect(shareInterval(0.5, 50, [0.4, 0.6])).toEqual([0.4, 0.6]);
    // scipy.stats.binomtest(50, 50).proportion_ci(0.95, "exact").low
    expect(shareInterval(1, 50, [1, 1])[0]).toBeCloseTo(0.9288782635357954, 12);
    expect(shareInterval(1, 50, [1, 1])[1]).toBe(1);
    expect(shareInterval(0, 50, [0, 0])[1]).toBeCloseTo(1 - 0.9288782635357954, 12);
  });
});
