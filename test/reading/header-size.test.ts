import fc from "fast-check";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import { decodeHere } from "../../packages/core/src/reading/decode.js";
import { headerSize } from "../../packages/core/src/reading/header-size.js";
import { bmp } from "../helpers/bmp.js";
import { expectNescioError } from "../helpers/errors.js";

const [width, height] = [37, 21];
const raw = { width, height, channels: 3 as const };
const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256));
const image = () => sharp(pixels, { raw });
const transparent = () => image().ensureAlpha(0.5);

/** A BMP with the header of OS/2 1, of 16 bits a side. */
function oldBmp(): Buffer {
  const file = Buffer.alloc(26 + height * 4 * Math.ceil((width * 24) / 32));
  file.write("BM", "latin1");
  file.writeUInt32LE(26, 10);
  file.writeUInt32LE(12, 14);
  [width, height, 1, 24].forEach((word, i) => file.writeUInt16LE(word, 18 + 2 * i));
  return file;
}

/** With bytes changed from a place on. */
function changed(file: Uint8Array, at: number, ...bytes: readonly number[]): Uint8Array {
  const result = Uint8Array.from(file);
  result.set(bytes, at);
  return result;
}

/** With something between the signature and the rest. */
const between = (file: Buffer, at: number, ...bytes: readonly number[]): Buffer =>
  Buffer.concat([file.subarray(0, at), Buffer.from(bytes), file.subarray(at)]);

const jpeg = await image().jpeg().toBuffer();
const gif = await image().gif().toBuffer();
/** Where the first image of the GIF is described. */
const frame = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, width, 0, height, 0]));
const animated = await sharp(Buffer.concat([pixels, pixels]), {
  raw: { ...raw, height: 2 * height, pageHeight: height },
})
  .webp({ loop: 0 })
  .toBuffer();

const files: Readonly<Record<string, Uint8Array>> = {
  png: await image().png().toBuffer(),
  "interlaced png": await image().png({ progressive: true, palette: true }).toBuffer(),
  jpeg,
  "progressive jpeg, turned": await image()
    .withMetadata({ orientation: 6 })
    .jpeg({ progressive: true })
    .toBuffer(),
  "jpeg with fill and dirt between segments": between(
    jpeg,
    jpeg.indexOf(Buffer.from([0xff, 0xc0])),
    ...[0, 17, 0xff, 0, 0xff, 0xff, 0xff],
  ),
  "lossy webp": await image().webp().toBuffer(),
  "lossless webp": await image().webp({ lossless: true }).toBuffer(),
  "webp with a canvas": await transparent().webp().toBuffer(),
  "animated webp": animated,
  gif,
  "gif with a comment": between(gif, frame, 0x21, 0xfe, 3, 1, 2, 3, 1, 4, 0),
  bmp: bmp(24, width, height),
  "bmp from the top": bmp(8, width, height, true),
  "old bmp": oldBmp(),
};

/** The same claiming a large picture; where its size stands. */
const bombs: Readonly<Record<string, Uint8Array>> = {
  png: changed(files.png, 16, 0, 1, 0, 0, 0, 1, 0, 0),
  jpeg: changed(jpeg, jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5, 0xff, 0xff, 0xff, 0xff),
  "webp with a canvas": changed(files["webp with a canvas"], 24, 255, 255, 0, 255, 255, 0),
  "lossless webp": changed(files["lossless webp"], 21, 255, 255, 255, 0x0f),
  "lossy webp": changed(files["lossy webp"], 26, 0xff, 0x3f, 0xff, 0x3f),
  "gif's screen": changed(gif, 6, 255, 255, 255, 255),
  "gif's frame": changed(gif, frame + 5, 255, 255, 255, 255),
  bmp: changed(files.bmp, 18, 0, 0, 1, 0, 0, 0, 1, 0),
  "bmp from the top": changed(files.bmp, 18, 0, 0, 1, 0, 0, 0, 255, 255),
  "old bmp": changed(files["old bmp"], 18, 255, 255, 255, 255),
};

describe("headerSize", () => {
  test.each(Object.entries(files))("of a %s is the picture's", (_, file) => {
    expect(headerSize(file)).toEqual({ width, height });
    // Wherever it lies in memory.
    expect(headerSize(Buffer.concat([Buffer.alloc(3), file]).subarray(3))).toEqual({ width, height });
  });

  test.each(Object.entries(bombs))("of a %s that claims more is what it claims", (_, file) => {
    const size = headerSize(file)!;
    expect(size.width * size.height).toBeGreaterThan(2 ** 26);
  });

  test("is not there for a TIFF, for another kind of file, and for no pixels", async () => {
    expect(headerSize(await image().tiff().toBuffer())).toBeUndefined();
    expect(headerSize(new TextEncoder().encode("<svg width='9' height='9'/>"))).toBeUndefined();
    expect(headerSize(new Uint8Array())).toBeUndefined();
    for (const [file, at] of [
      ["png", 16],
      ["gif", 6],
      ["bmp", 18],
    ] as const) {
      const none = changed(files[file], at, 0, 0, 0, 0);
      expect(headerSize(file === "gif" ? changed(none, frame + 5, 0, 0) : none), file).toBeUndefined();
    }
  });

  test("is the right one or none of a file that was cut", () => {
    for (const [name, file] of Object.entries(files)) {
      for (let length = 0; length < Math.min(file.length, 700); length++) {
        expect([undefined, { width, height }], `${name}, ${length} bytes`).toContainEqual(
          headerSize(file.subarray(0, length)),
        );
      }
    }
  });

  test("never fails, whatever the bytes behind the first few are", () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(files)), fc.nat(40), bytes, (file, from, rest) => {
        const size = headerSize(Buffer.concat([file.subarray(0, from), rest]));
        if (size !== undefined) expect(Math.min(size.width, size.height)).toBeGreaterThan(0);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});

describe("decoding in a browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A browser whose decoder must not be asked. */
  function stubBrowser() {
    const decoder = vi.fn(() => Promise.reject(new Error("not decoded here")));
    vi.stubGlobal("createImageBitmap", decoder);
    vi.stubGlobal("OffscreenCanvas", vi.fn());
    return decoder;
  }

  test.each(Object.entries(bombs))(
    "refuses a %s that claims too much, before it is decoded",
    async (_, file) => {
      const decoder = stubBrowser();
      const forms = [Buffer.from(file), Uint8Array.from(file).buffer, new Blob([Uint8Array.from(file)])];
      for (const encoded of forms)
        await expectNescioError(() => decodeHere(encoded), "invalid-data", "at most 67108864 pixels");
      expect(decoder).not.toHaveBeenCalled();
    },
  );

  test("refuses what has no size, saying what it is", async () => {
    const decoder = stubBrowser();
    const tiff = await image().tiff().toBuffer();
    await expectNescioError(() => decodeHere(tiff), "corrupt", "a TIFF, which browsers do not decode");
    const heic = new TextEncoder().encode("\0\0\0\x18ftypheic");
    await expectNescioError(
      () => decodeHere(heic),
      "corrupt",
      "a photograph in HEIC or AVIF. Save it as JPEG",
    );
    await expectNescioError(() => decodeHere(new Blob(["<svg/>"])), "corrupt", "another kind of file");
    await expectNescioError(
      () => decodeHere(files.jpeg.subarray(0, 40)),
      "corrupt",
      "expected a whole JPEG image, got a file that ends before it says the image's size",
    );
    expect(decoder).not.toHaveBeenCalled();
  });

  test("asks the decoder about all others", async () => {
    const decoder = stubBrowser();
    for (const file of Object.values(files))
      await expectNescioError(() => decodeHere(file), "corrupt", "not decoded here");
    expect(decoder).toHaveBeenCalledTimes(Object.keys(files).length);
  });
});
