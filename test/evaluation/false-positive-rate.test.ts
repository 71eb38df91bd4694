import { describe, expect, it } from "vitest";
import {
  falsePositiveRate,
  falsePositiveRateOf,
} from "../../packages/core/src/evaluation/false-positive-rate.js";
import { rankPair } from "../../packages/core/src/evaluation/ranked-pair.js";

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe("falsePositiveRate", () => {
  it("lets through 95 % of the positives, and counts the negatives that come with them", () => {
    // 19 of 20: the threshold is 2, which a negative at 2 passes too.
    expect(falsePositiveRate(upTo(20), [0, 1, 2, 3])).toBe(2 / 4);
    // 95 of 100, exactly.
    expect(falsePositiveRate(upTo(100), [5, 5.5, 6])).toBe(1 / 3);
  });

  it("lets through at least the share asked for", () => {
    expect(falsePositiveRate([1, 2, 3], [0, 1, 2], 0.95)).toBe(2 / 3);
    expect(falsePositiveRate([1, 2, 3], [0, 1, 2], 2 / 3)).toBe(1 / 3);
    expect(falsePositiveRate([1, 2, 3], [0, 1, 2], 1 / 3)).toBe(0);
  });

  it("takes equal scores together", () => {
    expect(falsePositiveRate([1, 1, 1, 1], [1, 0], 0.25)).toBe(1 / 2);
    expect(falsePositiveRate([-Infinity, 1], [-Infinity, 0], 1)).toBe(1);
  });

  it("counts a score as often as told", () => {
    const ranked = rankPair([3, 1], [2, 0]);
    expect(falsePositiveRateOf(ranked, 0.5, [1, 1, 1, 1])).toBe(0);
    expect(falsePositiveRateOf(ranked, 0.5, [1, 3, 2, 1])).toBe(2 / 3);
  });

  it("refuses what is no rate, and NaN", () => {
    expect(() => falsePositiveRate([1], [0], 0)).toThrow(/true-positive rate: expected a share over 0/);
    expect(() => falsePositiveRate([NaN], [0])).toThrow(/scores of the positives/);
  });
});
