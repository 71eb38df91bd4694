import { describe, expect, it } from "vitest";
import { Raster, side } from "../../../packages/core/src/data/glyphs/raster.js";
import { createTrace, type Trace } from "../../../packages/core/src/data/glyphs/trace.js";

/** A trace through points given as [x, y, radius, ink]. */
function line(...points: readonly [number, number, number, number][]): Trace {
  const trace = createTrace();
  points.forEach(([x, y, radius, ink], i) => {
    trace.x[i] = x;
    trace.y[i] = y;
    trace.radius[i] = radius;
    trace.ink[i] = ink;
    trace.down[i] = i === 0 ? 0 : 1;
  });
  trace.length = points.length;
  return trace;
}

function drawn(trace: Trace, blur = 0): Uint8Array {
  const raster = new Raster(28);
  raster.clear();
  raster.draw(trace);
  raster.blur(blur);
  const pixels = new Uint8Array(side * side);
  raster.writeTo(pixels, 0);
  return pixels;
}

const inked = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0) / 255;

describe("Raster", () => {
  it("covers the area of a line with round ends", () => {
    const area = inked(drawn(line([6, 14, 2, 1], [22, 14, 2, 1])));
    expect(area / (16 * 4 + Math.PI * 4)).toBeCloseTo(1, 1);
    const slanted = inked(drawn(line([6, 8, 1.5, 1], [20, 21, 1.5, 1])));
    expect(slanted / (Math.hypot(14, 13) * 3 + Math.PI * 2.25)).toBeCloseTo(1, 1);
  });

  it("is symmetric where the line is", () => {
    const pixels = drawn(line([6, 14, 1.3, 1], [14, 14, 1.7, 0.9], [22, 14, 1.3, 1]), 0.1);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const value = pixels[row * side + column];
        expect(pixels[row * side + side - 1 - column]).toBe(value);
        expect(pixels[(side - 1 - row) * side + column]).toBe(value);
      }
    }
  });

  it("takes the stronger ink where lines cross, not their sum", () => {
    const once = drawn(line([6, 14, 1.5, 0.6], [22, 14, 1.5, 0.6]));
    const twice = drawn(line([6, 14, 1.5, 0.6], [22, 14, 1.5, 0.6], [6, 14, 1.5, 0.6]));
    expect(twice).toEqual(once);
  });

  it("draws nothing where the pen was lifted", () => {
    const trace = line([4, 4, 1, 1], [10, 4, 1, 1], [10, 20, 1, 1], [4, 20, 1, 1]);
    trace.down[2] = 0;
    const pixels = drawn(trace);
    expect(pixels[12 * side + 10]).toBe(0);
    expect(pixels[4 * side + 7]).toBeGreaterThan(200);
    expect(pixels[20 * side + 7]).toBeGreaterThan(200);
  });

  it("cuts off what lies outside the picture, without wrapping round", () => {
    const pixels = drawn(line([-10, 14, 2, 1], [3, 14, 2, 1]), 0.2);
    expect(pixels[14 * side]).toBeGreaterThan(200);
    for (let row = 0; row < side; row++) expect(pixels[row * side + side - 1]).toBe(0);
    expect(inked(drawn(line([-30, -30, 2, 1], [60, -30, 2, 1])))).toBe(0);
  });

  it("blurs edges, and leaves the inside alone", () => {
    const trace = line([8, 14, 4, 1], [20, 14, 4, 1]);
    const sharp = drawn(trace);
    const soft = drawn(trace, 0.2);
    expect(soft[14 * side + 14]).toBe(255);
    const grey = (pixels: Uint8Array): number => pixels.filter((value) => value > 0 && value < 255).length;
    expect(grey(soft)).toBeGreaterThan(1.2 * grey(sharp));
  });
});
