import { NescioError } from "@nescio/core";
import { crc32 } from "@nescio/core/internal";
import { Inflate } from "fflate";
import { maxArrayBytes, maxZipMembers } from "./limits.js";
import type { RandomAccess } from "./random-access.js";

/** A file in a zip, as the zip's directory describes it. */
export interface ZipMember {
  readonly name: string;
  /** 0: stored as it is; 8: deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Bytes in the zip. */
  readonly stored: number;
  /** Bytes once it is inflated. */
  readonly size: number;
  /** Where its own header is. */
  readonly header: number;
}

const endLength = 22;
const longestComment = 0xffff;
/** What stands for a number that needs 64 bits. */
const beyond = 0xffffffff;

/**
 * The members of a zip (APPNOTE.TXT 6.3), zip64 included, by the directory at its end.
 * @throws NescioError `corrupt`; `invalid-data` where there are too many.
 */
export async function zipMembers(file: RandomAccess, name: string): Promise<ZipMember[]> {
  const length = Math.min(file.size, endLength + longestComment);
  const tail = viewOf(await file.read(file.size - length, length));
  let end = length - endLength;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw corrupt(name, "a zip archive with its directory at its end", "none");
  let [count, size, start] = [
    tail.getUint16(end + 10, true),
    tail.getUint32(end + 12, true),
    tail.getUint32(end + 16, true),
  ];
  if (end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    const long = viewOf(await part(file, big(tail, end - 12), 56, name));
    if (long.getUint32(0, true) !== 0x06064b50) throw corrupt(name, "a zip64 directory", "something else");
    [count, size, start] = [big(long, 32), big(long, 40), big(long, 48)];
  }
  if (count > maxZipMembers)
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: `a zip of at most ${maxZipMembers} members`,
      found: `${count}`,
    });
  // A directory's entry has 46 bytes, a name and two more texts of at most 65,535 bytes each.
  if (size > Math.min(file.size, 2 ** 27))
    throw corrupt(name, "a zip's directory within the file", `${size} bytes`);
  return parseDirectory(await part(file, start, size, name), count, name);
}

/**
 * A member's bytes.
 * @throws NescioError `invalid-data` where it is too large, `unsupported` where it is encrypted or packed otherwise, `corrupt`.
 */
export async function readZipMember(
  file: RandomAccess,
  member: ZipMember,
  archive: string,
  onChunk: () => void = () => undefined,
): Promise<Uint8Array> {
  const name = `${archive}, ${member.name}`;
  if (member.encrypted || (member.method !== 0 && member.method !== 8)) {
    const found = member.encrypted ? "an encrypted one" : `method ${member.method}`;
    const expected = "a zip's member that is stored or deflated";
    throw new NescioError({ code: "unsupported", subject: name, expected, found });
  }
  if (member.size > maxArrayBytes) {
    const expected = `at most ${maxArrayBytes} bytes once inflated`;
    throw new NescioError({ code: "invalid-data", subject: name, expected, found: `${member.size}` });
  }
  const header = viewOf(await part(file, member.header, 30, name));
  if (header.getUint32(0, true) !== 0x04034b50) throw corrupt(name, "a zip's member", "something else");
  const start = member.header + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (member.method === 0 && member.stored !== member.size)
    throw corrupt(name, `${member.size} bytes`, `${member.stored}`);
  if (start + member.stored > file.size) throw corrupt(name, `${member.stored} bytes`, "the end of the file");
  const bytes = await inflate(file, start, member, name, onChunk);
  if (crc32(bytes) !== member.crc) throw corrupt(name, "the checksum that the zip says", "another");
  return bytes;
}

function parseDirectory(bytes: Uint8Array, count: number, name: string): ZipMember[] {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw corrupt(name, `a zip's directory of ${count} members`, `${i}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    );
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > bytes.length) throw corrupt(name, `a zip's directory of ${count} members`, `${i}`);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [size, stored, header] = longNumbers(
      [24, 20, 42].map((offset) => view.getUint32(at + offset, true)),
      extra,
    );
    const member: ZipMember = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc: view.getUint32(at + 16, true),
      ...{ stored, size, header },
    };
    // Which of two of the same name is meant, programs see differently.
    if (names.has(member.name))
      throw corrupt(name, "members of different names", JSON.stringify(member.name));
    names.add(member.name);
    members.push(member);
    at = next;
  }
  return members;
}

/** Those of the numbers that need 64 bits stand in the extra field of zip64, in this order. */
function longNumbers(numbers: number[], extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    return numbers.map((number) => {
      if (number !== beyond || field + 8 > extra.length) return number;
      field += 8;
      return big(view, field - 8);
    });
  }
  return numbers;
}

async function inflate(
  file: RandomAccess,
  start: number,
  { method, stored, size }: ZipMember,
  name: string,
  onChunk: () => void,
): Promise<Uint8Array> {
  if (method === 0) return part(file, start, stored, name);
  // No deflated byte becomes more than 1,032: what claims more is not worth the memory.
  if (size > 1032 * (stored + 1)) throw corrupt(name, `deflated bytes for ${size}`, `${stored}`);
  const output = new Uint8Array(size);
  let length = 0;
  const inflater = new Inflate((chunk) => {
    if (length + chunk.length > size) throw corrupt(name, `${size} bytes, as the zip says`, "more");
    output.set(chunk, length);
    length += chunk.length;
  });
  // A few bytes may become a thousand times as many, so little is handed over at once.
  const step = 2 ** 15;
  try {
    for (let at = 0; at < stored; at += step) {
      onChunk();
      const chunk = await file.read(start + at, Math.min(step, stored - at));
      inflater.push(chunk, at + step >= stored);
    }
  } catch (error) {
    if (error instanceof NescioError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw corrupt(name, "deflated bytes", `what is none (${found})`, error);
  }
  if (length !== size) throw corrupt(name, `${size} bytes, as the zip says`, `${length}`);
  return output;
}

async function part(file: RandomAccess, start: number, length: number, name: string): Promise<Uint8Array> {
  if (start + length <= file.size) return file.read(start, length);
  throw corrupt(name, `${length} bytes at ${start}`, `a file of ${file.size}`);
}

/** A number of 64 bits; beyond 2⁵³ it is too large for any file, however it is rounded. */
function big(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function corrupt(subject: string, expected: string, found: string, cause?: unknown): NescioError {
  return new NescioError({ code: "corrupt", subject, expected, found, cause });
}
