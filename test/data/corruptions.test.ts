import { describe, expect, it } from "vitest";
import { corrupt, corruptions, type CorruptionName } from "../../packages/core/src/data/corruptions.js";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";

const names = Object.keys(corruptions) as CorruptionName[];

function images(height: number, width: number, ...each: number[][]): ImageDataset {
  return createDataset({
    name: "set",
    count: each.length,
    height,
    width,
    channels: 1,
    pixels: Uint8Array.from(each.flat()),
    labels: new Uint8Array(each.length),
    classes: ["a"],
  });
}

const distance = (a: ImageDataset, b: ImageDataset): number =>
  a.pixels.reduce((sum, value, i) => sum + Math.abs(value - b.pixels[i]), 0) / a.pixels.length;

describe("corrupt", () => {
  const digits = glyphs({ kind: "digits", count: 40, seed: 3 });

  it.each(names)("%s: the same seed gives the same images; labels and shape stay", (name) => {
    const strength = corruptions[name].strengths[1];
    const one = corrupt(digits, name, strength, 7);
    expect(corrupt(digits, name, strength, 7)).toEqual(one);
    expect(one).toMatchObject({ count: 40, height: 28, width: 28, channels: 1, classes: digits.classes });
    expect(one.labels).toEqual(digits.labels);
    expect(one.name).toContain(`${digits.name}, ${name} ${strength}`);
    expect(one.sources).toBeUndefined();
  });

  it.each(names)("%s: strength 0 changes nothing, more changes more", (name) => {
    expect(corrupt(digits, name, 0)).toBe(digits);
    const [weak, , middle] = corruptions[name].strengths.map((s) =>
      distance(digits, corrupt(digits, name, s)),
    );
    expect(weak).toBeGreaterThan(0);
    expect(middle).toBeGreaterThan(weak);
  });

  it("turns by the degrees given, one way or the other", () => {
    const cross = [0, 200, 0, 0, 0, 0, 0, 0, 0];
    const turned = corrupt(images(3, 3, ...Array.from({ length: 20 }, () => cross)), "rotation", 90);
    const places = new Set(Array.from({ length: 20 }, (_, i) => turned.pixels.indexOf(200, 9 * i) - 9 * i));
    expect(places).toEqual(new Set([3, 5]));
  });

  it("moves the centre of mass by the pixels given", () => {
    const size = 21;
    const dot = Array.from({ length: size * size }, (_, i) => (i === 10 * size + 10 ? 255 : 0));
    const { pixels } = corrupt(images(size, size, dot), "shift", 4, 2);
    const total = pixels.reduce((sum, value) => sum + value, 0);
    const x = pixels.reduce((sum, value, i) => sum + value * ((i % size) - 10), 0) / total;
    const y = pixels.reduce((sum, value, i) => sum + value * (Math.floor(i / size) - 10), 0) / total;
    expect(Math.hypot(x, y)).toBeCloseTo(4, 1);
  });

  it("enlarges or shrinks by the factor given", () => {
    const size = 24;
    const square = Array.from({ length: size * size }, (_, i) =>
      Math.max(Math.abs((i % size) - 11.5), Math.abs(Math.floor(i / size) - 11.5)) < 4 ? 200 : 0,
    );
    const set = images(size, size, ...Array.from({ length: 20 }, () => square));
    const { pixels } = corrupt(set, "scale", 0.5);
    const before = square.reduce<number>((sum, value) => sum + value, 0);
    const ratios = Array.from({ length: 20 }, (_, i) => {
      const one = pixels.subarray(i * size * size, (i + 1) * size * size);
      return one.reduce((sum, value) => sum + value, 0) / before;
    });
    for (const ratio of ratios)
      expect([1.5 ** 2, 1.5 ** -2].some((r) => Math.abs(ratio / r - 1) < 0.2)).toBe(true);
    expect(Math.max(...ratios)).toBeGreaterThan(2);
    expect(Math.min(...ratios)).toBeLessThan(0.5);
  });

  it("blurs as scipy.ndimage.gaussian_filter with mode nearest", () => {
    const image = [0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 128, 0, 64, 0, 0, 0, 200];
    const expected = [
      [13, 29, 14, 3, 1],
      [30, 64, 36, 18, 10],
      [25, 34, 29, 46, 52],
      [37, 16, 12, 52, 119],
    ];
    expect([...corrupt(images(4, 5, image), "blur", 0.8).pixels]).toEqual(expected.flat());
  });

  it("blurs every channel by itself", () => {
    const grey = images(2, 2, [0, 255, 0, 0]);
    const pixels = Uint8Array.of(0, 9, 255, 9, 0, 9, 0, 9);
    const two = createDataset({ ...grey, channels: 2, pixels });
    const blurred = corrupt(two, "blur", 1).pixels;
    expect([...blurred.filter((_, i) => i % 2 === 0)]).toEqual([...corrupt(grey, "blur", 1).pixels]);
    expect([...blurred.filter((_, i) => i % 2 === 1)]).toEqual([9, 9, 9, 9]);
  });

  it("adds noise of the standard deviation given", () => {
    const grey = Array.from({ length: 40 * 40 }, () => 128);
    const { pixels } = corrupt(images(40, 40, grey), "noise", 0.1);
    const variance = pixels.reduce((sum, value) => sum + (value - 128) ** 2, 0) / pixels.length;
    // 1,600 draws: the standard deviation is known to 1.8 %.
    expect(Math.abs(Math.sqrt(variance) / 25.5 - 1)).toBeLessThan(0.07);
  });

  it("lowers the contrast about the mean", () => {
    expect([...corrupt(images(1, 4, [0, 100, 200, 100]), "contrast", 0.6).pixels]).toEqual([
      60, 100, 140, 100,
    ]);
    expect([...corrupt(images(1, 2, [0, 200]), "contrast", 1).pixels]).toEqual([100, 100]);
  });

  it("refuses strengths out of range and corruptions there are not", () => {
    expect(() => corrupt(digits, "rotation", 181)).toThrow(
      /strength: expected a number from 0 to 180, got 181/,
    );
    expect(() => corrupt(digits, "noise", NaN)).toThrow(/got NaN/);
    expect(() => corrupt(digits, "fog" as CorruptionName, 1)).toThrow(/one of rotation, .*got "fog"/);
  });
});
