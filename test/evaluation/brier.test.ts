import { describe, expect, it } from "vitest";
import { brierScore, brierScores } from "../../packages/core/src/evaluation/brier.js";

describe("brierScore", () => {
  it("is the squared distance to the truth, over all classes", () => {
    expect([...brierScores([0.7, 0.2, 0.1, 0.1, 0.6, 0.3], [0, 2], 3)]).toEqual([
      expect.closeTo(0.3 ** 2 + 0.2 ** 2 + 0.1 ** 2, 12),
      expect.closeTo(0.1 ** 2 + 0.6 ** 2 + 0.7 ** 2, 12),
    ]);
    expect(brierScore([0.7, 0.2, 0.1, 0.1, 0.6, 0.3], [0, 2], 3)).toBeCloseTo((0.14 + 0.86) / 2, 12);
  });

  it("reaches 0 and 2, and is 1 − 1/classes for a uniform guess", () => {
    expect(brierScore([1, 0], [0], 2)).toBe(0);
    expect(brierScore([1, 0], [1], 2)).toBe(2);
    expect(brierScore([0.25, 0.25, 0.25, 0.25], [1], 4)).toBe(0.75);
  });

  it("refuses what is no probability of these classes", () => {
    expect(() => brierScore([1, 0, 0], [0], 2)).toThrow(/expected 2 values \(1 × 2\), got 3/);
    expect(() => brierScore([1, NaN], [0], 2)).toThrow(/values from 0 to 1, got NaN for image 0/);
    expect(() => brierScore([], [], 2)).toThrow(/labels: expected at least one/);
  });
});
