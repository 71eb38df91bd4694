/** CRC-32 of zip, gzip and PNG (Python's `zlib.crc32`), four bytes a step. */
const polynomial = 0xedb8_8320;

let tables: readonly Uint32Array[] | undefined;

/**
 * The checksum of what came before, whose checksum is `crc` (of nothing: 0), and of `bytes`; unsigned, 32 bits. It differs
 * whenever up to 32 bits in a row do, whatever else is there; it keeps nobody from changing a file on purpose.
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  const [first, second, third, fourth] = (tables ??= makeTables());
  const whole = bytes.length - (bytes.length % 4);
  let state = ~crc;
  for (let at = 0; at < whole; at += 4) {
    state ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    state =
      fourth[state & 0xff] ^
      third[(state >>> 8) & 0xff] ^
      second[(state >>> 16) & 0xff] ^
      first[state >>> 24];
  }
  for (let at = whole; at < bytes.length; at++) state = first[(state ^ bytes[at]) & 0xff] ^ (state >>> 8);
  return ~state >>> 0;
}

/** What a byte does to the checksum, with 0 to 3 bytes of zeros behind it. */
function makeTables(): readonly Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let state = byte;
    for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ polynomial : state >>> 1;
    return state;
  });
  const next = (table: Uint32Array): Uint32Array => table.map((state) => first[state & 0xff] ^ (state >>> 8));
  const second = next(first);
  const third = next(second);
  return [first, second, third, next(third)];
}
