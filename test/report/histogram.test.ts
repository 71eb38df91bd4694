import { describe, expect, it } from "vitest";
import { histogram } from "../../packages/report/src/histogram.js";

describe("histogram", () => {
  it("puts a value on an edge into the bin above it, and the top edge into the last bin", () => {
    const { counts, below, above } = histogram([0, 0.5, 1, 1.5, 2, 2], { low: 0, high: 2, bins: 2 });
    expect([...counts]).toEqual([2, 4]);
    expect([below, above]).toEqual([0, 0]);
  });

  it("counts what lies outside instead of losing it", () => {
    const { counts, below, above } = histogram([-Infinity, -1.01, -1, 0, 1, Infinity], {
      low: -1,
      high: 0,
      bins: 4,
    });
    expect([...counts]).toEqual([1, 0, 0, 1]);
    expect([below, above]).toEqual([2, 2]);
  });

  it("holds nothing for no values", () => {
    expect([...histogram([], { low: 0, high: 1, bins: 3 }).counts]).toEqual([0, 0, 0]);
  });

  it("never puts a value past the last bin, whatever the rounding", () => {
    const values = Array.from({ length: 1000 }, (_, i) => -0.7 + (0.7 * i) / 999);
    const { counts } = histogram(values, { low: -0.7, high: 0, bins: 49 });
    expect(counts.reduce((a, b) => a + b)).toBe(1000);
  });

  it("refuses NaN and says where", () => {
    expect(() => histogram([0.5, NaN], { low: 0, high: 1, bins: 2 })).toThrow(
      "histogram: expected numbers, got NaN at 1.",
    );
  });

  it.each([
    { low: 1, high: 1, bins: 2 },
    { low: 1, high: 0, bins: 2 },
    { low: -Infinity, high: 0, bins: 2 },
    { low: 0, high: 1, bins: 0 },
    { low: 0, high: 1, bins: 2.5 },
  ])("refuses $low … $high in $bins bins", (options) => {
    expect(() => histogram([0.5], options)).toThrow(expect.objectContaining({ code: "invalid-option" }));
  });
});
