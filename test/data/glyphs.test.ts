import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { defaultGlyphJitter, glyphs } from "../../packages/core/src/data/glyphs.js";
import { NescioError } from "../../packages/core/src/errors.js";

const size = 28 * 28;
const digits = glyphs({ count: 3_000, seed: 0, kind: "digits" });
const letters = glyphs({ count: 1_000, seed: 0, kind: "letters" });

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function image({ pixels }: ImageDataset, i: number): Uint8Array {
  return pixels.subarray(i * size, (i + 1) * size);
}

function counts({ labels, classes }: ImageDataset): number[] {
  return classes.map((_, c) => labels!.filter((label) => label === c).length);
}

/** Rows and columns that have ink, from first to last. */
function extent(pixels: Uint8Array): { height: number; width: number } {
  const rows: number[] = [];
  const columns: number[] = [];
  pixels.forEach((value, i) => {
    if (value === 0) return;
    rows.push(Math.floor(i / 28));
    columns.push(i % 28);
  });
  return {
    height: Math.max(...rows) - Math.min(...rows) + 1,
    width: Math.max(...columns) - Math.min(...columns) + 1,
  };
}

/** For each image of `queries`, the nearest of `known` in pixel distance: which, and the squared distance (of [0, 1] pixels). */
function nearest(queries: ImageDataset, known: ImageDataset): { index: number; distance: number }[] {
  const a = Float32Array.from(queries.pixels, (value) => value / 255);
  const b = Float32Array.from(known.pixels, (value) => value / 255);
  return Array.from({ length: queries.count }, (_, i) => {
    let best = { index: -1, distance: Infinity };
    for (let j = 0; j < known.count; j++) {
      let sum = 0;
      for (let k = 0; k < size && sum < best.distance; k += 28) {
        for (let l = k; l < k + 28; l++) sum += (a[i * size + l] - b[j * size + l]) ** 2;
      }
      if (sum < best.distance) best = { index: j, distance: sum };
    }
    return best;
  });
}

describe("glyphs", () => {
  it("has the shape, names and classes of its kind", () => {
    expect(digits).toMatchObject({ name: "glyphs", count: 3_000, height: 28, width: 28, channels: 1 });
    expect(digits.classes).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(letters.name).toBe("glyphs-letters");
    expect(letters.classes).toEqual(["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"]);
    expect(glyphs({ count: 1, seed: 0, kind: "letters", name: "letters" }).name).toBe("letters");
  });

  it("is the same on every machine", () => {
    const { pixels, labels } = glyphs({ count: 100, seed: 0, kind: "digits" });
    expect(sha256(pixels)).toBe("9dee54e546468829ed196c2de493cf4a8b0074577ea808aedcc2e0e3efc6e418");
    expect(sha256(Uint8Array.from(labels!))).toBe(
      "13b2290020c43d21569b164f3ab25bf47fa12ca3ec2abe41e7aaf88609b12c34",
    );
    expect(sha256(glyphs({ count: 100, seed: 0, kind: "letters" }).pixels)).toBe(
      "9cfcf0a1ef14e203773087680478b7442f70ba3ef552b9f7cad2871369d79869",
    );
  });

  it("begins a larger set with the smaller one of the same seed", () => {
    const few = glyphs({ count: 37, seed: 0, kind: "digits" });
    expect(few.pixels).toEqual(digits.pixels.subarray(0, 37 * size));
    expect(few.labels).toEqual(digits.labels!.subarray(0, 37));
  });

  it("is another set for another seed, and no image comes twice", () => {
    const other = glyphs({ count: 500, seed: 1, kind: "digits" });
    expect(other.labels).not.toEqual(digits.labels!.subarray(0, 500));
    const images = new Set<string>();
    for (const data of [digits, other, letters]) {
      for (let i = 0; i < data.count; i++) images.add(sha256(image(data, i)));
    }
    expect(images.size).toBe(4_500);
  });

  it("has every class equally often, in no fixed order", () => {
    expect(counts(digits)).toEqual(new Array<number>(10).fill(300));
    expect(counts(letters)).toEqual(new Array<number>(10).fill(100));
    const uneven = counts(glyphs({ count: 25, seed: 3, kind: "digits" }));
    expect(Math.min(...uneven)).toBe(2);
    expect(Math.max(...uneven)).toBe(3);
    const decades = new Set<string>();
    for (let i = 0; i < 1_000; i += 10) decades.add(digits.labels!.slice(i, i + 10).join(""));
    expect(decades.size).toBeGreaterThan(95);
  });

  it("has the ink of MNIST: 19 % of the pixels, mean 0.13, deviation 0.31", () => {
    const { pixels } = digits;
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length / 255;
    const square = pixels.reduce((sum, value) => sum + value * value, 0) / pixels.length / 255 ** 2;
    expect(pixels.filter((value) => value > 0).length / pixels.length).toBeCloseTo(0.19, 1.5);
    expect(mean).toBeGreaterThan(0.12);
    expect(mean).toBeLessThan(0.14);
    expect(Math.sqrt(square - mean * mean)).toBeCloseTo(0.31, 1.5);
    for (let i = 0; i < digits.count; i++) {
      const inked = image(digits, i).filter((value) => value > 0).length / size;
      expect(inked).toBeGreaterThan(0.03);
      expect(inked).toBeLessThan(0.45);
    }
  });

  it.each([
    ["digits", digits],
    ["letters", letters],
  ])("fills a box of about 20 pixels and centres its mass: %s", (_, data) => {
    const longer: number[] = [];
    const x: number[] = [];
    const y: number[] = [];
    for (let i = 0; i < data.count; i++) {
      const pixels = image(data, i);
      const { height, width } = extent(pixels);
      longer.push(Math.max(height, width));
      let mass = 0;
      let sumX = 0;
      let sumY = 0;
      pixels.forEach((value, k) => {
        mass += value;
        sumX += value * (k % 28);
        sumY += value * Math.floor(k / 28);
      });
      x.push(sumX / mass);
      y.push(sumY / mass);
    }
    expect(Math.abs(average(longer) - 20.5)).toBeLessThan(1);
    expect(Math.max(...longer)).toBeLessThanOrEqual(26);
    for (const places of [x, y]) {
      // Ink where strokes cross counts twice when the pen centres, hence not closer.
      expect(Math.abs(average(places) - 14)).toBeLessThan(0.15);
      expect(Math.sqrt(average(places.map((place) => (place - 14) ** 2)))).toBeLessThan(0.6);
    }
  });

  it("can be learnt, but not by heart: one nearest neighbour is right for 85 to 99.5 %", () => {
    const train = glyphs({ count: 2_000, seed: 4, kind: "digits" });
    const test = glyphs({ count: 500, seed: 5, kind: "digits" });
    const right = nearest(test, train).filter(
      ({ index }, i) => train.labels![index] === test.labels![i],
    ).length;
    expect(right / test.count).toBeGreaterThan(0.85);
    expect(right / test.count).toBeLessThan(0.995);
  });

  it("writes letters with the same pen, yet they are no digits", () => {
    const inked = ({ pixels }: ImageDataset): number =>
      pixels.filter((value) => value > 0).length / pixels.length;
    expect(inked(letters) / inked(digits)).toBeGreaterThan(0.8);
    expect(inked(letters) / inked(digits)).toBeLessThan(1.25);

    const known = glyphs({ count: 1_000, seed: 6, kind: "digits" });
    const fresh = nearest(glyphs({ count: 200, seed: 7, kind: "digits" }), known).map((x) => x.distance);
    const unfamiliar = nearest(glyphs({ count: 200, seed: 7, kind: "letters" }), known).map(
      (x) => x.distance,
    );
    // Share of pairs in which the letter lies further from the known digits than the new digit does.
    const auroc = average(unfamiliar.map((a) => fresh.filter((f) => f < a).length / fresh.length));
    expect(auroc).toBeGreaterThan(0.65);
    expect(auroc).toBeLessThan(0.99);
  });

  it("writes each way alike without jitter, and still holds together with the most", () => {
    const none = Object.fromEntries(Object.keys(defaultGlyphJitter).map((field) => [field, 0]));
    const still = glyphs({ count: 400, seed: 8, kind: "digits", jitter: none });
    const ways = new Set(Array.from({ length: 400 }, (_, i) => sha256(image(still, i))));
    expect(ways.size).toBeLessThan(50);

    const most = {
      rotation: 0.3,
      slant: 0.5,
      aspect: 0.3,
      size: 0.08,
      shift: 1,
      points: 0.1,
      strokes: 0.1,
      elastic: 0.2,
      haste: 0.33,
      pen: 0.25,
      pressure: 0.25,
      taper: 0.9,
      gaps: 1,
      blur: 0.3,
    };
    for (const kind of ["digits", "letters"] as const) {
      const wild = glyphs({ count: 1_000, seed: 9, kind, jitter: most });
      for (let i = 0; i < wild.count; i++) {
        expect(Math.max(...image(wild, i))).toBeGreaterThan(50);
        expect(image(wild, i).filter((value) => value > 0).length).toBeGreaterThan(10);
      }
    }
  });

  it("refuses options out of their range, and says which", () => {
    const options = { count: 10, seed: 0, kind: "digits" } as const;
    for (const count of [0, -1, 2.5, NaN, 1_000_001]) {
      expect(() => glyphs({ ...options, count })).toThrow(/glyphs, count: expected an integer from 1 to/);
    }
    expect(() => glyphs({ ...options, seed: -1 })).toThrow(/seed: expected an integer from 0/);
    expect(() => glyphs({ ...options, kind: "toString" as "digits" })).toThrow(/"digits" or "letters"/);
    expect(() => glyphs({ ...options, jitter: { slant: 0.6 } })).toThrow(/slant from 0 to 0.5, got 0.6/);
    expect(() => glyphs({ ...options, jitter: { blur: NaN } })).toThrow(NescioError);
    expect(() => glyphs({ ...options, jitter: { wobble: 1 } as object })).toThrow(/got "wobble"/);
    expect(() => glyphs({ ...options, jitter: { blur: "0.1" } as object })).toThrow(NescioError);
  });
});
