import sharp from "sharp";
import { NescioError, type Picture } from "@nescio/core";
import type { ImageShape } from "./decode-image.js";

/** Side of each picture on the sheet, and what is between two of them, in pixels. */
const side = 224;
const gap = 8;
/** Neither paper nor board. */
const ground = "#44485c";

/**
 * Pictures in rows, each with the inputs that were read of it beside it, as a PNG.
 *
 * @param rows At least one; of each, inputs are `uint8` `[height, width, channels]`.
 * @throws NescioError `invalid-data` for none.
 */
export async function contactSheet(
  rows: readonly { readonly picture: Picture; readonly inputs: readonly Uint8Array[] }[],
  shape: ImageShape,
): Promise<Uint8Array> {
  if (rows.length === 0) {
    const facts = { subject: "contact sheet", expected: "at least one picture", found: "none" };
    throw new NescioError({ code: "invalid-data", ...facts });
  }
  const columns = 1 + Math.max(...rows.map(({ inputs }) => inputs.length));
  const place = (row: number, column: number) => ({
    left: gap + column * (side + gap),
    top: gap + row * (side + gap),
  });
  const parts = [];
  for (const [row, { picture, inputs }] of rows.entries()) {
    parts.push({ input: await pictureCell(picture), ...place(row, 0) });
    for (const [i, input] of inputs.entries()) {
      parts.push({ input: await inputCell(input, shape), ...place(row, i + 1) });
    }
  }
  const size = (count: number): number => gap + count * (side + gap);
  const sheet = { width: size(columns), height: size(rows.length), channels: 3 as const, background: ground };
  const png = await sharp({ create: sheet }).composite(parts).png().toBuffer();
  return new Uint8Array(png);
}

function pictureCell({ width, height, data }: Picture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize({ width: side, height: side, fit: "contain", background: ground })
    .png()
    .toBuffer();
}

/** Pixels stay squares. */
function inputCell(pixels: Uint8Array, { width, height, channels }: ImageShape): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: channels === 1 ? 1 : 3 } })
    .resize({ width: side, height: side, fit: "contain", background: ground, kernel: "nearest" })
    .toColourspace("srgb")
    .png()
    .toBuffer();
}
