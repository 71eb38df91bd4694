import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { readCharacters, readPicture } from "../../packages/core/src/reading/kinds.js";
import { difference, greyPicture, likeness, onSheet, sheetOf } from "../helpers/pictures.js";

const shape = { height: 28, width: 28, channels: 1 };
const ink = { kind: "ink" } as const;
const set = glyphs({ kind: "digits", count: 20, seed: 4 });
const digit = (i: number): Uint8Array => set.pixels.subarray(784 * i, 784 * (i + 1));
/** The place of the first of a class. */
const first = (label: number): number => set.labels!.indexOf(label);
const read = (picture: Parameters<typeof readPicture>[0]) => readPicture(picture, shape, ink);

describe("ink", () => {
  test("finds a digit on its sheet and sets it about as it was", () => {
    for (let i = 0; i < 10; i++) {
      const { pixels, hints } = read(sheetOf(digit(i)));
      expect(hints).toEqual([]);
      // The pen of these is thicker than MNIST's.
      expect(likeness(pixels, digit(i))).toBeGreaterThan(0.6);
    }
  });

  test("gain, offset, size, place and polarity of a picture make little difference", () => {
    const plain = read(sheetOf(digit(0))).pixels;
    const sheets = fc.record({
      side: fc.integer({ min: 70, max: 320 }),
      left: fc.integer({ min: 10, max: 120 }),
      top: fc.integer({ min: 10, max: 120 }),
      dark: fc.integer({ min: 0, max: 90 }),
      contrast: fc.integer({ min: 70, max: 160 }),
      light: fc.boolean(),
    });
    fc.assert(
      fc.property(sheets, ({ dark, contrast, light, ...place }) => {
        const [ground, strokes] = light ? [dark, dark + contrast] : [dark + contrast, dark];
        const { pixels, hints } = read(
          sheetOf(digit(0), { ...place, ground, ink: strokes, width: 460, height: 450 }),
        );
        expect(hints.filter(({ kind }) => kind !== "low-contrast")).toEqual([]);
        expect(difference(pixels, plain)).toBeLessThan(0.3);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test("uneven light is divided out", () => {
    const drawn = onSheet(digit(3));
    const plain = read(greyPicture(220, 220, drawn)).pixels;
    const dim = greyPicture(220, 220, (x, y) => drawn(x, y) * (1 - 0.5 * (x / 220)) * (1 - 0.3 * (y / 220)));
    expect(difference(read(dim).pixels, plain)).toBeLessThan(0.2);
    // A shadow's edge, right through the digit.
    const shadow = greyPicture(220, 220, (x, y) => drawn(x, y) * (x + 0.4 * y > 140 ? 0.6 : 1));
    expect(difference(read(shadow).pixels, plain)).toBeLessThan(0.35);
  });

  test("specks and what comes in from the border are dropped", () => {
    const drawn = onSheet(digit(2));
    const plain = read(greyPicture(220, 220, drawn)).pixels;
    const dirty = greyPicture(220, 220, (x, y) => {
      const speck = (x - 15) ** 2 + (y - 190) ** 2 < 5 || (x - 200) ** 2 + (y - 20) ** 2 < 4;
      return speck || x > 212 ? 30 : drawn(x, y);
    });
    const { pixels, hints } = read(dirty);
    expect(hints).toEqual([]);
    expect(difference(pixels, plain)).toBeLessThan(0.15);
  });

  test.each([
    ["squared", true],
    ["ruled", false],
  ])("dark printed lines of %s paper are dropped, and the digit is not cut", (_, squared) => {
    const drawn = onSheet(digit(first(5)), { side: 160, left: 30, top: 30 });
    const plain = read(greyPicture(220, 220, drawn)).pixels;
    const lined = greyPicture(220, 220, (x, y) => {
      // A little askew.
      const [u, v] = [x + 0.03 * y + 7, y - 0.03 * x + 11];
      return v % 31 < 2 || (squared && u % 31 < 2) ? Math.min(120, drawn(x, y)) : drawn(x, y);
    });
    const { pixels, hints } = read(lined);
    expect(hints).toEqual([]);
    expect(difference(pixels, plain)).toBeLessThan(0.45);
  });

  test("the strokes of one character stay together", () => {
    // A 5 whose bar does not touch it.
    const bar = (x: number, y: number): boolean => y > 40 && y < 50 && x > 92 && x < 140;
    const body = onSheet(digit(first(3)), { top: 45 });
    const { hints, box } = read(greyPicture(220, 220, (x, y) => (bar(x, y - 2) ? 40 : body(x, y))));
    expect(hints).toEqual([]);
    expect(box!.top).toBeLessThan(46);
  });

  test("a loop that ran full of ink stays full, however thin the strokes are", () => {
    const nine = (x: number, y: number): boolean =>
      (x - 105) ** 2 + (y - 75) ** 2 < 26 ** 2 || (Math.abs(x - 126) < 3 && y > 70 && y < 190);
    const { pixels, box } = read(greyPicture(220, 220, (x, y) => (nine(x, y) ? 40 : 235)));
    expect(Math.abs(box!.top - 50)).toBeLessThan(4);
    expect(Math.abs(box!.height - 140)).toBeLessThan(6);
    // All that is inked in the upper part hangs together without a hole: rows are runs of one piece.
    for (let row = 8; row < 12; row++) {
      const inked = Array.from(pixels.subarray(28 * row, 28 * row + 28), (value) => value > 100);
      const starts = inked.filter((value, column) => value && !inked[column - 1]).length;
      expect(starts).toBe(1);
    }
  });

  test.each([
    ["white", () => 255],
    ["black", () => 0],
    ["grain", (x: number, y: number) => 200 + ((x * 7919 + y * 104_729) % 11)],
    ["a gradient", (x: number, y: number) => 250 - 0.4 * x - 0.2 * y],
    ["a shadow", (x: number, y: number) => (x + y > 200 ? 120 : 220)],
  ])("%s is empty", (_, grey) => {
    const { hints, pixels, box } = read(greyPicture(220, 200, grey));
    expect(hints).toEqual([{ kind: "empty" }]);
    expect(new Set(pixels)).toEqual(new Set([0]));
    expect(box).toBeUndefined();
  });

  test("a dot is no character, however large it would be set; small digits are", () => {
    const disc = (radius: number) =>
      greyPicture(280, 280, (x, y) => (Math.hypot(x - 140, y - 150) < radius ? 30 : 240));
    for (const radius of [6, 9, 12]) expect(read(disc(radius)).hints).toEqual([{ kind: "spot" }]);
    const square = greyPicture(280, 280, (x, y) => (Math.abs(x - 60) < 9 && Math.abs(y - 60) < 9 ? 30 : 240));
    expect(read(square).hints).toEqual([{ kind: "spot" }]);
    expect(read(disc(25)).hints).toEqual([]);
    for (let i = 0; i < 20; i++) {
      const small = sheetOf(digit(i), { side: 60, left: 200, top: 150, width: 560, height: 540 });
      expect(read(small).hints).toEqual([]);
    }
  });

  test("several digits are told, and found one by one, line by line", () => {
    const places = [0, 1, 2, 3, 4].map((i) =>
      onSheet(digit(i), { side: 90, left: 20 + 95 * (i % 3), top: i < 3 ? 20 : 130 + 10 * (i % 2) }),
    );
    const page = greyPicture(330, 260, (x, y) => Math.min(...places.map((drawn) => drawn(x, y))));
    expect(read(page).hints).toEqual([{ kind: "several", count: 5 }]);
    const all = readCharacters(page, shape, ink);
    expect(all).toHaveLength(5);
    all.forEach(({ pixels, hints, box }, i) => {
      expect(hints).toEqual([]);
      expect(box!.left).toBeGreaterThan(20 + 95 * (i % 3));
      expect(likeness(pixels, digit(i))).toBeGreaterThan(0.6);
    });
  });

  test("a picture that is set as MNIST's are keeps its values, also turned round", () => {
    const own = greyPicture(28, 28, (x, y) => digit(6)[28 * y + x]);
    expect([...read(own).pixels]).toEqual([...digit(6)]);
    const turned = greyPicture(28, 28, (x, y) => 255 - digit(6)[28 * y + x]);
    expect([...read(turned).pixels]).toEqual([...digit(6)]);
    expect(read(own).views).toEqual([]);
  });

  test("white ink on transparency is seen on black", () => {
    const drawn = onSheet(digit(1), { ground: 0, ink: 255 });
    const clear = greyPicture(220, 220, () => 255);
    for (let i = 0; i < 220 * 220; i++) clear.data[4 * i + 3] = drawn(i % 220, Math.floor(i / 220));
    const { pixels, hints } = read(clear);
    expect(hints).toEqual([]);
    expect(difference(pixels, read(sheetOf(digit(1))).pixels)).toBeLessThan(0.1);
    // As somebody says.
    expect(readPicture(clear, shape, ink, { background: "white" }).hints).toEqual([{ kind: "empty" }]);
  });

  test("a box around a digit is the form's, a box by itself is what was drawn", () => {
    const drawn = onSheet(digit(2));
    const box = (x: number, y: number): boolean => {
      // A little askew.
      const [u, v] = [x + 0.04 * y - 114, y - 0.04 * x - 106];
      const out = Math.max(Math.abs(u), Math.abs(v));
      return out > 84 && out < 88;
    };
    const { pixels, hints } = read(greyPicture(220, 220, (x, y) => (box(x, y) ? 90 : drawn(x, y))));
    expect(hints).toEqual([]);
    expect(difference(pixels, read(greyPicture(220, 220, drawn)).pixels)).toBeLessThan(0.1);
    const alone = read(greyPicture(220, 220, (x, y) => (box(x, y) ? 90 : 235)));
    expect(alone.box!.width).toBeGreaterThan(160);
  });

  test("colours count: a yellow digit on white, ink on transparency", () => {
    const drawn = onSheet(digit(1), { ground: 255, ink: 0 });
    const plain = read(greyPicture(220, 220, drawn)).pixels;
    const coloured = greyPicture(220, 220, () => 255);
    const clear = greyPicture(220, 220, () => 0);
    for (let i = 0; i < 220 * 220; i++) {
      const value = drawn(i % 220, Math.floor(i / 220));
      coloured.data[4 * i + 2] = value;
      coloured.data[4 * i + 1] = 130 + value / 2;
      clear.data[4 * i + 3] = 255 - value;
    }
    expect(difference(read(coloured).pixels, plain)).toBeLessThan(0.25);
    expect(difference(read(clear).pixels, plain)).toBeLessThan(0.05);
  });

  test.each([
    ["yellow on white", [250, 250, 248], [250, 232, 70]],
    ["red on a grey of its luminance", [124, 124, 122], [215, 40, 45]],
  ])("ink that differs from its ground by colour: %s", (_, ground, colour) => {
    const inked = onSheet(digit(first(3)), { ground: 0, ink: 1 });
    const sheet = greyPicture(220, 220, () => 0);
    for (let i = 0; i < 220 * 220; i++) {
      const share = inked(i % 220, Math.floor(i / 220));
      ground.forEach((value, c) => (sheet.data[4 * i + c] = value + (colour[c] - value) * share));
    }
    const { pixels, hints } = read(sheet);
    expect(hints).toEqual([]);
    expect(difference(pixels, read(sheetOf(digit(first(3)))).pixels)).toBeLessThan(0.25);
  });

  test.each([
    ["dark blue on bright paper", 255, [0, 0, 90]],
    ["yellow on black", 0, [255, 250, 120]],
  ])(
    "small pictures, of which an enlargement has colours beyond black and white: %s",
    (_, ground, colour) => {
      const sheet = { width: 36, height: 36, left: 4, top: 4, side: 28 };
      const inked = onSheet(digit(first(4)), { ...sheet, ground: 0, ink: 1 });
      const small = greyPicture(36, 36, () => ground);
      for (let i = 0; i < 36 * 36; i++) {
        const share = inked(i % 36, Math.floor(i / 36));
        colour.forEach((value, c) => (small.data[4 * i + c] = ground + (value - ground) * share));
      }
      const large = read(sheetOf(digit(first(4)))).pixels;
      const { pixels, hints } = read(small);
      expect(hints).toEqual([]);
      expect(difference(pixels, large)).toBeLessThan(0.3);
    },
  );

  test("other sizes of inputs, three channels, box and stroke", () => {
    const wide = readPicture(sheetOf(digit(0)), { height: 40, width: 64, channels: 3 }, ink);
    expect(wide.pixels).toHaveLength(40 * 64 * 3);
    const thin = readPicture(sheetOf(digit(0)), shape, { kind: "ink", box: 12, stroke: 0.8 }).pixels;
    const rows = Array.from({ length: 28 }, (_, row) => thin.subarray(28 * row, 28 * row + 28));
    const inked = rows.filter((row) => row.some((value) => value > 60)).length;
    expect(inked).toBeGreaterThan(9);
    expect(inked).toBeLessThan(14);
  });

  test("pictures of a few pixels are read too", () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [2000, 2],
    ]) {
      expect(read(greyPicture(width, height, (x, y) => ((x + y) % 2) * 255)).pixels).toHaveLength(784);
    }
  });
});
