import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auroc } from "../../packages/core/src/evaluation/auroc.js";

fc.configureGlobal({ seed: 20_191 });

function byAllPairs(positives: readonly number[], negatives: readonly number[]): number {
  let wins = 0;
  for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
  return wins / (positives.length * negatives.length);
}

describe("auroc", () => {
  it.each([
    [[0.9, 0.8], [0.1, 0.2], 1],
    [[0.1], [0.9], 0],
    [[0.5, 0.5], [0.5], 0.5],
    // The example of scikit-learn's roc_auc_score: y = [0, 0, 1, 1], score = [0.1, 0.4, 0.35, 0.8].
    [[0.35, 0.8], [0.1, 0.4], 0.75],
    [[1, 2, 2, 3], [2, 0], 6 / 8],
    [[Infinity, 0], [-Infinity, 0], 7 / 8],
  ])("of %j over %j is %d", (positives, negatives, expected) => {
    expect(auroc(positives, negatives)).toBe(expected);
  });

  it("agrees with counting all pairs, ties one half", () => {
    const scores = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        expect(auroc(positives, negatives)).toBeCloseTo(byAllPairs(positives, negatives), 12);
        expect(auroc(positives, negatives) + auroc(negatives, positives)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("refuses nothing to compare, and NaN", () => {
    expect(() => auroc([], [1])).toThrow(/scores of the positives: expected at least one number/);
    expect(() => auroc([1], [])).toThrow(/scores of the negatives/);
    expect(() => auroc([1], [1, NaN])).toThrow(/got NaN at index 1/);
  });
});
