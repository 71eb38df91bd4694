import fc from "fast-check";
import { expect, test } from "vitest";
import { createDataset, selectImages } from "../../packages/core/src/data/dataset.js";
import { Random } from "../../packages/core/src/math/random.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { mirrorImages } from "../../packages/core/src/data/mirror.js";
import { lookalikeKinds, outlierKinds, outliers } from "../../packages/core/src/data/outliers.js";
import { figureOf } from "../../packages/core/src/data/outliers/figure.js";
import { outsideOf, pixelStatistics } from "../../packages/core/src/data/pixel-statistics.js";
import { normalizationFor } from "../../packages/core/src/build/normalization.js";

const digits = glyphs({ kind: "digits", count: 30, seed: 1 });
const sorted = (values: Uint8Array): number[] => Array.from(values).sort((a, b) => a - b);

test("scrambled images have the same pixels, and hardly one in its place", () => {
  const counting = { height: 8, width: 8, channels: 3, classes: [] };
  const pixels = Uint8Array.from({ length: 192 }, (_, i) => i);
  const image = createDataset({ name: "one", count: 1, ...counting, pixels });
  const scrambled = outliers("scrambled", image, { count: 1, seed: 2 });
  expect(sorted(scrambled.pixels)).toEqual(sorted(pixels));
  expect(scrambled.pixels.filter((value, i) => value === i)).toHaveLength(0);
});

test("plain colours are one colour each, noise has all, and the same seed makes the same", () => {
  const flat = outliers("flat", digits, { seed: 4 });
  for (let i = 0; i < flat.count; i++) {
    expect(new Set(flat.pixels.subarray(i * 784, (i + 1) * 784)).size).toBe(1);
  }
  expect(new Set(outliers("noise", digits, { seed: 4 }).pixels).size).toBe(256);
  expect(outliers("flat", digits, { seed: 4 })).toEqual(flat);
  expect(outliers("noise", digits, { count: 70, seed: 4 }).count).toBe(70);
});

test("mirroring twice gives the images back", () => {
  const once = mirrorImages(digits);
  expect(once.pixels).not.toEqual(digits.pixels);
  expect(mirrorImages(once).pixels).toEqual(digits.pixels);
  const row = createDataset({
    name: "row",
    count: 1,
    height: 1,
    width: 3,
    channels: 2,
    classes: [],
    pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
  expect(mirrorImages(row).pixels).toEqual(Uint8Array.of(5, 6, 3, 4, 1, 2));
});

test("a set's ground is found on black, white and grey; photographs have none", () => {
  const on = (change: (value: number) => number) =>
    createDataset({ ...digits, pixels: digits.pixels.map(change) });
  expect(normalizationFor(digits)).toBeUndefined();
  expect(normalizationFor(on((value) => 255 - value))).toEqual({
    type: "normalize",
    offset: [1],
    scale: [-1],
  });
  const grey = on((value) => Math.round(200 - value / 2));
  expect(pixelStatistics(grey)[0]).toMatchObject({ ground: 200, ink: 73 });
  expect(outsideOf(grey)).toEqual([200]);
  const photograph = createDataset({ ...digits, pixels: digits.pixels.map((_, i) => (i * 7919) % 251) });
  expect(outsideOf(photograph)).toBe("edge");
  const { offset, scale } = normalizationFor(photograph)!;
  const values = Float64Array.from(photograph.pixels, (value) => (value / 255 - offset[0]) / scale[0]);
  const mean = values.reduce((a, b) => a + b) / values.length;
  expect(mean).toBeCloseTo(0, 6);
  expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 6);
});

test("what is known of a set's files stays with its images", () => {
  const files = Array.from({ length: 30 }, (_, i) => `${i}.png`);
  const named = createDataset({ ...digits, files });
  expect(selectImages(named, [4, 2]).files).toEqual(["4.png", "2.png"]);
});

/** A square of one colour on another, and noise on both. */
function square({ ink, ground, noise, channels }: SquareOptions): Uint8Array {
  const random = new Random(5, 0);
  return Uint8Array.from({ length: 24 * 24 * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % 24, Math.floor(i / channels / 24)];
    const mean = x >= 4 && x < 12 && y >= 6 && y < 14 ? ink : ground;
    return Math.min(255, Math.max(0, Math.round(mean + noise * random.normal())));
  });
}

interface SquareOptions {
  readonly ink: number;
  readonly ground: number;
  readonly noise: number;
  readonly channels: number;
}

test.each([
  ["white on black", { ink: 255, ground: 0, noise: 0, channels: 1 }],
  ["black on white", { ink: 0, ground: 255, noise: 0, channels: 1 }],
  ["grey on noisy grey", { ink: 190, ground: 100, noise: 14, channels: 3 }],
])("a figure is found %s", (_, options) => {
  const figure = figureOf(square(options), { height: 24, width: 24, channels: options.channels })!;
  expect(Math.abs(figure.area - 64)).toBeLessThanOrEqual(2);
  expect(figure.extent).toBe(8);
  expect(figure.x).toBeCloseTo(8, 0);
  expect(figure.y).toBeCloseTo(10, 0);
});

test("a stroke is as thick as its pen, whatever its slant", () => {
  for (const slant of [0, 0.5, 1]) {
    const pixels = Uint8Array.from({ length: 40 * 40 }, (_, at) => {
      const [x, y] = [at % 40, Math.floor(at / 40)];
      const distance = Math.abs(x - 20 - slant * (y - 20)) / Math.hypot(1, slant);
      return y > 5 && y < 35 && distance <= 2 ? 255 : 0;
    });
    const { thickness } = figureOf(pixels, { height: 40, width: 40, channels: 1 })!;
    expect(thickness).toBeGreaterThan(2.5);
    expect(thickness).toBeLessThan(6.5);
  }
});

test("noise, a plain colour, an even gradient and a texture show no figure", () => {
  const shape = { height: 28, width: 28, channels: 1 };
  const random = new Random(3, 0);
  const of = (value: (at: number) => number) =>
    figureOf(
      Uint8Array.from({ length: 784 }, (_, i) => value(i)),
      shape,
    );
  expect(of(() => random.integer(256))).toBeUndefined();
  expect(of(() => 77)).toBeUndefined();
  expect(of((at) => 9 * (at % 28))).toBeUndefined();
  expect(of((at) => 128 + 60 * Math.sin(at % 28) * Math.sin(Math.floor(at / 28)))).toBeUndefined();
});

test("a figure drawn anew is another one: in the same place, about as large, of its colours on its ground", () => {
  const made = outliers("redrawn", digits, { count: 30, seed: 8 });
  const shape = { height: 28, width: 28, channels: 1 };
  let overlaps = 0;
  let areas = 0;
  for (let i = 0; i < 30; i++) {
    const [own, other] = [digits, made].map(({ pixels }) =>
      figureOf(pixels.subarray(i * 784, (i + 1) * 784), shape)!,
    );
    expect(Math.hypot(own.x - other.x, own.y - other.y)).toBeLessThan(2.5);
    const both = own.mask.filter((value, at) => value === 1 && other.mask[at] === 1).length;
    overlaps += both / (own.area + other.area - both) / 30;
    areas += other.area / own.area / 30;
  }
  expect(overlaps).toBeLessThan(0.4);
  expect(areas).toBeGreaterThan(0.6);
  expect(areas).toBeLessThan(1.5);
});

test("a retouched figure is the image but for a part of it", () => {
  const made = outliers("retouched", digits, { count: 30, seed: 8 });
  const changed = digits.pixels.filter((value, i) => Math.abs(value - made.pixels[i]) > 64).length;
  const inked = digits.pixels.filter((value) => value > 128).length;
  expect(changed).toBeGreaterThan(0.1 * inked);
  expect(changed).toBeLessThan(0.8 * inked);
});

test("an edged figure is the image's own with a straight stroke beside it, its middle where it was", () => {
  const made = outliers("edged", digits, { count: 30, seed: 8 });
  const shape = { height: 28, width: 28, channels: 1 };
  const grown = Array.from({ length: 30 }, (_, i) => {
    const [own, other] = [digits, made].map(({ pixels }) =>
      figureOf(pixels.subarray(i * 784, (i + 1) * 784), shape)!,
    );
    expect(Math.hypot(own.x - other.x, own.y - other.y)).toBeLessThan(1.5);
    return other.area / own.area;
  });
  expect(grown.every((share) => share > 1)).toBe(true);
  expect(grown.reduce((a, b) => a + b) / 30).toBeGreaterThan(1.2);
});

test("outliers of every kind are made of images of any size and content, the same by the same seed", () => {
  const image = fc.record({
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 3),
    seed: fc.integer({ min: 0, max: 1000 }),
    levels: fc.constantFrom(1, 2, 256),
    kind: fc.constantFrom(...outlierKinds, ...lookalikeKinds),
  });
  fc.assert(
    fc.property(image, ({ height, width, channels, seed, levels, kind }) => {
      const random = new Random(seed, 0);
      const pixels = Uint8Array.from({ length: 2 * height * width * channels }, () =>
        Math.floor((random.integer(levels) * 255) / Math.max(1, levels - 1)),
      );
      const set = createDataset({ name: "any", count: 2, height, width, channels, pixels, classes: [] });
      const made = outliers(kind, set, { count: 3, seed });
      expect(outliers(kind, set, { count: 3, seed }).pixels).toEqual(made.pixels);
    }),
    { numRuns: 150, seed: 1 },
  );
});
