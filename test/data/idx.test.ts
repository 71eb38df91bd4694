import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeIdxImages,
  encodeIdxLabels,
  idxDataset,
  parseIdxImages,
  parseIdxLabels,
} from "../../packages/core/src/data/idx.js";
import { NescioError } from "../../packages/core/src/errors.js";
import { expectNescioError } from "../helpers/errors.js";

const images = fc
  .record({
    count: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
  })
  .chain((shape) => {
    const length = shape.count * shape.height * shape.width;
    return fc.uint8Array({ minLength: length, maxLength: length }).map((pixels) => ({ ...shape, pixels }));
  });
const labels = fc.uint8Array({ minLength: 1, maxLength: 50 });

/** A header of 32-bit big-endian words. */
function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, index) => new DataView(bytes.buffer).setUint32(4 * index, value));
  return bytes;
}

describe("IDX", () => {
  test("images read back as they were written", () => {
    fc.assert(
      fc.property(images, (value) => {
        expect(parseIdxImages(encodeIdxImages(value), "x")).toEqual(value);
      }),
    );
  });

  test("labels read back as they were written", () => {
    fc.assert(
      fc.property(labels, (value) => {
        expect(parseIdxLabels(encodeIdxLabels(value), "x")).toEqual(value);
      }),
    );
  });

  test("bytes that start inside a larger buffer are read from their own start", () => {
    const file = encodeIdxLabels(Uint8Array.of(4, 5));
    const buffer = new Uint8Array(file.length + 3);
    buffer.set(file, 3);
    expect([...parseIdxLabels(buffer.subarray(3), "x")]).toEqual([4, 5]);
  });

  test("the header is as the format says", () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect([...encodeIdxImages({ count: 1, height: 2, width: 3, pixels })]).toEqual([
      ...[0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3],
      ...pixels,
    ]);
    expect([...encodeIdxLabels(Uint8Array.of(9))]).toEqual([0, 0, 8, 1, 0, 0, 0, 1, 9]);
  });

  test("a file cut anywhere, or with bytes added, is refused by name", () => {
    fc.assert(
      fc.property(images, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (value, at, added) => {
        const whole = encodeIdxImages(value);
        const cut = whole.subarray(0, at % whole.length);
        const longer = new Uint8Array([...whole, ...added]);
        for (const bytes of [cut, longer]) {
          expect(() => parseIdxImages(bytes, "some-file")).toThrow(/^some-file: expected .*, got/);
        }
      }),
    );
    fc.assert(
      fc.property(labels, fc.nat(), (value, at) => {
        const whole = encodeIdxLabels(value);
        expect(() => parseIdxLabels(whole.subarray(0, at % whole.length), "f")).toThrow(NescioError);
        expect(() => parseIdxLabels(new Uint8Array([...whole, 0]), "f")).toThrow(NescioError);
      }),
    );
  });

  test("arbitrary bytes never do anything but parse or throw a NescioError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, withMagic) => {
        if (withMagic && bytes.length > 4) bytes.set([0, 0, 8, 3]);
        try {
          const { count, height, width, pixels } = parseIdxImages(bytes, "f");
          expect(pixels.length).toBe(count * height * width);
        } catch (error) {
          expect(error).toBeInstanceOf(NescioError);
        }
      }),
    );
  });

  test.each([
    ["labels where images belong", encodeIdxLabels(new Uint8Array(20)), "got an IDX file of labels"],
    ["a gzip file", words(0x1f8b0800, 1, 1, 1), "got gzip-compressed bytes"],
    ["a PNG file", words(0x89504e47, 0x0d0a1a0a, 1, 1), "got 0x89504e47"],
    [
      "numbers of another type",
      words(0xd03, 1, 1, 1),
      "got one of 32-bit floating-point numbers in 3 dimensions",
    ],
    ["colour images", words(0x804, 1, 1, 1), "got one of unsigned bytes in 4 dimensions"],
    ["another format", words(0x1234, 1, 1, 1), "got 0x00001234"],
    ["no images", words(0x803, 0, 28, 28), "0 in the header"],
    ["no rows", words(0x803, 1, 0, 28), "0 in the header"],
    ["no columns", words(0x803, 1, 28, 0), "0 in the header"],
    ["a huge side", words(0x803, 1, 1, 0xffffffff), "at most 8192 columns"],
    ["a huge number of images", words(0x803, 0xffffffff, 8192, 8192), "at most 1073741824 bytes"],
    ["an empty file", new Uint8Array(0), "got 0 bytes"],
  ])("%s: refused", async (_, bytes, part) => {
    await expectNescioError(() => parseIdxImages(bytes, "train-images"), "corrupt", "train-images: ", part);
  });

  test("images where labels belong, and no labels, are refused", async () => {
    const file = encodeIdxImages({ count: 1, height: 1, width: 1, pixels: Uint8Array.of(1) });
    await expectNescioError(() => parseIdxLabels(file, "f"), "corrupt", "got an IDX file of images");
    await expectNescioError(() => parseIdxLabels(words(0x801, 0), "f"), "corrupt", "0 in the header");
  });

  test("what cannot be written is refused", async () => {
    const pixels = new Uint8Array(3);
    await expectNescioError(
      () => encodeIdxImages({ count: 1, height: 2, width: 2, pixels }),
      "invalid-data",
      "4 pixels",
    );
    await expectNescioError(
      () => encodeIdxImages({ count: 1.5, height: 1, width: 2, pixels }),
      "invalid-data",
      "count",
    );
    await expectNescioError(() => encodeIdxLabels(new Uint8Array(0)), "invalid-data", "none");
  });
});

describe("idxDataset", () => {
  const two = { count: 2, height: 1, width: 1, pixels: Uint8Array.of(7, 8) };
  const parts = { name: "d", images: two, imagesFile: "I", labelsFile: "L" };

  test("has a class for each label that occurs where no names are given, and for no other", () => {
    const dataset = idxDataset({ ...parts, labels: Uint8Array.of(3, 1) });
    expect(dataset.classes).toEqual(["1", "3"]);
    expect(dataset.labels).toEqual(Uint8Array.of(1, 0));
    const labels = Uint8Array.of(1, 0);
    // Labels from 0 on are places already: nothing is copied.
    expect(idxDataset({ ...parts, labels }).labels).toBe(labels);
    expect(dataset).toMatchObject({ name: "d", count: 2, height: 1, width: 1, channels: 1 });
    expect(idxDataset(parts)).not.toHaveProperty("labels");
    expect(idxDataset(parts).classes).toEqual([]);
  });

  test("a number of labels that is not that of the images names both files", async () => {
    const labels = Uint8Array.of(0, 1, 2);
    await expectNescioError(
      () => idxDataset({ ...parts, labels }),
      "invalid-data",
      "L: ",
      "of I",
      "3 labels",
    );
  });

  test("a label outside the classes names the file and the image", async () => {
    const labels = Uint8Array.of(1, 2);
    await expectNescioError(
      () => idxDataset({ ...parts, labels, classes: ["a", "b"] }),
      "invalid-data",
      "L: ",
      "labels from 0 to 1",
      "label 2 at image 1",
    );
  });

  test("names that are numbers are those of labels, other names are in their order", async () => {
    const labels = Uint8Array.of(1, 3);
    const of = (classes: readonly string[]) => idxDataset({ ...parts, labels, classes }).labels;
    expect(of(["1", "2", "3"])).toEqual(Uint8Array.of(0, 2));
    expect(of(["0", "1", "2", "3"])).toBe(labels);
    expect(of(["a", "b", "c", "d"])).toBe(labels);
    expect(of(["0", "01", "2", "3"])).toBe(labels);
    await expectNescioError(
      () => of(["1", "2"]),
      "invalid-data",
      "L: ",
      "the labels 1, 2",
      "label 3 at image 1",
    );
  });
});
