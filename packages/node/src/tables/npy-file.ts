import { NescioError } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import type { Bytes } from "./bytes.js";
import { maxArrayBytes } from "./limits.js";
import { checkNpySize, npyHeaderEnd, npyPrefix, parseNpyHeader, type NpyHeader } from "./npy.js";
import type { RandomAccess } from "./random-access.js";

/** An npy file whose header has been read, and which has as many numbers as that says. */
export interface NpyFile {
  /** What errors are about; of a member of an npz file with its name. */
  readonly name: string;
  readonly header: NpyHeader;
  /** Bytes of the numbers from one of them on. */
  readonly read: (first: number, count: number) => Promise<Uint8Array>;
}

/** Which array is meant. */
export interface ArrayOptions {
  /** Of an npz file the array's name. Default: the only one that is in it. */
  readonly member?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens an npy file, or an array in an npz file, which is inflated in memory.
 *
 * @throws NescioError `invalid-data`, `corrupt`, `unsupported` (no numbers: pickled objects, texts, structures); `not-found` and
 *   `invalid-option` of a member.
 */
export async function openNpyFile(
  bytes: Bytes,
  format: "npy" | "npz",
  { member, signal }: ArrayOptions,
): Promise<NpyFile> {
  const { name } = bytes;
  const file = await bytes.randomAccess();
  if (format === "npy") {
    if (member === undefined) return parse(file, name);
    const next = "Only npz files have members.";
    throw new NescioError({
      code: "invalid-option",
      subject: "member",
      expected: "nothing",
      found: member,
      next,
    });
  }
  const { readZipMember, zipMembers } = await import("./zip.js");
  const chosen = choose(await zipMembers(file, name), name, member);
  const content = await readZipMember(file, chosen, name, () => throwIfAborted(signal, name));
  const read = (position: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(content.subarray(position, position + length));
  return parse({ size: content.length, read }, `${name}, ${chosen.name}`);
}

/** Refuses numbers that take too much memory at once. */
export function checkArrayBytes(bytes: number, name: string, what: string): void {
  if (bytes <= maxArrayBytes) return;
  const expected = `at most ${maxArrayBytes} bytes of ${what}`;
  throw new NescioError({ code: "invalid-data", subject: name, expected, found: `${bytes}` });
}

function choose<Member extends { readonly name: string }>(
  members: readonly Member[],
  name: string,
  wanted: string | undefined,
): Member {
  const arrays = members.filter((member) => member.name.endsWith(".npy"));
  const names = arrays.map((member) => member.name.slice(0, -".npy".length));
  const shown = names.slice(0, 8).join(", ") + (names.length > 8 ? ", …" : "");
  if (wanted === undefined) {
    if (arrays.length === 1) return arrays[0];
    const found = arrays.length === 0 ? "none" : `${arrays.length}: ${shown}`;
    const next = arrays.length === 0 ? undefined : "Say which by its name (member).";
    const code = arrays.length === 0 ? "invalid-data" : "invalid-option";
    throw new NescioError({ code, subject: name, expected: "a single array", found, next });
  }
  const place = names.findIndex((array) => array === wanted || `${array}.npy` === wanted);
  if (place >= 0) return arrays[place];
  const expected = arrays.length === 0 ? "arrays" : `one of ${shown}`;
  throw new NescioError({
    code: "not-found",
    subject: `${name}, member`,
    expected,
    found: JSON.stringify(wanted),
  });
}

async function parse(file: RandomAccess, name: string): Promise<NpyFile> {
  const prefix = await file.read(0, Math.min(npyPrefix, file.size));
  const end = Math.min(npyHeaderEnd(prefix, name), file.size);
  const header = parseNpyHeader(await file.read(0, end), name);
  checkNpySize(header, file.size, name);
  const { start, width } = header;
  return { name, header, read: (first, count) => file.read(start + first * width, count * width) };
}
