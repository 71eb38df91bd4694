import { describe, expect, it } from "vitest";
import { aurocInterval } from "../../packages/core/src/evaluation/auroc-interval.js";
import { Random } from "../../packages/core/src/math/random.js";
import { normalQuantile } from "../../packages/core/src/math/normal-quantile.js";

describe("aurocInterval", () => {
  it("is DeLong's on the logit scale", () => {
    // By NumPy and SciPy 1.17 from the definition, all pairs compared; the variance is 0.01675.
    const [low, high] = aurocInterval([0.9, 0.8, 0.8, 0.6, 0.55, 0.4], [0.7, 0.5, 0.4, 0.4, 0.1]);
    expect(low).toBeCloseTo(0.4459794655144655, 12);
    expect(high).toBeCloseTo(0.968804973996711, 12);
  });

  it("covers the true area as often as its level says", () => {
    // Normals one and a half apart: the area is Φ(1.5 / √2).
    let area = 0;
    for (let p = 0.0005; p < 1; p += 0.001) if (normalQuantile(p) < 1.5 / Math.SQRT2) area += 0.001;
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const random = new Random(17, run);
      const draw = (shift: number) => Float64Array.from({ length: 60 }, () => shift + random.normal());
      const [low, high] = aurocInterval(draw(1.5), draw(0), 0.9);
      if (low <= area && area <= high) covered++;
    }
    // Binomial(400, 0.9): four standard deviations are 0.06.
    expect(covered / 400).toBeGreaterThan(0.84);
    expect(covered / 400).toBeLessThan(0.96);
  });

  it("stays honest where the groups do not overlap", () => {
    // scipy.stats.binomtest(3, 3).proportion_ci(0.95, "exact").low
    const [low, high] = aurocInterval([5, 6, 7, 8], [1, 2, 3]);
    expect(low).toBeCloseTo(0.025 ** (1 / 3), 12);
    expect(high).toBe(1);
    expect(aurocInterval([1, 2, 3], [5, 6, 7, 8])).toEqual([0, expect.closeTo(1 - low, 12)]);
  });

  it("says nothing from a single image", () => {
    expect(aurocInterval([2], [1, 3])).toEqual([0, 1]);
  });

  it("refuses NaN", () => {
    expect(() => aurocInterval([NaN], [1])).toThrow(/scores of the positives/);
  });
});
