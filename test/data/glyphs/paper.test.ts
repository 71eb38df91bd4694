import { describe, expect, it } from "vitest";
import { bell } from "../../../packages/core/src/data/glyphs/bell.js";
import { Paper } from "../../../packages/core/src/data/glyphs/paper.js";
import { createTrace, type Trace } from "../../../packages/core/src/data/glyphs/trace.js";
import { Random } from "../../../packages/core/src/math/random.js";

/** A row of points at height y, from one side of the paper to the other. */
function row(y: number): Trace {
  const trace = createTrace();
  trace.length = 201;
  for (let i = 0; i <= 200; i++) {
    trace.x[i] = (i - 100) / 125;
    trace.y[i] = y;
  }
  return trace;
}

describe("bell", () => {
  it("has mean 0 and variance 1, and ends at 3", () => {
    const random = new Random(1);
    const values = Array.from({ length: 50_000 }, () => bell(random));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
    expect(values.reduce((sum, x) => sum + x * x, 0) / values.length).toBeCloseTo(1, 1);
    expect(values.every((x) => Math.abs(x) <= 3)).toBe(true);
  });
});

describe("Paper", () => {
  it("moves nothing where its spread is 0", () => {
    const paper = new Paper();
    paper.crumple(new Random(2), 0);
    const trace = row(0.3);
    paper.move(trace);
    expect(trace.x).toEqual(row(0.3).x);
    expect(trace.y).toEqual(row(0.3).y);
  });

  it("moves points by about its spread, neighbours together", () => {
    const random = new Random(3);
    const paper = new Paper();
    let square = 0;
    let points = 0;
    let steepest = 0;
    for (let n = 0; n < 400; n++) {
      paper.crumple(random, 0.05);
      const trace = row((n % 9) / 10 - 0.4);
      const before = row((n % 9) / 10 - 0.4);
      paper.move(trace);
      for (let i = 0; i <= 200; i++) {
        square += (trace.x[i] - before.x[i]) ** 2 + (trace.y[i] - before.y[i]) ** 2;
        points += 2;
        if (i > 0) steepest = Math.max(steepest, Math.abs(trace.y[i] - trace.y[i - 1]));
      }
    }
    expect(steepest).toBeLessThan(0.02);
    expect(Math.sqrt(square / points)).toBeGreaterThan(0.04);
    expect(Math.sqrt(square / points)).toBeLessThan(0.06);
  });

  it("keeps points beyond its edge where they belong", () => {
    const paper = new Paper();
    paper.crumple(new Random(4), 0.05);
    const trace = row(0);
    trace.x[0] = 50;
    trace.y[0] = -50;
    paper.move(trace);
    expect(Math.abs(trace.x[0] - 50)).toBeLessThan(0.4);
    expect(Math.abs(trace.y[0] + 50)).toBeLessThan(0.4);
  });
});
