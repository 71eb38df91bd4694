import { NescioError } from "../errors.js";
import { crc32 } from "../math/crc32.js";

/** Where the checksum stands among a file's metadata. */
export const checksumKey = "nescio.crc32";

/** A tensor as it lies in the file. */
export interface TensorBytes {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * The checksum of what a file says, however its header is laid out: CRC-32, as eight hex digits, of the metadata but for
 * itself, `[[KEY, TEXT], …]`, and of each tensor's `[NAME, DTYPE, SHAPE]` followed by its bytes; both by their names in the order of
 * UTF-16 code units, as JSON without spaces.
 *
 * A bit that flips in a weight gives another weight, which nothing else would notice.
 */
export function fileChecksum(tensors: readonly TensorBytes[], metadata: ReadonlyMap<string, string>): string {
  const encoder = new TextEncoder();
  const json = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));
  const texts = [...metadata].filter(([key]) => key !== checksumKey).sort(([a], [b]) => compare(a, b));
  let crc = crc32(json(texts));
  for (const { name, dtype, shape, bytes } of [...tensors].sort((a, b) => compare(a.name, b.name))) {
    crc = crc32(bytes, crc32(json([name, dtype, shape]), crc));
  }
  return crc.toString(16).padStart(8, "0");
}

/** Throws `invalid-model` where a file has a checksum and holds something else. Older files have none. */
export function checkFile(
  tensors: readonly TensorBytes[],
  metadata: ReadonlyMap<string, string>,
  file: string,
): void {
  const written = metadata.get(checksumKey);
  if (written === undefined) return;
  const found = fileChecksum(tensors, metadata);
  if (found === written) return;
  throw new NescioError({
    code: "invalid-model",
    subject: file,
    expected: `the checksum ${found}, that of what it holds, in its metadata`,
    found: `${JSON.stringify(written)}: it was damaged, or changed, after it had been written`,
    next: `Take another copy. Where it was changed on purpose, leave "${checksumKey}" out of its metadata.`,
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
