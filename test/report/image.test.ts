import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { pngDataUri } from "../../packages/report/src/image.js";

describe("pngDataUri", () => {
  it.each([1, 2, 3, 4])("is a PNG with the same pixels, %i channels", async (channels) => {
    const [width, height] = [5, 3];
    const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256);
    const uri = pngDataUri(pixels, width, height, channels);
    const prefix = "data:image/png;base64,";
    expect(uri.startsWith(prefix)).toBe(true);
    const png = sharp(Buffer.from(uri.slice(prefix.length), "base64"));
    expect(await png.metadata()).toMatchObject({ format: "png", width, height, channels, depth: "uchar" });
    const rgba = Array.from({ length: width * height }, (_, i) => {
      const values = [...pixels.subarray(i * channels, (i + 1) * channels)];
      const colour = channels < 3 ? [values[0], values[0], values[0]] : values.slice(0, 3);
      return [...colour, channels % 2 === 0 ? values[channels - 1] : 255];
    });
    expect([...(await png.ensureAlpha().raw().toBuffer())]).toEqual(rgba.flat());
  });
});
