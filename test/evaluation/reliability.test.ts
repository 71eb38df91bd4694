import { describe, expect, it } from "vitest";
import {
  calibrationErrorOf,
  expectedCalibrationError,
} from "../../packages/core/src/evaluation/calibration-error.js";
import { reliabilityDiagram } from "../../packages/core/src/evaluation/reliability.js";

/** Two classes, the first the more probable one. */
const probs = (...confidence: number[]): number[] => confidence.flatMap((p) => [p, 1 - p]);

describe("reliabilityDiagram", () => {
  it("has confidence, accuracy and count of each bin of equal width that is not empty", () => {
    // (0.5, 0.6], (0.6, 0.7] and (0.9, 1].
    const bins = reliabilityDiagram(probs(0.55, 0.6, 0.7, 1), [0, 1, 1, 0], 2, { bins: 10 });
    expect(bins).toEqual([
      { confidence: expect.closeTo(0.575, 12) as number, accuracy: 0.5, count: 2 },
      { confidence: 0.7, accuracy: 0, count: 1 },
      { confidence: 1, accuracy: 1, count: 1 },
    ]);
  });

  it("has bins of equal mass, whatever the order of the images", () => {
    const inOrder = reliabilityDiagram(probs(0.6, 0.7, 0.8, 0.9), [0, 1, 0, 0], 2, {
      bins: 2,
      equal: "mass",
    });
    expect(inOrder).toEqual([
      { confidence: expect.closeTo(0.65, 12) as number, accuracy: 0.5, count: 2 },
      { confidence: expect.closeTo(0.85, 12) as number, accuracy: 1, count: 2 },
    ]);
    const mixed = reliabilityDiagram(probs(0.9, 0.6, 0.8, 0.7), [0, 0, 0, 1], 2, { bins: 2, equal: "mass" });
    expect(mixed.map(({ count, accuracy }) => [count, accuracy])).toEqual([
      [2, 0.5],
      [2, 1],
    ]);
  });

  it("keeps images of equal confidence together", () => {
    // Ranks 1 to 4 of 5 are alike: their middle, 3 of 5, lies in the second of two bins.
    const bins = reliabilityDiagram(probs(0.6, 0.9, 0.9, 0.9, 0.9), [0, 0, 1, 0, 0], 2, {
      bins: 2,
      equal: "mass",
    });
    expect(bins.map(({ count }) => count)).toEqual([1, 4]);
    expect(reliabilityDiagram(probs(1, 1, 1), [0, 0, 1], 2, { bins: 15, equal: "mass" })).toHaveLength(1);
  });

  it("has no more bins than images", () => {
    expect(reliabilityDiagram(probs(0.6, 0.8), [0, 0], 2, { bins: 15, equal: "mass" })).toHaveLength(2);
  });

  it("shows what the calibration error measures", () => {
    const values = probs(0.52, 0.61, 0.64, 0.77, 0.93, 0.99);
    const labels = [1, 0, 1, 0, 0, 0];
    for (const equal of ["width", "mass"] as const) {
      const error = expectedCalibrationError(values, labels, 2, 3, equal);
      expect(error).toBe(calibrationErrorOf(reliabilityDiagram(values, labels, 2, { bins: 3, equal })));
    }
    // Pairs (0.52, 0.61), (0.64, 0.77), (0.93, 0.99), of which one, one and two are right.
    const expected = (Math.abs(1 - 1.13) + Math.abs(1 - 1.41) + Math.abs(2 - 1.92)) / 6;
    expect(expectedCalibrationError(values, labels, 2, 3, "mass")).toBeCloseTo(expected, 12);
  });

  it("refuses no bin", () => {
    expect(() => reliabilityDiagram(probs(1), [0], 2, { bins: 0 })).toThrow(
      /bins: expected a positive integer/,
    );
  });
});
