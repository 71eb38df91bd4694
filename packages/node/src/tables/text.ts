import { NescioError } from "@nescio/core";
import { maxLineLength } from "./limits.js";

/**
 * The text of a file in UTF-8, in pieces, without a byte order mark.
 * @throws NescioError `invalid-data` of bytes that are no UTF-8, and of files that are no text, with a hint what they seem to be.
 */
export async function* readText(pieces: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let position = 0;
  let head: Uint8Array | undefined = new Uint8Array(0);
  const decode = (bytes: Uint8Array, last = false): string => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: !last });
    } catch (error) {
      const found = `bytes that are none, in the ${bytes.length} before byte ${position}`;
      throw noText(name, found, saveAsUtf8, error);
    }
    if (text.includes("\0")) throw noText(name, "a zero character", saveAsUtf8);
    return text;
  };
  for await (let piece of pieces) {
    position += piece.length;
    if (head !== undefined) {
      // A stream may come in pieces of a byte each.
      piece = joined(head, piece);
      head = piece.length < 4 ? piece : undefined;
      if (head !== undefined) continue;
      checkFirstBytes(piece, name);
    }
    const text = decode(piece);
    if (text !== "") yield text;
  }
  if (head !== undefined) checkFirstBytes(head, name);
  const rest = decode(head ?? new Uint8Array(0), true);
  if (rest !== "") yield rest;
}

/** A line of a text, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/**
 * Lines, as `\n` or `\r\n` ends them.
 *
 * @param longest Most characters of a line.
 * @throws NescioError `invalid-data` of a longer line.
 */
export async function* readLines(
  texts: AsyncIterable<string>,
  name: string,
  longest = maxLineLength,
): AsyncGenerator<Line> {
  let rest = "";
  let number = 1;
  const check = (text: string): void => {
    if (text.length > longest) throw tooLong(`${name}, line ${number}`, "a line", { longest });
  };
  for await (const text of texts) {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      const line = rest + text.slice(start, end);
      check(line);
      yield { text: line.endsWith("\r") ? line.slice(0, -1) : line, number: number++ };
      rest = "";
      start = end + 1;
    }
    rest += text.slice(start);
    check(rest);
  }
  if (rest !== "") yield { text: rest, number };
}

/** The refusal of what is longer than any row is. */
export function tooLong(
  subject: string,
  what: string,
  { longest = maxLineLength, next }: { readonly longest?: number; readonly next?: string } = {},
): NescioError {
  const expected = `${what} of at most ${longest} bytes`;
  return new NescioError({ code: "invalid-data", subject, expected, found: "more", next });
}

const saveAsUtf8 = "Save it as text in UTF-8.";

/** What files of other kinds begin with. */
const others: readonly {
  readonly bytes: readonly number[];
  readonly found: string;
  readonly next: string;
}[] = [
  { bytes: [0xff, 0xfe], found: "UTF-16", next: saveAsUtf8 },
  { bytes: [0xfe, 0xff], found: "UTF-16", next: saveAsUtf8 },
  { bytes: [0x1f, 0x8b], found: "a gzip file", next: "Unpack it first." },
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    found: "a zip archive, as spreadsheets are saved in",
    next: "Save the table as CSV in UTF-8; of NumPy's arrays, name the format npz.",
  },
  { bytes: [0x50, 0x41, 0x52, 0x31], found: "a parquet file", next: "Name the format parquet." },
  { bytes: [0x93, 0x4e, 0x55, 0x4d], found: "an npy file", next: "Name the format npy." },
];

function checkFirstBytes(bytes: Uint8Array, name: string): void {
  const other = others.find((kind) => kind.bytes.every((byte, index) => bytes[index] === byte));
  if (other !== undefined) throw noText(name, other.found, other.next);
}

function noText(subject: string, found: string, next: string, cause?: unknown): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected: "text in UTF-8", found, next, cause });
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
