import { createGunzip } from "node:zlib";

/** More came than there may be. */
export class TooLong extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`);
  }
}

/**
 * Decompresses gzip, into memory that is taken once where the stream's end says truly how much that is: a small file may hold
 * gigabytes, which pieces and the whole would need twice.
 *
 * @param limitOf The most bytes there may be, asked once with the first of them.
 * @throws TooLong; Error of zlib; what `limitOf` throws.
 */
export async function inflate(
  stored: Uint8Array,
  limitOf: (head: Uint8Array) => number,
): Promise<Uint8Array> {
  const stream = createGunzip({ chunkSize: 2 ** 18 });
  stream.end(stored);
  let content: Uint8Array | undefined;
  let length = 0;
  let limit = 0;
  for await (const piece of stream as AsyncIterable<Uint8Array>) {
    if (content === undefined) {
      limit = limitOf(piece);
      content = new Uint8Array(Math.min(limit, announced(stored)));
    }
    const end = length + piece.length;
    if (end > limit) throw new TooLong(limit);
    if (end > content.length) {
      const wider = new Uint8Array(Math.min(limit, Math.max(end, 2 * content.length)));
      wider.set(content.subarray(0, length));
      content = wider;
    }
    content.set(piece, length);
    length = end;
  }
  if (content === undefined) return new Uint8Array(0);
  return content.length === length ? content : content.slice(0, length);
}

/** What the last member of the stream says of its length. */
function announced(stored: Uint8Array): number {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
  return stored.length < 4 ? 0 : view.getUint32(stored.length - 4, true);
}
