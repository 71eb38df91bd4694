import { describe, expect, it } from "vitest";
import { skeleton } from "../../../packages/core/src/data/glyphs/skeleton.js";
import { addStroke, createTrace, type Trace } from "../../../packages/core/src/data/glyphs/trace.js";

function traced(text: string, step = 2): Trace {
  const trace = createTrace();
  const [stroke] = skeleton(1, text).strokes;
  addStroke(trace, stroke, stroke.x, stroke.y, step);
  return trace;
}

function points({ x, y, length }: Trace): [number, number][] {
  return Array.from({ length }, (_, i) => [x[i], y[i]]);
}

/** Largest change of direction between neighbouring pieces, in radians. */
function sharpest(trace: Trace): number {
  const all = points(trace);
  const angles = all.slice(1).map(([x, y], i) => Math.atan2(y - all[i][1], x - all[i][0]));
  return Math.max(
    ...angles.slice(1).map((angle, i) => {
      const turn = Math.abs(angle - angles[i]);
      return Math.min(turn, 2 * Math.PI - turn);
    }),
  );
}

describe("addStroke", () => {
  it("passes through every point of the stroke", () => {
    const text = "20 26, 30 8, 54 3, 76 16, 74 38, 52 64, 18 96!, 84 95";
    for (const point of text.split(", ")) {
      const [x, y] = point.split(" ").map((word) => Number.parseInt(word, 10));
      const distance = Math.min(...points(traced(text)).map(([px, py]) => Math.hypot(px - x, py - y)));
      expect(distance).toBeLessThan(1e-9);
    }
  });

  it("keeps a straight line straight, whatever the spacing of its points", () => {
    for (const [x, y] of points(traced("0 0, 10 5, 80 40, 100 50"))) expect(y).toBeCloseTo(x / 2, 9);
  });

  it("bends smoothly through a point and sharply at a corner", () => {
    expect(sharpest(traced("0 0, 50 50, 100 0"))).toBeLessThan(0.35);
    expect(sharpest(traced("0 0, 50 50!, 100 0"))).toBeCloseTo(Math.PI / 2, 6);
  });

  it("comes close to a circle through eight points of one", () => {
    const circle = "90 50, 78 78, 50 90, 22 78, 10 50, 22 22, 50 10, 78 22, 90 50";
    for (const [x, y] of points(traced(circle)).slice(20, -20)) {
      expect(Math.abs(Math.hypot(x - 50, y - 50) - 40)).toBeLessThan(1.5);
    }
  });

  it("is the same stroke backwards", () => {
    const there = points(traced("0 0, 30 50, 40 10, 100 80"));
    const back = points(traced("100 80, 40 10, 30 50, 0 0")).reverse();
    expect(back.length).toBe(there.length);
    there.forEach(([x, y], i) => {
      expect(back[i][0]).toBeCloseTo(x, 9);
      expect(back[i][1]).toBeCloseTo(y, 9);
    });
  });

  it("lifts the pen between strokes only", () => {
    const trace = traced("0 0, 50 50");
    const first = trace.length;
    const [stroke] = skeleton(1, "10 10, 20 20").strokes;
    addStroke(trace, stroke, stroke.x, stroke.y, 2);
    const lifted = Array.from(trace.down.subarray(0, trace.length).keys()).filter((i) => trace.down[i] === 0);
    expect(lifted).toEqual([0, first]);
  });
});
