import { describe, expect, it } from "vitest";
import { digits } from "../../../packages/core/src/data/glyphs/digits.js";
import { letters } from "../../../packages/core/src/data/glyphs/letters.js";
import { longestStroke } from "../../../packages/core/src/data/glyphs/pen.js";
import { skeleton } from "../../../packages/core/src/data/glyphs/skeleton.js";

describe("skeleton", () => {
  it("reads strokes, points and corners", () => {
    const { share, strokes } = skeleton(2, "10 20, 30 40!, 50 60", "0 0, 99 1");
    expect(share).toBe(2);
    expect(strokes).toEqual([
      {
        x: Float64Array.of(10, 30, 50),
        y: Float64Array.of(20, 40, 60),
        corner: Uint8Array.of(0, 1, 0),
      },
      { x: Float64Array.of(0, 99), y: Float64Array.of(0, 1), corner: Uint8Array.of(0, 0) },
    ]);
  });
});

describe.each([
  ["digits", digits],
  ["letters", letters],
])("%s", (_, { classes, skeletons }) => {
  it("has several ways of writing each class", () => {
    expect(skeletons.length).toBe(classes.length);
    for (const ways of skeletons) expect(ways.length).toBeGreaterThanOrEqual(3);
  });

  it("stays on its grid, uses its height, and repeats no point", () => {
    for (const { share, strokes } of skeletons.flat()) {
      expect(share).toBeGreaterThan(0);
      expect(strokes.length).toBeLessThanOrEqual(4);
      const y = strokes.flatMap((stroke) => Array.from(stroke.y));
      expect(Math.max(...y) - Math.min(...y)).toBeGreaterThan(85);
      for (const { x, y, corner } of strokes) {
        expect(x.length).toBeGreaterThanOrEqual(2);
        expect(x.length).toBeLessThanOrEqual(longestStroke);
        expect(corner.length).toBe(x.length);
        for (let i = 0; i < x.length; i++) {
          expect(x[i] >= 0 && x[i] <= 100 && y[i] >= 0 && y[i] <= 100).toBe(true);
          if (i > 0) expect(Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1])).toBeGreaterThan(3);
        }
      }
    }
  });
});
