import { describe, expect, it } from "vitest";
import { ksCritical, ksStatistic, ksTwoSampleStatistic, normalCdf } from "./ks.js";

describe("Kolmogorov–Smirnov", () => {
  it("measures the largest distance, on both sides of a step", () => {
    expect(ksStatistic([0.5], (x) => x)).toBe(0.5);
    expect(ksStatistic([0.9, 0.8, 0.7], (x) => x)).toBeCloseTo(0.7, 12);
    expect(ksTwoSampleStatistic([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(ksTwoSampleStatistic([1, 2], [3, 4])).toBe(1);
    expect(ksTwoSampleStatistic([1, 2, 3, 4], [3, 3, 3, 3])).toBe(0.5);
  });

  it("has the critical values of the tables (n = 20 and 50, 5 %)", () => {
    expect(ksCritical(20, 0.05)).toBeCloseTo(0.294, 2);
    expect(ksCritical(50, 0.05)).toBeCloseTo(0.188, 2);
  });

  it("knows the normal distribution", () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 12);
    expect(normalCdf(-4)).toBeCloseTo(3.167124183311992e-5, 14);
    expect(normalCdf(2.999999) - normalCdf(3)).toBeCloseTo(0, 7);
  });
});
