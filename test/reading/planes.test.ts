import fc from "fast-check";
import { expect, test } from "vitest";
import { coloursOf, luminance, whole } from "../../packages/core/src/reading/colours.js";
import { withSquaredDistances } from "../../packages/core/src/reading/distance.js";
import { boxBlur } from "../../packages/core/src/reading/box-blur.js";
import { withPictureKernels } from "../../packages/core/src/reading/picture-kernels.js";
import { cropPlane, type Plane } from "../../packages/core/src/reading/plane.js";
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

/** The extreme of each pixel's window, of a plane whose border's pixels go on for `margin` on each side. */
function extremes(plane: Plane, radius: number, of: (...values: number[]) => number): Plane {
  const values = Float32Array.from(plane.values, (_, at) => of(...windowAt(plane, at, radius)));
  return { ...plane, values };
}

function continued(plane: Plane, by: number): Plane {
  const [width, height] = [plane.width + 2 * by, plane.height + 2 * by];
  const values = Float32Array.from({ length: width * height }, (_, at) => {
    const x = Math.min(plane.width - 1, Math.max(0, (at % width) - by));
    const y = Math.min(plane.height - 1, Math.max(0, Math.floor(at / width) - by));
    return plane.values[y * plane.width + x];
  });
  return { width, height, values };
}

function filtered(kind: "closing" | "opening", plane: Plane, radius: number): Plane {
  const { width, height, values } = plane;
  return withPictureKernels(
    (kernels) => [values.byteLength, kernels.morphologyRoom(width, height, radius), values.byteLength],
    ({ kernels, buffer, at: [from, room, result] }) => {
      new Float32Array(buffer, from, values.length).set(values);
      kernels[kind](from, width, height, radius, room, result);
      return { ...plane, values: new Float32Array(buffer, result, values.length).slice() };
    },
  );
}

test("a closing is the least of the greatest in the windows, an opening the greatest of the least", () => {
  fc.assert(
    fc.property(planes, radii, (plane, radius) => {
      const wide = continued(plane, 2 * radius);
      const inner = { left: 2 * radius, top: 2 * radius, width: plane.width, height: plane.height };
      const closed = extremes(extremes(wide, radius, Math.max), radius, Math.min);
      const opened = extremes(extremes(wide, radius, Math.min), radius, Math.max);
      expect(filtered("closing", plane, radius)).toEqual(cropPlane(closed, inner));
      expect(filtered("opening", plane, radius)).toEqual(cropPlane(opened, inner));
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("the mean is that of the window", () => {
  fc.assert(
    fc.property(planes, radii, (plane, radius) => {
      boxBlur(plane, radius).values.forEach((value, i) => {
        const window = windowAt(plane, i, radius);
        expect(value).toBeCloseTo(window.reduce((sum, other) => sum + other, 0) / window.length, 3);
      });
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("distances are exact", () => {
  fc.assert(
    fc.property(planes, ({ width, height, values }) => {
      const set = Int32Array.from(values, (value) => (value > 200 ? -1 : 0));
      const mark = (to: Int32Array): void => to.set(set);
      const found = withSquaredDistances(width, height, mark, (distances) => distances.slice());
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

test("the spread of shares is the median deviation from their median", () => {
  const shares = fc.array(fc.float({ min: Math.fround(-0.5), max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(shares, fc.integer({ min: 1, max: 3 }), (values, step) => {
      const count = Math.floor(values.length / step);
      if (count === 0) return;
      const found = withPictureKernels(
        (kernels) => [4 * values.length, kernels.spreadRoom(count)],
        ({ kernels, buffer, at: [from, room] }) => {
          new Float32Array(buffer, from, values.length).set(values);
          return kernels.spread(from, count, step, room);
        },
      );
      const upperMedian = (all: Float32Array): number => all.sort()[count >> 1];
      const sample = Float32Array.from({ length: count }, (_, i) => values[i * step]);
      const middle = upperMedian(sample.slice());
      expect(found).toBe(upperMedian(sample.map((value) => Math.abs(value - middle))));
    }),
    { numRuns: 200, seed: 5 },
  );
});
