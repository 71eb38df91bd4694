import { describe, expect, it } from "vitest";
import {
  averagePrecision,
  averagePrecisionOf,
} from "../../packages/core/src/evaluation/average-precision.js";
import { rankPair } from "../../packages/core/src/evaluation/ranked-pair.js";

describe("averagePrecision", () => {
  it.each([
    [[0.9, 0.8], [0.1, 0.2], 1],
    // The example of scikit-learn's average_precision_score: y = [0, 0, 1, 1], score = [0.1, 0.4, 0.35, 0.8].
    [[0.35, 0.8], [0.1, 0.4], 0.5 * 1 + 0.5 * (2 / 3)],
    [[0.1], [0.9, 0.5], 1 / 3],
    // No separation: the share of positives.
    [[1, 1], [1, 1, 1], 2 / 5],
    // Equal scores are taken in together: 3 with one of two right, then 1 with two of three.
    [[3, 1], [3], 0.5 * 0.5 + 0.5 * (2 / 3)],
    [[Infinity, -Infinity], [Infinity, 0], 0.5 * 0.5 + 0.5 * 0.5],
  ])("of %j over %j is %d", (positives, negatives, expected) => {
    expect(averagePrecision(positives, negatives)).toBeCloseTo(expected, 14);
  });

  it("counts a score as often as told", () => {
    const counts = [2, 1, 0, 3];
    expect(averagePrecisionOf(rankPair([5, 1], [4, 3]), counts)).toBeCloseTo(
      averagePrecision([5, 5, 1], [3, 3, 3]),
      14,
    );
  });

  it("refuses nothing to compare, and NaN", () => {
    expect(() => averagePrecision([], [1])).toThrow(/scores of the positives: expected at least one number/);
    expect(() => averagePrecision([1], [NaN])).toThrow(/scores of the negatives: .*NaN at index 0/);
  });
});
