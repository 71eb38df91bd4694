import fc from "fast-check";
import { expect, test } from "vitest";
import { coloursOf, luminance, whole } from "../../packages/core/src/reading/colours.js";
import { squaredDistances } from "../../packages/core/src/reading/distance.js";
import { boxBlur, closing, dilate, erode, opening } from "../../packages/core/src/reading/filters.js";
import type { Plane } from "../../packages/core/src/reading/plane.js";
import { resample } from "../../packages/core/src/reading/resample.js";

const planes: fc.Arbitrary<Plane> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: width * height, maxLength: width * height })
      .map((values) => ({ width, height, values: Float32Array.from(values) })),
  );
const radii = fc.integer({ min: 0, max: 4 });

/** The values in the window around a pixel; the border's go on outside. */
function windowAt({ width, height, values }: Plane, at: number, radius: number): number[] {
  const [x, y] = [at % width, Math.floor(at / width)];
  const side = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const within = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));
  return side.flatMap((v) => side.map((u) => values[within(y + v, height) * width + within(x + u, width)]));
}

test("dilation, erosion and the mean are those of the window", () => {
  fc.assert(
    fc.property(planes, radii, (plane, radius) => {
      const windows = Array.from(plane.values, (_, at) => windowAt(plane, at, radius));
      expect([...dilate(plane, radius).values]).toEqual(windows.map((values) => Math.max(...values)));
      expect([...erode(plane, radius).values]).toEqual(windows.map((values) => Math.min(...values)));
      boxBlur(plane, radius).values.forEach((value, i) => {
        const mean = windows[i].reduce((sum, other) => sum + other, 0) / windows[i].length;
        expect(value).toBeCloseTo(mean, 3);
      });
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("a closing is nowhere darker, an opening nowhere lighter", () => {
  fc.assert(
    fc.property(planes, radii, (plane, radius) => {
      const [up, down] = [closing(plane, radius).values, opening(plane, radius).values];
      plane.values.forEach((value, i) => {
        expect(up[i]).toBeGreaterThanOrEqual(value);
        expect(down[i]).toBeLessThanOrEqual(value);
      });
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("distances are exact", () => {
  fc.assert(
    fc.property(planes, ({ width, height, values }) => {
      const set = Uint8Array.from(values, (value) => (value > 200 ? 1 : 0));
      const found = squaredDistances(set, width, height);
      found.forEach((distance, at) => {
        const all = Array.from(set, (value, to) =>
          value === 0
            ? Infinity
            : ((at % width) - (to % width)) ** 2 + (Math.floor(at / width) - Math.floor(to / width)) ** 2,
        );
        expect(distance).toBe(Math.min(...all));
      });
    }),
    { numRuns: 100, seed: 3 },
  );
});

test("resampling keeps an even plane even, its own size as it is, and about the mean", () => {
  fc.assert(
    fc.property(
      planes,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      (plane, width, height) => {
        expect(resample(plane, plane.width, plane.height, "lanczos3")).toBe(plane);
        const even = { ...plane, values: plane.values.map(() => 77) };
        for (const filter of ["triangle", "lanczos3"] as const) {
          for (const value of resample(even, width, height, filter).values) expect(value).toBeCloseTo(77, 3);
        }
        const [least, most] = [Math.min(...plane.values), Math.max(...plane.values)];
        for (const value of resample(plane, width, height, "triangle").values) {
          expect(value).toBeGreaterThan(least - 0.01);
          expect(value).toBeLessThan(most + 0.01);
        }
      },
    ),
    { numRuns: 60, seed: 4 },
  );
});

test("pixels are averaged by whole numbers on the background, those at the border by fewer", () => {
  const data = Uint8Array.from([10, 20, 30, 0, 60, 100].flatMap((value) => [value, value, value, 255]));
  data[4 * 5 + 3] = 0;
  const picture = { width: 3, height: 2, data };
  const [red] = coloursOf(picture, "white", { across: 2, down: 2 });
  expect([...red.values]).toEqual([(10 + 20 + 0 + 60) / 4, (30 + 255) / 2]);
  expect([...coloursOf(picture, "black", whole)[2].values]).toEqual([10, 20, 30, 0, 60, 0]);
});

test("luminance: grey is itself, green lighter than red, red than blue", () => {
  const of = (...rgb: number[]): number =>
    luminance(coloursOf({ width: 1, height: 1, data: Uint8Array.from([...rgb, 255]) }, "black", whole))
      .values[0];
  expect(of(77, 77, 77)).toBe(77);
  expect(of(0, 255, 0)).toBeGreaterThan(of(255, 0, 0));
  expect(of(255, 0, 0)).toBeGreaterThan(of(0, 0, 255));
  // The light of a half-lit white, as sRGB has it.
  expect(of(255, 0, 0)).toBeCloseTo(127.1, 0);
});
