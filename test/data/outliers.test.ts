import { expect, test } from "vitest";
import { createDataset, selectImages } from "../../packages/core/src/data/dataset.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { mirrorImages } from "../../packages/core/src/data/mirror.js";
import { outliers } from "../../packages/core/src/data/outliers.js";
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
