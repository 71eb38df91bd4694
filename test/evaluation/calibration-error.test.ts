import { describe, expect, it } from "vitest";
import { expectedCalibrationError } from "../../packages/core/src/evaluation/calibration-error.js";

describe("expectedCalibrationError", () => {
  it("is 0 for sure and right, 1 for sure and wrong", () => {
    expect(expectedCalibrationError([1, 0, 0, 1], [0, 1], 2)).toBe(0);
    expect(expectedCalibrationError([1, 0, 0, 1], [1, 0], 2)).toBe(1);
  });

  it("is 0 where three of four at 0.75 are right", () => {
    const probs = [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25];
    expect(expectedCalibrationError(probs, [0, 0, 0, 1], 2)).toBe(0);
  });

  it("weighs the distance of each bin by its images", () => {
    // Two bins: (0, 0.5] holds one image, right at 0.4; (0.5, 1] three, two right at 0.6, 0.8, 0.9.
    const probs = [0.4, 0.3, 0.3, 0.6, 0.2, 0.2, 0.1, 0.8, 0.1, 0.9, 0.05, 0.05];
    const expected = (1 / 4) * (1 - 0.4) + (3 / 4) * Math.abs(2 / 3 - (0.6 + 0.8 + 0.9) / 3);
    expect(expectedCalibrationError(probs, [0, 0, 1, 2], 3, 2)).toBeCloseTo(expected, 12);
  });

  it("puts a bin's upper edge into the bin", () => {
    // Bins (0, 0.5] and (0.5, 1]: errors of opposite sign cancel within a bin, not across two.
    expect(expectedCalibrationError([0.5, 0.5, 0.5, 0.5], [0, 1], 2, 2)).toBe(0);
    expect(expectedCalibrationError([0.5, 0.5, 0.75, 0.25], [0, 1], 2, 2)).toBe((0.5 + 0.75) / 2);
  });

  it("has 15 bins by default", () => {
    // 0.62 and 0.65 share one of 15 bins, and neither one of 14 nor of 16.
    expect(expectedCalibrationError([0.62, 0.38, 0.65, 0.35], [0, 1], 2)).toBeCloseTo((0.65 - 0.38) / 2, 12);
    expect(expectedCalibrationError([0.62, 0.38, 0.68, 0.32], [0, 1], 2)).toBeCloseTo((0.38 + 0.68) / 2, 12);
  });

  it.each([
    [[1, 0], [0], 2, 0, /bins: expected a positive integer, got 0/],
    [[1, 0], [0], 0, 15, /classes: expected a positive integer, got 0/],
    [[], [], 2, 15, /labels: expected at least one, got none/],
    [[1, 0, 0], [0], 2, 15, /expected 2 values \(1 × 2\), got 3/],
    [[1, 0], [2], 2, 15, /labels: expected integers from 0 to 1/],
    [[NaN, 0], [0], 2, 15, /values from 0 to 1, got NaN for image 0/],
    [[3, 0], [0], 2, 15, /values from 0 to 1, got 3/],
  ])("refuses %j, %j, %d, %d", (probs, labels, classes, bins, message) => {
    expect(() => expectedCalibrationError(probs, labels, classes, bins)).toThrow(message);
  });
});
