import { crc32 } from "../math/crc32.js";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * An image as a PNG file, grey or red, green and blue, of 8 bits a value: a drawing takes half of what a browser's canvas, which
 * knows colours and opacity only, makes of it.
 *
 * @param pixels `[height, width, channels]`.
 */
export async function encodePng({
  pixels,
  width,
  height,
  channels,
}: {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 or 3. */
  readonly channels: number;
}): Promise<Uint8Array> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, channels === 3 ? 2 : 0);
  // Each row follows the number of its filter: 0, none.
  const row = width * channels;
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return joined([
    Uint8Array.from(signature),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", await deflated(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Length, name, data and checksum of name and data. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = joined([new Uint8Array(4), new TextEncoder().encode(name), data, new Uint8Array(4)]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
