import { NescioError } from "@nescio/core";
import { sizeFault } from "@nescio/core/internal";

/** Raw pixels, channels together. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** Of the info header: BITMAPINFOHEADER and its successors, which only add to it. */
const leastHeader = 40;
const fileHeader = 14;
const uncompressed = 0;
const bitFields = 3;

/**
 * Decodes a BMP without compression: 24 or 32 bits a pixel, or 1, 4 or 8 with a palette. The decoder of all other formats
 * does not know BMP.
 *
 * @param subject How an error calls one that is too large.
 * @throws NescioError `invalid-data` for such a one; Error with what else is wrong, in a few words.
 */
export function decodeBmp(bytes: Uint8Array, subject: string): RawImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < fileHeader + leastHeader) throw new Error("a BMP without its whole header");
  const header = view.getUint32(14, true);
  if (header < leastHeader || fileHeader + header > bytes.length)
    throw new Error("a BMP with an unknown header");
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (width < 1 || height < 1) throw new Error(`a BMP of ${width}×${height} pixels`);
  const fault = sizeFault(width, height);
  if (fault !== undefined) throw new NescioError({ code: "invalid-data", subject, ...fault });
  if (compression !== uncompressed && !(compression === bitFields && bits === 32))
    throw new Error("a compressed BMP");
  if (![1, 4, 8, 24, 32].includes(bits)) throw new Error(`a BMP of ${bits} bits a pixel`);
  const from = view.getUint32(10, true);
  // Rows are padded to four bytes.
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (from + stride * height > bytes.length) throw new Error("a truncated BMP");
  const colourAt = bits <= 8 ? paletteOf(bytes, view, header, bits) : undefined;
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const start = from + stride * (signedHeight > 0 ? height - 1 - row : row);
    for (let column = 0; column < width; column++) {
      const at = colourAt === undefined ? start + (column * bits) / 8 : colourAt(start, column);
      // Blue comes first.
      for (let c = 0; c < 3; c++) data[3 * (row * width + column) + c] = bytes[at + 2 - c];
    }
  }
  return { width, height, channels: 3, data };
}

/** Where the colour of a pixel of a row stands in the file. */
function paletteOf(
  bytes: Uint8Array,
  view: DataView,
  header: number,
  bits: number,
): (start: number, column: number) => number {
  const first = fileHeader + header;
  const used = view.getUint32(46, true);
  const count = used === 0 ? 2 ** bits : used;
  if (count > 256 || first + 4 * count > bytes.length) throw new Error("a BMP without its whole palette");
  return (start, column) => {
    const bit = column * bits;
    const value = (bytes[start + (bit >> 3)] >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
    if (value >= count) throw new Error("a BMP with a colour that its palette does not have");
    return first + 4 * value;
  };
}
