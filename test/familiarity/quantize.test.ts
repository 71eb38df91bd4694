import { expect, test } from "vitest";
import { dequantize, quantize } from "../../packages/core/src/familiarity/quantize.js";

test("a column's largest entry becomes ±127; entries are off by half a step at most", () => {
  const values = Float32Array.of(0.9, -0.02, 0, -2, 0.011, 0, 0.3, 0.005, 0);
  const matrix = quantize(values, 3);
  expect(Array.from(matrix.codes)).toEqual([57, -127, 0, -127, 70, 0, 19, 32, 0]);
  dequantize(matrix).forEach((value, at) => {
    expect(Math.abs(value - values[at])).toBeLessThanOrEqual(0.5001 * matrix.scale[at % 3]);
  });
  expect(matrix.scale[2]).toBe(1);
});
