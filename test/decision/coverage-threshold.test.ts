import { describe, expect, it } from "vitest";
import { coverageThreshold } from "../../packages/core/src/decision/coverage-threshold.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";

describe("coverageThreshold", () => {
  const scores = Array.from({ length: 99 }, (_, i) => (i * 37) % 99);

  it("is the k-th lowest score, k = ⌊R (n + 1)⌋", () => {
    expect(coverageThreshold(scores, 0.05)).toEqual({ met: true, threshold: 4, coverage: 95 / 99 });
    expect(coverageThreshold(scores, 0.059)).toEqual({ met: true, threshold: 4, coverage: 95 / 99 });
    expect(coverageThreshold(scores, 0.01)).toEqual({ met: true, threshold: 0, coverage: 1 });
  });

  it("takes a product that is whole as whole", () => {
    // 0.29 · 100 is 28.999999999999996.
    expect(coverageThreshold(scores, 0.29)).toEqual({ met: true, threshold: 28, coverage: 71 / 99 });
  });

  it("counts what is refused whatever the threshold", () => {
    const lost = scores.map((score) => (score < 3 ? -Infinity : score));
    expect(coverageThreshold(lost, 0.05)).toEqual({ met: true, threshold: 4, coverage: 95 / 99 });
    expect(coverageThreshold(lost, 0.04)).toEqual({ met: true, threshold: 3, coverage: 96 / 99 });
    expect(coverageThreshold(lost, 0.03)).toEqual({ met: false, leastRefusal: 0.04 });
  });

  it("says what few images can promise", () => {
    expect(coverageThreshold(scores, 0.009)).toEqual({ met: false, leastRefusal: 0.01 });
  });

  it("refuses a further image no more often than promised", () => {
    const [runs, images, maxRefusal] = [4000, 50, 0.1];
    let refused = 0;
    for (let run = 0; run < runs; run++) {
      const random = new Random(3, run);
      // One image in 25 is lost in any case.
      const draw = () => (random.uniform() < 0.04 ? -Infinity : random.normal());
      const result = coverageThreshold(Array.from({ length: images }, draw), maxRefusal);
      const next = draw();
      // With too many lost there is no threshold, and nothing promised.
      if (result.met && next < result.threshold) refused++;
    }
    expect(refused / runs).toBeLessThan(5 / 51 + 3 * Math.sqrt(0.09 / runs));
    expect(refused / runs).toBeGreaterThan(0.08);
  });

  it.each([
    ["no scores", [], 0.1],
    ["NaN", [NaN], 0.1],
    ["a share of 0", [1], 0],
    ["a share of 1", [1], 1],
  ])("refuses %s", async (_, given, maxRefusal) => {
    const code = maxRefusal === 0.1 ? "invalid-data" : "invalid-option";
    await expectNescioError(() => coverageThreshold(given, maxRefusal), code);
  });
});
