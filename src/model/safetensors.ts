import * as z from "zod";
import { NescioError } from "../errors.js";
import type { Tensor } from "../inference/posterior.js";
import { parseStrictJson } from "./strict-json.js";

// The format, https://github.com/huggingface/safetensors#format: the header's length as unsigned 64-bit
// little-endian, the header as JSON, the tensors' bytes without gaps. Numbers are little-endian, as are the typed
// arrays of every machine that runs WebAssembly engines today.

/** Named tensors with a text metadata map, as one safetensors file holds them. */
export interface SafetensorsContent {
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const metadataKey = "__metadata__";
const lengthBytes = 8;
/** The limit of the reference implementation. */
const maxHeaderBytes = 100_000_000;

const offset = z.int().min(0);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(offset),
  data_offsets: z.tuple([offset, offset]),
});

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  const facts = { code: "invalid-model", subject, expected, found } as const;
  return new NescioError(next === undefined ? facts : { ...facts, next });
}

function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The bytes of a safetensors file with these tensors, all as F32, in the map's order; the header is padded with
 * spaces so that the tensors start at a multiple of 8. Throws `invalid-model` for a shape that does not fit its values.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array<ArrayBuffer> {
  const entries: [name: string, entry: unknown][] = [];
  if (metadata.size > 0) entries.push([metadataKey, Object.fromEntries(metadata)]);
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    if (name === metadataKey) throw invalid(`tensor "${name}"`, "another name", "the key of the metadata");
    if (
      !shape.every((size) => Number.isSafeInteger(size) && size >= 0) ||
      valueCount(shape) !== data.length
    ) {
      throw invalid(`tensor "${name}"`, `a shape of its ${data.length} values`, `[${shape.join(", ")}]`);
    }
    const begin = end;
    end += data.byteLength;
    entries.push([name, { dtype: "F32", shape, data_offsets: [begin, end] }]);
  }
  // Joined by hand: an object would move names that look like integers to the front.
  const pairs = entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  const header = new TextEncoder().encode(`{${pairs.join(",")}}`);
  const start = lengthBytes + Math.ceil(header.length / 8) * 8;
  if (start - lengthBytes > maxHeaderBytes) {
    throw invalid(
      "header",
      `at most ${maxHeaderBytes} bytes of names, shapes and metadata`,
      `${header.length}`,
    );
  }
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - lengthBytes), true);
  bytes.fill(0x20, lengthBytes, start);
  bytes.set(header, lengthBytes);
  let at = start;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file of F32 tensors, copying them out of `bytes`. Stricter than many readers: every byte
 * of the file must belong to the header or to exactly one tensor. Throws `invalid-model`, naming the tensor.
 *
 * @param name - How errors call the file.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): SafetensorsContent {
  const start = dataStart(bytes, name);
  const header = parseHeader(bytes.subarray(lengthBytes, start), name);
  const metadata = parseMetadata(header.get(metadataKey), name);
  header.delete(metadataKey);

  const data = bytes.subarray(start);
  const entries = [...header]
    .map(([tensor, value]) => ({ subject: `${name}, tensor "${tensor}"`, tensor, value }))
    .map(({ subject, tensor, value }) => ({ subject, tensor, ...parseEntry(value, subject, data.length) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors = new Map<string, Tensor>();
  let previous = 0;
  for (const { subject, tensor, shape, begin, end } of entries) {
    if (begin !== previous) {
      const what = begin < previous ? "an overlap with the tensor before it" : "a gap before it";
      throw invalid(subject, `to begin at byte ${previous} of the data`, `byte ${begin}, ${what}`);
    }
    const values = new Float32Array((end - begin) / 4);
    new Uint8Array(values.buffer).set(data.subarray(begin, end));
    tensors.set(tensor, { shape, data: values });
    previous = end;
  }
  if (previous !== data.length) {
    throw invalid(name, `to end with its last tensor, at byte ${start + previous}`, `${bytes.length} bytes`);
  }
  return { tensors, metadata };
}

function dataStart(bytes: Uint8Array, name: string): number {
  const next = "Is it a safetensors file, and complete?";
  if (bytes.length < lengthBytes) {
    throw invalid(name, "at least 8 bytes, the header's length", `${bytes.length} bytes`, next);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getBigUint64(0, true);
  const limit = Math.min(maxHeaderBytes, bytes.length - lengthBytes);
  if (length > BigInt(limit)) {
    throw invalid(
      name,
      `a header of at most ${limit} bytes`,
      `a header length of ${length.toString()}`,
      next,
    );
  }
  return lengthBytes + Number(length);
}

function parseHeader(bytes: Uint8Array, name: string): Map<string, unknown> {
  const subject = `${name}, header`;
  const expected = "a JSON object in UTF-8";
  if (bytes[0] !== 0x7b) throw invalid(subject, expected, "something that does not begin with {");
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // Valid JSON that begins with { is an object. (A zod record would drop a key "__proto__".)
    return new Map(Object.entries(parseStrictJson(text) as Record<string, unknown>));
  } catch (cause) {
    throw new NescioError({
      code: "invalid-model",
      subject,
      expected,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function parseMetadata(value: unknown, name: string): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  const subject = `${name}, ${metadataKey}`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(subject, "an object of texts", Array.isArray(value) ? "an array" : `a ${typeof value}`);
  }
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw invalid(subject, `text under "${key}"`, typeof text);
    metadata.set(key, text);
  }
  return metadata;
}

function parseEntry(
  value: unknown,
  subject: string,
  dataLength: number,
): { shape: readonly number[]; begin: number; end: number } {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(subject, "dtype, shape and data_offsets", `${issue.path.join(".")}: ${issue.message}`);
  }
  const { dtype, shape } = parsed.data;
  const [begin, end] = parsed.data.data_offsets;
  if (dtype !== "F32")
    throw invalid(subject, "dtype F32", `"${dtype}"`, "Convert the file to 32-bit floats.");
  if (begin > end || end > dataLength) {
    throw invalid(subject, `data_offsets within the ${dataLength} bytes of data`, `[${begin}, ${end}]`);
  }
  if (begin % 4 !== 0) throw invalid(subject, "to begin at a multiple of 4 bytes", `byte ${begin}`);
  if (end - begin !== 4 * valueCount(shape)) {
    throw invalid(
      subject,
      `${4 * valueCount(shape)} bytes for the shape [${shape.join(", ")}]`,
      `${end - begin}`,
    );
  }
  return { shape, begin, end };
}
