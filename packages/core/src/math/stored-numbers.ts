import * as z from "zod";
import { crc32 } from "./crc32.js";

// Numbers stand in a text as base64 of single precision, little-endian, with a checksum: of a file that was cut off or
// changed on its way nothing is believed.

/** The shape of stored numbers. */
export const storedNumbersSchema = z.strictObject({ base64: z.string(), crc32: z.int().min(0) });

export type StoredNumbers = z.infer<typeof storedNumbersSchema>;

/** Bytes that are made text at once: arguments of a call. */
const PIECE = 8192;

/** For JSON; `decodeNumbers` reads it. */
export function encodeNumbers(values: Float32Array): StoredNumbers {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  let text = "";
  for (let from = 0; from < bytes.length; from += PIECE) {
    text += String.fromCharCode(...bytes.subarray(from, from + PIECE));
  }
  return { base64: btoa(text), crc32: crc32(bytes) };
}

/** The numbers that were stored; undefined where the text is not what was written. */
export function decodeNumbers({ base64, crc32: checksum }: StoredNumbers): Float32Array | undefined {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return undefined;
  }
  const bytes = Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  if (bytes.length % 4 !== 0 || crc32(bytes) !== checksum) return undefined;
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
