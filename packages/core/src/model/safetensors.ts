import * as z from "zod";
import { NescioError } from "../errors.js";
import type { StoredTensor } from "../prediction/posterior.js";
import { fromHalves, toHalves } from "../math/half.js";
import { firstIssue } from "../validation.js";
import { checkFile, checksumKey, fileChecksum, type TensorBytes } from "./file-checksum.js";
import { parseStrictJson } from "./strict-json.js";

// The format, https://github.com/huggingface/safetensors#format: the header's length as unsigned 64-bit
// little-endian, the header as JSON, the tensors' bytes without gaps. Numbers are little-endian, as are the typed
// arrays of every machine that runs WebAssembly engines today.

/** Named tensors with a text metadata map, as one safetensors file holds them. */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const metadataKey = "__metadata__";
const lengthBytes = 8;
/** A sixth of what the reference implementation takes, and a hundred times what any model needs: so much JSON is read fast. */
export const maxHeaderBytes = 2 ** 24;

/** Bytes of a number. */
const widths = { F32: 4, U32: 4, F16: 2, I8: 1, U8: 1 } as const;
type Dtype = keyof typeof widths;

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
 * The bytes of a safetensors file with these tensors: those of wide numbers first, so that each starts at a multiple of its
 * numbers' width, otherwise in the map's order. F16 values are rounded to half precision. The header is padded with spaces so
 * that the tensors start at a multiple of 8. Among the metadata stands a checksum of all (`fileChecksum`).
 *
 * Throws `invalid-model` for a shape that does not fit its values, or an array that does not fit its dtype.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array<ArrayBuffer> {
  const entries: [name: string, entry: unknown][] = [];
  const ordered = [...tensors].sort(([, a], [, b]) => widths[b.dtype] - widths[a.dtype]);
  const parts: TensorBytes[] = [];
  let end = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    if (name === metadataKey) throw invalid(`tensor "${name}"`, "another name", "the key of the metadata");
    if (
      !shape.every((size) => Number.isSafeInteger(size) && size >= 0) ||
      valueCount(shape) !== data.length
    ) {
      throw invalid(`tensor "${name}"`, `a shape of its ${data.length} values`, `[${shape.join(", ")}]`);
    }
    const bytes = toBytes(name, dtype, data);
    const begin = end;
    end += bytes.length;
    parts.push({ name, dtype, shape, bytes });
    entries.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const texts = new Map([...metadata, [checksumKey, fileChecksum(parts, metadata)]]);
  entries.unshift([metadataKey, Object.fromEntries(texts)]);
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
  for (const part of parts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return bytes;
}

function toBytes(name: string, dtype: Dtype, data: StoredTensor["data"]): Uint8Array {
  const array = { F32: Float32Array, F16: Float32Array, U32: Uint32Array, I8: Int8Array, U8: Uint8Array }[
    dtype
  ];
  if (!(data instanceof array)) {
    throw invalid(`tensor "${name}"`, `an array of type ${array.name} for ${dtype}`, data.constructor.name);
  }
  const stored = dtype === "F16" ? toHalves(data) : data;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

function fromBytes(dtype: Dtype, bytes: Uint8Array): StoredTensor["data"] {
  // A copy, which begins where any width may begin. (Not by slice: Node's Buffer shares its memory there.)
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer);
    case "F16":
      return fromHalves(new Uint16Array(buffer));
    case "U32":
      return new Uint32Array(buffer);
    case "I8":
      return new Int8Array(buffer);
    case "U8":
      return new Uint8Array(buffer);
  }
}

/**
 * Reads a safetensors file of F32, F16, I8, U8 and U32 tensors, copying them out of `bytes`. Stricter than many readers: every byte
 * of the file must belong to the header or to exactly one tensor, and a checksum in the metadata, which is not given back, must
 * be right. Throws `invalid-model`, naming the tensor.
 *
 * @param name - How errors call the file.
 * @param most - Bytes that its numbers may take in memory, where half precision becomes single. Default: any.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string, most = Infinity): SafetensorsContent {
  const start = dataStart(bytes, name);
  const header = parseHeader(bytes.subarray(lengthBytes, start), name);
  const metadata = parseMetadata(header.get(metadataKey), name);
  header.delete(metadataKey);

  const data = bytes.subarray(start);
  const entries = [...header]
    .map(([tensor, value]) => ({ subject: `${name}, tensor "${tensor}"`, tensor, value }))
    .map(({ subject, tensor, value }) => ({ subject, tensor, ...parseEntry(value, subject, data.length) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const parts: (TensorBytes & { readonly dtype: Dtype })[] = [];
  let previous = 0;
  for (const { subject, tensor, dtype, shape, begin, end } of entries) {
    if (begin !== previous) {
      const what = begin < previous ? "an overlap with the tensor before it" : "a gap before it";
      throw invalid(subject, `to begin at byte ${previous} of the data`, `byte ${begin}, ${what}`);
    }
    parts.push({ name: tensor, dtype, shape, bytes: data.subarray(begin, end) });
    previous = end;
  }
  if (previous !== data.length) {
    throw invalid(name, `to end with its last tensor, at byte ${start + previous}`, `${bytes.length} bytes`);
  }
  const needed = parts.reduce((sum, { dtype, bytes }) => sum + bytes.length * (dtype === "F16" ? 2 : 1), 0);
  if (needed > most) throw invalid(name, `numbers of at most ${most} bytes in memory`, `${needed}`);
  checkFile(parts, metadata, name);
  metadata.delete(checksumKey);
  const tensors = new Map<string, StoredTensor>();
  for (const { name: tensor, dtype, shape, bytes } of parts) {
    tensors.set(tensor, { dtype, shape, data: fromBytes(dtype, bytes) });
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
): { dtype: Dtype; shape: readonly number[]; begin: number; end: number } {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const { path, expected, found } = firstIssue(parsed.error, value);
    throw invalid(path === "" ? subject : `${subject}, ${path}`, expected, found);
  }
  const { dtype, shape } = parsed.data;
  const [begin, end] = parsed.data.data_offsets;
  if (!isDtype(dtype)) {
    const known = Object.keys(widths).join(", ");
    throw invalid(subject, `a dtype of ${known}`, `"${dtype}"`, "Convert the file to one of them.");
  }
  if (begin > end || end > dataLength) {
    throw invalid(subject, `data_offsets within the ${dataLength} bytes of data`, `[${begin}, ${end}]`);
  }
  const width = widths[dtype];
  if (begin % width !== 0)
    throw invalid(subject, `to begin at a multiple of ${width} bytes`, `byte ${begin}`);
  const bytes = width * valueCount(shape);
  if (end - begin !== bytes) {
    throw invalid(subject, `${bytes} bytes for the shape [${shape.join(", ")}]`, `${end - begin}`);
  }
  return { dtype, shape, begin, end };
}

function isDtype(text: string): text is Dtype {
  return Object.hasOwn(widths, text);
}
