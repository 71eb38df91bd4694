import { describe, expect, test } from "vitest";
import {
  checkReading,
  formatReading,
  parseReading,
  readCharacters,
  readPicture,
} from "../../packages/core/src/reading/kinds.js";
import { expectNescioError } from "../helpers/errors.js";
import { greyPicture } from "../helpers/pictures.js";

const shape = { height: 4, width: 4, channels: 1 };

describe("the text of a reading", () => {
  test.each(["as-is", "ink", "ink:20", "ink:20:1.7", "photo", "photo:crop", "photo:stretch"])(
    "%s",
    (text) => {
      expect(formatReading(parseReading(text))).toBe(text);
      expect(checkReading(JSON.parse(JSON.stringify(parseReading(text))))).toEqual(parseReading(text));
    },
  );

  test.each(["", "Ink", "ink:x", "ink:0", "ink:1:2:3", "photo:", "photo:crop:2", "as-is:1"])(
    "%j is refused",
    async (text) => {
      await expectNescioError(() => parseReading(text), "invalid-option", "reading", "ink");
    },
  );

  test("a record with other fields is refused", async () => {
    await expectNescioError(() => checkReading({ kind: "as-is", fit: "crop" }), "invalid-option", "reading");
  });
});

describe("as-is", () => {
  const ramp = greyPicture(4, 4, (x, y) => 10 * (4 * y + x));

  test("takes the pixels of a picture of the input's size, or turns them round", () => {
    const values = Array.from({ length: 16 }, (_, i) => 10 * i);
    expect([...readPicture(ramp, shape, { kind: "as-is" }).pixels]).toEqual(values);
    const turned = readPicture(ramp, shape, { kind: "as-is" }, { invert: true });
    expect([...turned.pixels]).toEqual(values.map((value) => 255 - value));
  });

  test("refuses another size", async () => {
    const wide = greyPicture(5, 4, () => 0);
    await expectNescioError(
      () => readPicture(wide, shape, { kind: "as-is" }),
      "invalid-data",
      "picture",
      "4×5",
    );
  });
});

describe("photo", () => {
  // Left half 200, right half 100, twice as wide as high.
  const wide = greyPicture(16, 8, (x) => (x < 8 ? 200 : 100));
  const rows = (pixels: Uint8Array): number[][] =>
    [0, 1, 2, 3].map((row) => [...pixels.subarray(4 * row, 4 * row + 4)]);

  test("letterbox: all of it, on black", () => {
    const [top, second, third, bottom] = rows(readPicture(wide, shape).pixels);
    expect([top, bottom]).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(second).toEqual(third);
    expect(second[0]).toBeGreaterThan(190);
    expect(second[3]).toBeLessThan(110);
  });

  test("crop: its middle; stretch: all of it, out of proportion", () => {
    for (const fit of ["crop", "stretch"] as const) {
      for (const row of rows(readPicture(wide, shape, { kind: "photo", fit }).pixels)) {
        expect(row[0]).toBeGreaterThan(190);
        expect(row[3]).toBeLessThan(110);
      }
    }
  });

  test("an even picture stays even, however it is scaled", () => {
    for (const [width, height] of [
      [1, 1],
      [7, 7],
      [301, 301],
    ]) {
      expect(
        new Set(
          readPicture(
            greyPicture(width, height, () => 90),
            shape,
          ).pixels,
        ),
      ).toEqual(new Set([90]));
    }
  });

  test("notices dark writing on a light ground", () => {
    const paper = greyPicture(56, 56, (x, y) => (Math.abs(x - 28) < 3 && y > 8 && y < 48 ? 20 : 230));
    const input = { height: 28, width: 28, channels: 1 };
    expect(readPicture(paper, input).hints).toEqual([{ kind: "polarity" }]);
    expect(readPicture(paper, input, undefined, { invert: true }).hints).toEqual([]);
  });

  test("has one character, the picture", () => {
    expect(readCharacters(wide, shape)).toHaveLength(1);
  });
});

test.each([
  [{ width: 2, height: 2, data: new Uint8Array(15) }, "16 values"],
  [{ width: 0, height: 2, data: new Uint8Array(0) }, "0×2"],
  [{ width: 1.5, height: 2, data: new Uint8Array(12) }, "1.5×2"],
])("what is no picture is refused: %#", async (picture, part) => {
  await expectNescioError(() => readPicture(picture, shape), "invalid-data", "picture", part);
});
