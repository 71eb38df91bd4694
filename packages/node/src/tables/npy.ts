import { NescioError } from "@nescio/core";
import { exactInteger, fromHalfBits } from "@nescio/core/internal";
import { maxNpyHeader } from "./limits.js";

/**
 * NumPy's format of arrays, versions 1 to 3 (NEP 1, numpy.lib.format): a magic string, the length of a header, the header, which
 * is a dictionary as Python writes it, and the numbers.
 */

/** Types of numbers that are read, without their byte order: `f` floating-point, `i` and `u` integers, `b` true or false. */
export type NpyType = "f2" | "f4" | "f8" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "b1";

/** What a file's header says. */
export interface NpyHeader {
  readonly type: NpyType;
  /** Bytes of a number. */
  readonly width: number;
  readonly littleEndian: boolean;
  /** Whether the first index runs fastest, in place of the last. */
  readonly fortranOrder: boolean;
  /** Sizes of the dimensions; none: a single number. */
  readonly shape: readonly number[];
  /** Numbers in all. */
  readonly count: number;
  /** Where the first number is, in bytes from the file's beginning. */
  readonly start: number;
}

/** Bytes that say how long the header is. */
export const npyPrefix = 12;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Where the header ends, by the file's first bytes.
 *
 * @param prefix `npyPrefix` bytes, or the whole file where it is shorter.
 * @throws NescioError `invalid-data` where this is no npy file, or its header too long; `unsupported` of another version.
 */
export function npyHeaderEnd(prefix: Uint8Array, name: string): number {
  if (prefix.length < 10 || magic.some((byte, index) => prefix[index] !== byte)) {
    const found = prefix.length < 10 ? `${prefix.length} bytes` : "other first bytes";
    throw invalid(name, 'an npy file, which begins with "\\x93NUMPY"', found);
  }
  const version = prefix[6];
  if (version < 1 || version > 3) {
    const found = `${version}.${prefix[7]}`;
    throw new NescioError({ code: "unsupported", subject: name, expected: "npy version 1, 2 or 3", found });
  }
  if (version > 1 && prefix.length < npyPrefix) throw truncated(name, npyPrefix, prefix.length);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maxNpyHeader)
    throw invalid(name, `an npy header of at most ${maxNpyHeader} bytes`, `${length}`);
  return (version === 1 ? 10 : npyPrefix) + length;
}

/**
 * The header.
 *
 * @param bytes The file's, up to `npyHeaderEnd`.
 * @throws NescioError `invalid-data` where it is damaged; `unsupported` of types that are no numbers, pickled objects among them.
 */
export function parseNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const start = npyHeaderEnd(bytes.subarray(0, npyPrefix), name);
  if (bytes.length < start) throw truncated(name, start, bytes.length);
  const text = new TextDecoder("latin1").decode(bytes.subarray(bytes[6] === 1 ? 10 : npyPrefix, start));
  const { descr, fortranOrder, shape } = parseDictionary(text, name);
  const { type, littleEndian } = parseType(descr, name);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count))
    throw invalid(name, "an array that a file can hold", `shape (${shape.join(", ")})`);
  return { type, width: Number(type[1]), littleEndian, fortranOrder, shape, count, start };
}

/**
 * Refuses a file that has more or fewer bytes than its header says.
 * @throws NescioError `invalid-data`.
 */
export function checkNpySize({ start, count, width, shape }: NpyHeader, size: number, name: string): void {
  const expected = start + count * width;
  if (size === expected) return;
  const array = `an array of shape (${shape.join(", ")})`;
  throw invalid(
    name,
    `${expected} bytes for ${array}`,
    `${size}`,
    "The file is damaged, or was not written to its end.",
  );
}

/**
 * Reads a number at an offset in bytes. Of 64-bit integers those beyond ±(2⁵³ − 1) are an error, as they have no exact number
 * here; true and false are 1 and 0.
 */
export type ReadNumber = (view: DataView, offset: number) => number;

/** @param placeOf Of a number in the view, for the error to say where it is. */
export function numberReader(
  { type, littleEndian: little }: NpyHeader,
  placeOf: (offset: number) => string,
): ReadNumber {
  const readers: Readonly<Record<NpyType, ReadNumber>> = {
    f2: (view, offset) => fromHalfBits(view.getUint16(offset, little)),
    f4: (view, offset) => view.getFloat32(offset, little),
    f8: (view, offset) => view.getFloat64(offset, little),
    i1: (view, offset) => view.getInt8(offset),
    i2: (view, offset) => view.getInt16(offset, little),
    i4: (view, offset) => view.getInt32(offset, little),
    i8: (view, offset) => exactInteger(view.getBigInt64(offset, little), () => placeOf(offset)),
    u1: (view, offset) => view.getUint8(offset),
    u2: (view, offset) => view.getUint16(offset, little),
    u4: (view, offset) => view.getUint32(offset, little),
    u8: (view, offset) => exactInteger(view.getBigUint64(offset, little), () => placeOf(offset)),
    b1: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1),
  };
  return readers[type];
}

/** Whether single precision holds all numbers of a type. */
export function fitsSingle(type: NpyType): boolean {
  return !["f8", "i4", "i8", "u4", "u8"].includes(type);
}

interface Dictionary {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** The three entries of a header, in whatever order. Nothing is evaluated. */
function parseDictionary(text: string, name: string): Dictionary {
  const fault = (found: string): NescioError =>
    invalid(name, "an npy header with descr, fortran_order and shape", found, "The file is damaged.");
  const inner = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (inner === undefined) throw fault("no dictionary");
  const entries = new Map<string, string>();
  const entry = /\s*'(\w+)'\s*:\s*('[^']*'|True|False|\([\d\sL,]*\)|\[.*\])\s*(?:,|$)/sy;
  let end = 0;
  for (let match = entry.exec(inner); match !== null; match = entry.exec(inner)) {
    if (entries.has(match[1])) throw fault(`two of ${match[1]}`);
    entries.set(match[1], match[2]);
    end = entry.lastIndex;
    if (end >= inner.length) break;
  }
  if (inner.slice(end).trim() !== "") throw fault(JSON.stringify(inner.slice(end, end + 40)));
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key));
  if (descr === undefined || order === undefined || shape === undefined || entries.size !== 3)
    throw fault(entries.size === 0 ? "none" : [...entries.keys()].join(", "));
  if (!/^['[]/.test(descr) || !/^(?:True|False)$/.test(order)) throw fault(`${descr} and ${order}`);
  return { descr, fortranOrder: order === "True", shape: parseShape(shape, fault) };
}

/** A tuple of sizes; Python 2 wrote some with an L. */
function parseShape(tuple: string, fault: (found: string) => NescioError): number[] {
  if (!/^\(\s*(?:\d+L?\s*,\s*)*(?:\d+L?\s*)?\)$/.test(tuple)) throw fault(`shape ${tuple.slice(0, 40)}`);
  return (tuple.match(/\d+/g) ?? []).map(Number);
}

function parseType(descr: string, name: string): Pick<NpyHeader, "type" | "littleEndian"> {
  const refuse = (found: string, next: string): NescioError =>
    new NescioError({
      code: "unsupported",
      subject: name,
      expected: "an array of numbers: float16 to float64, int8 to int64, uint8 to uint64, or bool",
      found,
      next,
    });
  if (descr.startsWith("["))
    throw refuse(
      "a structured type",
      "Save each field as an array of its own, or the table as CSV or parquet.",
    );
  const code = descr.slice(1, -1);
  if (/^[|<>=]?O/.test(code)) {
    const next = "Save numbers in place of objects: np.save(file, array.astype('float32')).";
    throw refuse("pickled Python objects, which can run programs when they are read and so never are", next);
  }
  const match = /^([<>|])(f[248]|[iu][1248]|b1)$/.exec(code);
  if (match === null || (match[1] === "|" && !match[2].endsWith("1")))
    throw refuse(`type ${JSON.stringify(code)}`, "Convert it: np.save(file, array.astype('float64')).");
  return { type: match[2] as NpyType, littleEndian: match[1] !== ">" };
}

function truncated(name: string, expected: number, found: number): NescioError {
  const next = "The file is damaged, or was not written to its end.";
  return invalid(name, `an npy header of ${expected} bytes`, `${found}`, next);
}

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found, next });
}
