import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage, decodePicture, imageToInput } from "../../packages/node/src/decode-image.js";
import { expectNescioError } from "../helpers/errors.js";
import { bmp } from "../helpers/bmp.js";
import { temporaryFolder } from "../helpers/folder.js";

const input = { height: 28, width: 28, channels: 1 };

/** A PNG of raw values. */
function png(
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
  values: ArrayLike<number>,
): Promise<Buffer> {
  return sharp(Uint8Array.from(values), { raw: { width, height, channels } })
    .toColourspace(channels < 3 ? "b-w" : "srgb")
    .png()
    .toBuffer();
}

/** One value everywhere. */
function plain(width: number, height: number, pixel: readonly number[]): Promise<Buffer> {
  const channels = pixel.length as 1 | 2 | 3 | 4;
  const length = width * height * channels;
  return png(
    width,
    height,
    channels,
    Array.from({ length }, (_, index) => pixel[index % channels]),
  );
}

const ramp = Array.from({ length: 28 * 28 }, (_, index) => (index * 7) % 256);

describe("imageToInput", () => {
  test("an image of the right size keeps its values, or their reverse", async () => {
    const image = await png(28, 28, 1, ramp);
    expect([...(await imageToInput(image, input))]).toEqual(ramp);
    expect([...(await imageToInput(image, { ...input, invert: true }))]).toEqual(ramp.map((v) => 255 - v));
  });

  test("gray saved as colour keeps its values", async () => {
    const image = await png(
      28,
      28,
      3,
      ramp.flatMap((v) => [v, v, v]),
    );
    expect([...(await imageToInput(image, input))]).toEqual(ramp);
  });

  test("sixteen bits become eight", async () => {
    const values = new Uint16Array(28 * 28).fill(200 * 257);
    const image = await sharp(values, { raw: { width: 28, height: 28, channels: 1 } })
      .toColourspace("grey16")
      .png()
      .toBuffer();
    expect((await sharp(image).metadata()).depth).toBe("ushort");
    expect(new Set(await imageToInput(image, input))).toEqual(new Set([200]));
  });

  test("colours become their luminance: green is lighter than red, red than blue", async () => {
    const gray = async (...pixel: number[]): Promise<number> =>
      (await imageToInput(await plain(28, 28, pixel), input))[0];
    const [red, green, blue] = [await gray(255, 0, 0), await gray(0, 255, 0), await gray(0, 0, 255)];
    expect(green).toBeGreaterThan(red);
    expect(red).toBeGreaterThan(blue);
    expect(blue).toBeGreaterThan(0);
  });

  test("colour is kept for three channels, and gray repeated", async () => {
    const colour = await imageToInput(await plain(28, 28, [10, 20, 30]), { ...input, channels: 3 });
    expect(colour.length).toBe(28 * 28 * 3);
    expect([...colour.subarray(0, 6)]).toEqual([10, 20, 30, 10, 20, 30]);
    const gray = await imageToInput(await plain(28, 28, [77]), { ...input, channels: 3 });
    expect([...gray.subarray(0, 3)]).toEqual([77, 77, 77]);
    const padded = await imageToInput(await plain(10, 20, [10, 20, 30]), { ...input, channels: 3 });
    expect(padded.length).toBe(28 * 28 * 3);
    expect([...padded.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  test.each([
    ["white", {}, 255],
    ["white, and so black, with invert", { invert: true }, 0],
    ["black where one says so", { background: "black" }, 0],
  ] as const)("transparency becomes %s", async (_, options, value) => {
    for (const clear of [await plain(28, 28, [128, 128, 128, 0]), await plain(28, 28, [200, 0])]) {
      for (const reading of [{ kind: "as-is" }, { kind: "photo", fit: "letterbox" }] as const) {
        expect(new Set(await imageToInput(clear, { ...input, reading, ...options }))).toEqual(
          new Set([value]),
        );
      }
    }
  });

  test("dark ink on a transparent ground comes out light on black with invert", async () => {
    const pixels = Array.from({ length: 28 * 28 }, (_, index) =>
      index % 28 < 14 ? [0, 0, 0, 255] : [0, 0, 0, 0],
    );
    const image = await png(28, 28, 4, pixels.flat());
    const values = await imageToInput(image, { ...input, invert: true });
    expect([values[0], values[13], values[14], values[27]]).toEqual([255, 255, 0, 0]);
  });

  test("another format is fitted inside, centred on black, also with invert", async () => {
    for (const [invert, value] of [
      [false, 255],
      [true, 0],
    ] as const) {
      // Twice as wide as high: 28×14, seven rows of black above and below.
      const values = await imageToInput(await plain(80, 40, [value]), { ...input, invert });
      const rows = Array.from({ length: 28 }, (_, row) => [...values.subarray(28 * row, 28 * row + 28)]);
      const black = rows.map((row) => row.every((v) => v === 0));
      const white = rows.map((row) => row.every((v) => v === 255));
      expect(black.slice(0, 7)).toEqual(Array(7).fill(true));
      expect(white.slice(7, 21)).toEqual(Array(14).fill(true));
      expect(black.slice(21)).toEqual(Array(7).fill(true));
    }
  });

  test("small images are scaled up, slender ones keep at least a pixel", async () => {
    expect(new Set(await imageToInput(await plain(1, 1, [90]), input))).toEqual(new Set([90]));
    const slender = await imageToInput(await plain(2, 2000, [255]), input);
    expect(slender.length).toBe(784);
    expect(slender.some((v) => v > 100)).toBe(true);
  });

  test("the EXIF orientation is applied", async () => {
    const left = Array.from({ length: 28 * 28 }, (_, index) => (index % 28 < 14 ? 255 : 0));
    const raw = { raw: { width: 28, height: 28, channels: 1 as const } };
    const turned = await sharp(Uint8Array.from(left), raw)
      .toColourspace("b-w")
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const values = await imageToInput(turned, input);
    // Orientation 6: shown turned by 90° clockwise, so that the left half comes to the top.
    expect(values[0]).toBeGreaterThan(250);
    expect(values[27]).toBeGreaterThan(250);
    expect(values[27 * 28]).toBeLessThan(5);
  });

  test("JPEG is read as well, from a path", async () => {
    const path = join(await temporaryFolder(), "a.jpg");
    await writeFile(
      path,
      await sharp(await plain(56, 56, [200]))
        .jpeg()
        .toBuffer(),
    );
    expect(new Set(await imageToInput(path, input))).toEqual(new Set([200]));
  });

  test("sizes and channels that no input has are refused", async () => {
    const image = await plain(2, 2, [1]);
    await expectNescioError(
      () => imageToInput(image, { ...input, channels: 2 }),
      "invalid-option",
      "channels",
    );
    await expectNescioError(() => imageToInput(image, { ...input, height: 0 }), "invalid-option", "height");
    await expectNescioError(() => imageToInput(image, { ...input, width: 2.5 }), "invalid-option", "width");
  });
});

describe("decodePicture", () => {
  const colours = Array.from({ length: 12 * 10 * 3 }, (_, i) => (i * 53) % 256);

  test.each(["png", "webp", "gif", "tiff"] as const)("%s, known by its content", async (format) => {
    const flat = await plain(12, 10, [200, 30, 90]);
    const bytes = await sharp(flat)
      .toFormat(format, format === "tiff" ? { compression: "none" } : { lossless: true })
      .toBuffer();
    const { width, height, data } = await decodePicture("a.txt", { bytes });
    expect([width, height, data.length]).toEqual([12, 10, 480]);
    expect([...data.subarray(0, 4)]).toEqual([200, 30, 90, 255]);
  });

  test("of an animation the first frame", async () => {
    const raw = { width: 4, height: 8, channels: 3 as const, pageHeight: 4 };
    const frames = Uint8Array.from({ length: 4 * 8 * 3 }, (_, i) => (i < 48 ? 250 : 10));
    const bytes = await sharp(frames, { raw }).gif().toBuffer();
    const { height, data } = await decodePicture("a.gif", { bytes });
    expect(height).toBe(4);
    expect(data[0]).toBe(250);
  });

  test("transparency is kept for the reading to decide", async () => {
    const { data } = await decodePicture("a", { bytes: await plain(1, 1, [9, 8, 7, 60]) });
    expect([...data]).toEqual([9, 8, 7, 60]);
    expect([...(await decodePicture("a", { bytes: await plain(1, 1, [9]) })).data]).toEqual([9, 9, 9, 255]);
  });

  test.each([1, 4, 8, 24, 32] as const)("BMP of %i bits, from either end", async (bits) => {
    for (const topDown of [false, true]) {
      const { width, height, data } = await decodePicture("a", { bytes: bmp(bits, 5, 3, topDown) });
      expect([width, height]).toEqual([5, 3]);
      const palette = 2 ** bits;
      for (let i = 0; i < 15; i++) {
        const grey = bits <= 8 ? Math.round((255 * (i % palette)) / (palette - 1)) : undefined;
        const wanted = grey === undefined ? [i, i + 1, i + 2] : [grey, grey, grey];
        expect([...data.subarray(4 * i, 4 * i + 3)]).toEqual(wanted);
      }
    }
  });

  test("a BMP that is cut anywhere, compressed, or lies about itself", async () => {
    const whole = bmp(8, 5, 3);
    for (let length = 1; length < whole.length; length++) {
      await expectNescioError(
        () => decodePicture("cut", { bytes: whole.subarray(0, length) }),
        "corrupt",
        "cut",
      );
    }
    const changes: readonly ((file: Buffer) => void)[] = [
      (file) => file.writeUInt32LE(1, 30),
      (file) => file.writeInt32LE(-5, 18),
      (file) => file.writeUInt16LE(16, 28),
      (file) => file.writeUInt32LE(3, 46),
    ];
    for (const change of changes) {
      const bytes = Buffer.from(whole);
      change(bytes);
      await expectNescioError(() => decodePicture("bad", { bytes }), "corrupt", "bad", "BMP");
    }
    const large = Buffer.from(whole);
    large.writeInt32LE(2_000_000_000, 18);
    await expectNescioError(() => decodePicture("bad", { bytes: large }), "invalid-data", "at most 67108864");
  });

  test("a colour PNG as it is", async () => {
    const { data } = await decodePicture("a", { bytes: await png(12, 10, 3, colours) });
    expect([...data].filter((_, i) => i % 4 < 3)).toEqual(colours);
  });

  test("slivers are read, of up to 65,535 pixels along a side", async () => {
    const sliver = (width: number): Promise<Buffer> =>
      sharp({ create: { width, height: 1, channels: 3, background: "white" } })
        .png()
        .toBuffer();
    await expectNescioError(
      async () => decodePicture("long", { bytes: await sliver(65_536) }),
      "invalid-data",
      "long: expected at most 67108864 pixels, and at most 65535 along a side, got 65536×1",
    );
    const long = await sliver(65_535);
    const values = await imageToInput(long, input);
    expect(values).toHaveLength(784);
    expect(await imageToInput(long, { ...input, reading: { kind: "ink" } })).toHaveLength(784);
  });
});

test("a picture that would be too large is not decoded", async () => {
  const large = withSide(await plain(1, 1, [0]), 60_000);
  await expectNescioError(
    () => decodeImage("large", { bytes: large }),
    "invalid-data",
    "large: expected at most 67108864 pixels",
    "60000×60000",
  );
});

describe("decodeImage refuses by name", () => {
  const noisy = Array.from({ length: 64 * 64 }, (_, index) => (index * 7919) % 256);

  test.each([
    ["an empty file", () => Promise.resolve(Buffer.alloc(0)), "an empty file"],
    ["text", () => Promise.resolve(Buffer.from("not an image at all")), "another kind of file"],
    ["the beginning of a PNG", async () => (await png(64, 64, 1, noisy)).subarray(0, 20), ""],
    ["a damaged PNG", async () => (await png(64, 64, 1, noisy)).fill(0, 100, 200), ""],
    [
      "a PNG of impossible size",
      async () => withSide(await plain(1, 1, [0]), 2_000_000_000),
      "corrupt header",
    ],
    [
      "a pointer of Git LFS",
      () => Promise.resolve(Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:00\n")),
      "git lfs pull",
    ],
    ["a BMP cut short", () => Promise.resolve(bmp(8, 9, 9).subarray(0, 1090)), "truncated BMP"],
    [
      "an SVG",
      () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')),
      "XML or HTML",
    ],
  ])("%s", async (_, make, part) => {
    const path = join(await temporaryFolder(), "digit.png");
    await writeFile(path, await make());
    const error = await expectNescioError(() => decodeImage(path), "corrupt", path, "PNG, JPEG");
    expect(error.found).toContain(part);
    expect(error.found).not.toContain("\n");
  });

  test.each(["png", "jpeg"] as const)("a %s file cut anywhere", async (format) => {
    const whole = await sharp(await png(16, 16, 1, noisy.slice(0, 256)))
      .toFormat(format)
      .toBuffer();
    for (let length = 0; length < whole.length; length++) {
      const bytes = whole.subarray(0, length);
      await expectNescioError(() => decodeImage("cut", { bytes }), "corrupt", "cut: ");
    }
    expect((await decodeImage("whole", { bytes: whole, channels: 1 })).pixels.length).toBe(256);
  });

  test("a file that is not there", async () => {
    await expectNescioError(() => decodeImage("/nowhere/at/all.png"), "not-found", "/nowhere/at/all.png");
  });
});

/** The same PNG with a header that claims so many pixels a side. */
function withSide(bytes: Buffer, side: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(side, 16);
  copy.writeUInt32BE(side, 20);
  // The checksum of the header chunk, so that only the size is wrong.
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
