import { describe, expect, it } from "vitest";
import { classRows, mostRows } from "../../packages/report/src/class-rows.js";
import type { GalleryItem } from "../../packages/report/src/report-data.js";
import { fakeReport } from "../helpers/fake-report.js";

const axis = { low: -20 };

function itemOf(logProbs: number[], classes: number, rest: Partial<GalleryItem> = {}): GalleryItem {
  const probabilities = new Float32Array(classes);
  const decision = {
    kind: "uncertain",
    refused: true,
    labels: [],
    best: 0,
    probabilities,
    score: 0,
  } as const;
  return { index: 0, pixels: new Uint8Array(1), logProbs: Float32Array.from(logProbs), decision, ...rest };
}

describe("classRows", () => {
  it("takes the median of the probabilities, not of their logarithms", () => {
    const [row] = classRows(itemOf([Math.log(0.2), Math.log(0.6)], 1), 1, axis, 10, 0.5);
    expect(row.median).toBeCloseTo(0.4, 6);
    expect(row.logValue).toBeCloseTo(Math.log(0.4), 6);
  });

  it("keeps the place of a quantile that is too small for a number", () => {
    const [row] = classRows(itemOf([-2000, -2000, -1000], 1), 1, axis, 10, 0.5);
    expect(row).toMatchObject({ value: 0, logValue: -2000 });
  });

  it("counts every sample of a class once, those beyond the axis apart", () => {
    const rows = classRows(itemOf([-1, -2, -3, -30, 0.0005, -Infinity], 2), 2, axis, 10, 0.5);
    expect(rows.map(({ histogram }) => histogram.below)).toEqual([0, 2]);
    expect(rows.map(({ histogram }) => histogram.counts.reduce((a, b) => a + b))).toEqual([3, 1]);
  });

  it("draws the most probable of many classes and the true one, in class order", () => {
    const classes = Array.from({ length: 40 }, (_, i) => `class ${i}`);
    const [item] = fakeReport({ images: 1, classes }).galleries[0].items;
    const probabilities = Float32Array.from({ length: 40 }, (_, i) => i / 100);
    const rows = classRows(
      { ...item, label: 3, decision: { ...item.decision, probabilities } },
      40,
      axis,
      10,
      0.5,
    );
    expect(rows.map(({ label }) => label)).toEqual([3, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
    expect(rows).toHaveLength(mostRows + 1);
  });
});
