import { describe, expect, it } from "vitest";
import { augmentation, augmenter } from "../../packages/core/src/data/augment.js";
import { NescioError } from "../../packages/core/src/errors.js";
import { Random } from "../../packages/core/src/math/random.js";

const shape = { height: 28, width: 28, channels: 1 };

/** A bright dot, whose centre of mass tells where it went. */
function dot(x: number, y: number): Uint8Array {
  const pixels = new Uint8Array(28 * 28);
  pixels[y * 28 + x] = 200;
  return pixels;
}

function centre(pixels: Uint8Array): { x: number; y: number; mass: number } {
  let mass = 0;
  let x = 0;
  let y = 0;
  pixels.forEach((value, i) => {
    mass += value;
    x += value * (i % 28);
    y += value * Math.floor(i / 28);
  });
  return { x: x / mass, y: y / mass, mass };
}

function places(options: Parameters<typeof augmentation>[0], from: Uint8Array, count: number) {
  const augment = augmenter(shape, augmentation(options));
  const to = new Uint8Array(28 * 28);
  return Array.from({ length: count }, (_, i) => {
    augment(from, to, new Random(7, i));
    return centre(to);
  });
}

describe("augmenter", () => {
  it("leaves images alone when nothing is asked for", () => {
    const from = dot(10, 12);
    expect(places({}, from, 2)).toEqual([centre(from), centre(from)]);
  });

  it("moves uniformly over the range", () => {
    const moves = places({ shift: 3 }, dot(14, 14), 2000).map(({ x, y }) => [x - 14, y - 14]);
    for (const axis of [0, 1]) {
      const values = moves.map((move) => move[axis]);
      const mean = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((a, b) => a + b * b, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan(0.15);
      expect(variance).toBeGreaterThan(2.7);
      expect(variance).toBeLessThan(3.3);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(3.02);
    }
  });

  it("turns by no more than asked", () => {
    const angles = places({ rotation: 20 }, dot(23, 13), 300).map(({ x, y }) => {
      return (Math.atan2(y - 13.5, x - 13.5) - Math.atan2(-0.5, 9.5)) * (180 / Math.PI);
    });
    expect(Math.max(...angles.map(Math.abs))).toBeLessThan(21);
    expect(Math.max(...angles)).toBeGreaterThan(15);
    expect(Math.min(...angles)).toBeLessThan(-15);
  });

  it("bends smoothly, by the root mean square asked for", () => {
    const one = places({ elastic: 1.5 }, dot(14, 14), 1500);
    const other = places({ elastic: 1.5 }, dot(15, 14), 1500);
    const size = Math.sqrt(one.reduce((sum, { x }) => sum + (x - 14) ** 2, 0) / one.length);
    expect(size).toBeGreaterThan(1.2);
    expect(size).toBeLessThan(1.8);
    // Neighbours move together.
    const apart = other.map(({ x }, i) => x - one[i].x);
    expect(apart.filter((gap) => gap > 0.2 && gap < 2.5).length).toBeGreaterThan(1400);
  });

  it("gives the same for the same stream", () => {
    const options = { shift: 2, rotation: 10, scale: 0.1, elastic: 1 };
    expect(places(options, dot(9, 9), 3)).toEqual(places(options, dot(9, 9), 3));
  });

  it.each([{ shift: -1 }, { rotation: 200 }, { scale: 1 }, { elastic: NaN }, { blur: 1 }])(
    "refuses %o",
    (options) => {
      expect(() => augmentation(options)).toThrow(NescioError);
    },
  );

  it("names the whole where there is no field to name", () => {
    expect(() => augmentation(5)).toThrow("augmentation: expected an object, got 5");
    expect(() => augmentation({ shift: -1 })).toThrow("augmentation, shift: expected");
  });
});
