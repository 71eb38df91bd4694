import { safetensors as oracle } from "@jax-js/loaders";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NescioError } from "../../packages/core/src/errors.js";
import type { StoredTensor } from "../../packages/core/src/prediction/posterior.js";
import { fromHalfBits, halfBits } from "../../packages/core/src/math/half.js";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsContent,
} from "../../packages/core/src/model/safetensors.js";

fc.configureGlobal({ seed: 20_191 });
// The other reader wants it, and Node 20 has none: bits as they are.
(globalThis as { Float16Array?: unknown }).Float16Array ??= Uint16Array;

function tensor(shape: readonly number[], ...values: number[]): StoredTensor {
  return { dtype: "F32", shape, data: Float32Array.from(values) };
}

/** A file with this header text, unpadded, and this many bytes of data. */
function file(header: string | Uint8Array, dataLength: number): Uint8Array {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

/** The bits of every value: NaN payloads and signs of zero count. */
function bytesOf(data: ArrayBufferView): number[] {
  return [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

function plain({ tensors, metadata }: SafetensorsContent): unknown {
  return {
    // As a map: where tensors without values stand among the others is not defined.
    tensors: new Map(
      [...tensors].map(([name, tensor]) => [name, [tensor.dtype, [...tensor.shape], bytesOf(tensor.data)]]),
    ),
    metadata: [...metadata],
  };
}

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const tensors = fc
  .record({ shape: shapes, dtype: fc.constantFrom("F32", "F16", "I8", "U8", "U32") })
  .chain(({ shape, dtype }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const size = { minLength: length, maxLength: length };
    const half = fc.integer({ min: 0, max: 0x7bff }).map(fromHalfBits);
    const data: fc.Arbitrary<StoredTensor["data"]> = {
      F32: fc.float32Array(size),
      F16: fc.array(half, size).map((values) => Float32Array.from(values)),
      I8: fc.int8Array(size),
      U8: fc.uint8Array(size),
      U32: fc.uint32Array(size),
    }[dtype];
    return data.map((data): StoredTensor => ({ dtype, shape, data }));
  });
const text = fc.string({ unit: "binary", maxLength: 8 });
const names = fc.oneof(text, fc.constantFrom("__proto__", "7", "constructor", "fc1.weight.loc"));
const contents = fc.record({
  tensors: fc
    .uniqueArray(fc.tuple(names, tensors), { selector: ([name]) => name, maxLength: 4 })
    .map((pairs) => new Map(pairs)),
  metadata: fc
    .uniqueArray(fc.tuple(fc.oneof(text, fc.constant("__proto__")), text), {
      selector: ([key]) => key,
      maxLength: 3,
    })
    // Integer-like keys go first in any JSON object.
    .map((pairs) => new Map(pairs.filter(([key]) => !/^\d+$/.test(key)))),
});
const some: SafetensorsContent = {
  tensors: new Map([
    ["a", tensor([2, 2], 1, -2, 3.5, 0)],
    ["b", tensor([], 7)],
  ]),
  metadata: new Map([["format", "test"]]),
};

describe("encodeSafetensors and decodeSafetensors", () => {
  it("give back what went in, bit for bit, in its order but for wide numbers before narrow ones", () => {
    fc.assert(
      fc.property(contents, (content) => {
        const decoded = decodeSafetensors(encodeSafetensors(content), "file");
        expect(plain(decoded)).toEqual(plain(content));
        const widths = { F32: 4, U32: 4, F16: 2, I8: 1, U8: 1 };
        const filled = (all: SafetensorsContent["tensors"], width: number): string[] =>
          [...all]
            .filter(([, { dtype, data }]) => data.length > 0 && widths[dtype] === width)
            .map(([name]) => name);
        const wideFirst = [4, 2, 1].flatMap((width) => filled(content.tensors, width));
        const order = [...decoded.tensors.keys()].filter((name) => wideFirst.includes(name));
        expect(order).toEqual(wideFirst);
      }),
    );
  });

  it("are read alike by another implementation", () => {
    fc.assert(
      fc.property(contents, (content) => {
        const bytes = encodeSafetensors(content);
        const read = oracle.parse(bytes);
        expect(read.metadata).toEqual({
          ...Object.fromEntries(content.metadata),
          "nescio.crc32": expect.stringMatching(/^[0-9a-f]{8}$/) as string,
        });
        for (const [name, { dtype, shape, data }] of content.tensors) {
          // The other reader assigns names to an object, where this one is not a key.
          if (name === "__proto__") continue;
          const other = read.tensors[name];
          expect([other.dtype, other.shape]).toEqual([dtype, shape]);
          const values = dtype === "F16" ? Uint16Array.from(data, halfBits) : data;
          const view = other.data as Float32Array;
          expect(bytesOf(view)).toEqual(bytesOf(values));
        }
      }),
    );
  });

  it("write the header's length, padded with spaces so that the data is aligned", () => {
    const bytes = encodeSafetensors(some);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(header).toMatch(/^\{.*\} *$/);
    // The checksum by Python's zlib.crc32.
    expect(JSON.parse(header)).toEqual({
      __metadata__: { format: "test", "nescio.crc32": "8bf5ba9a" },
      a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
      b: { dtype: "F32", shape: [], data_offsets: [16, 20] },
    });
    expect(bytes.length).toBe(8 + length + 20);
  });

  it("copy: neither the source's nor the result's memory is shared, wherever the bytes lie", () => {
    const encoded = encodeSafetensors(some);
    const shifted = new Uint8Array(encoded.length + 3).subarray(3);
    shifted.set(encoded);
    const decoded = decodeSafetensors(Buffer.from(shifted.buffer, 3), "file");
    shifted.fill(0);
    expect(plain(decoded)).toEqual(plain(some));
  });

  it("refuse any truncation and any addition", () => {
    const bytes = encodeSafetensors(some);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length), "file")).toThrow(NescioError);
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(() => decodeSafetensors(longer, "file")).toThrow(/to end with its last tensor/);
  });

  it("turn random damage into a NescioError or another valid file, nothing else", () => {
    const original = encodeSafetensors(some);
    let refused = 0;
    const flips = fc.array(fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(flips, (changes) => {
        const bytes = original.slice();
        for (const [at, change] of changes) bytes[at] ^= change;
        try {
          const content = decodeSafetensors(bytes, "file");
          expect(plain(decodeSafetensors(encodeSafetensors(content), "again"))).toEqual(plain(content));
        } catch (error) {
          expect(error).toBeInstanceOf(NescioError);
          refused++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});

describe("encodeSafetensors", () => {
  it.each([
    ["w", tensor([3], 1, 2), /tensor "w": expected a shape of its 2 values, got \[3\]/],
    ["w", tensor([-1, -2], 1, 2), /got \[-1, -2\]/],
    ["w", tensor([0.5, 4], 1, 2), /got \[0.5, 4\]/],
    [
      "w",
      { dtype: "I8", shape: [1], data: Float32Array.of(1) } as const,
      /expected an array of type Int8Array for I8, got Float32Array/,
    ],
    ["__metadata__", tensor([1], 1), /expected another name, got the key of the metadata/],
  ])("refuses %s %j", (name, value, message) => {
    const content = { tensors: new Map([[name, value]]), metadata: new Map<string, string>() };
    expect(() => encodeSafetensors(content)).toThrow(message);
  });
});

describe("decodeSafetensors", () => {
  const entry = (begin: number, end: number, shape = `[${(end - begin) / 4}]`, dtype = "F32"): string =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;

  it("takes what the format allows though this library does not write it", () => {
    const content = decodeSafetensors(file(`{"b":${entry(4, 12)},"a":${entry(0, 4)}}   `, 12), "file");
    expect([...content.tensors.keys()]).toEqual(["a", "b"]);
    expect(decodeSafetensors(file("{}", 0), "file").tensors.size).toBe(0);
    const empty = decodeSafetensors(file(`{"z":${entry(4, 4, "[0,9]")},"a":${entry(0, 4)}}`, 4), "file");
    expect(empty.tensors.get("z")).toEqual({
      ...{ dtype: "F32", shape: [0, 9], data: new Float32Array(0) },
    });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["too short for a length", new Uint8Array(7), /file: expected at least 8 bytes.* got 7 bytes/],
    [
      "an image",
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]),
      /a header length of \d+\. Is it a saf/,
    ],
    ["no header", file("", 4), /header: expected a JSON object in UTF-8, got something that does not begin/],
    ["an array", file("[]", 0), /does not begin with \{/],
    ["a byte order mark", file("\uFEFF{}", 0), /does not begin with \{/],
    ["broken JSON", file('{"a":', 0), /file, header: expected a JSON object in UTF-8, got .*JSON/],
    ["two objects", file("{}{}", 0), /header: expected a JSON object/],
    [
      "broken UTF-8",
      file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 0),
      /header: expected a JSON object in UTF-8/,
    ],
    ["a tensor twice", file(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), /the key "a" appears twice/],
    ["no entry", file('{"a":null}', 0), /tensor "a": expected an object, got null/],
    ["no shape", file('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4), /tensor "a", shape: expected a list/],
    [
      "an unknown field",
      file(`{"a":${entry(0, 4).replace("}", ',"x":1}')}}`, 4),
      /tensor "a", x: expected nothing/,
    ],
    ["a negative size", file(`{"a":${entry(0, 4, "[-1]")}}`, 4), /tensor "a".*shape\.0/],
    ["a broken size", file(`{"a":${entry(0, 4, "[1.5]")}}`, 4), /tensor "a".*shape\.0/],
    [
      "another dtype",
      file(`{"a":${entry(0, 4, "[2]", "BF16")}}`, 4),
      /expected a dtype of F32, .*got "BF16"/,
    ],
    [
      "a name that all objects know",
      file(`{"a":${entry(0, 4, "[1]", "constructor")}}`, 4),
      /got "constructor"/,
    ],
    ["half a number", file(`{"a":${entry(0, 3, "[1]", "F16")}}`, 3), /2 bytes for the shape \[1\], got 3/],
    [
      "an odd offset of half precision",
      file(`{"a":${entry(0, 1, "[1]", "U8")},"b":${entry(1, 3, "[1]", "F16")}}`, 3),
      /"b": expected to begin at a multiple of 2 bytes/,
    ],
    ["an offset past the end", file(`{"a":${entry(0, 8)}}`, 4), /within the 4 bytes of data, got \[0, 8\]/],
    ["offsets the wrong way", file(`{"a":${entry(8, 4, "[1]")}}`, 8), /got \[8, 4\]/],
    [
      "an odd offset",
      file(`{"a":${entry(0, 4)},"b":${entry(6, 10)}}`, 10),
      /"b": expected to begin at a multiple of 4/,
    ],
    [
      "bytes that do not fit the shape",
      file(`{"a":${entry(0, 8, "[3]")}}`, 8),
      /12 bytes for the shape \[3\], got 8/,
    ],
    [
      "a shape beyond counting",
      file(`{"a":${entry(0, 4, "[9007199254740991,9007199254740991]")}}`, 4),
      /got 4/,
    ],
    ["an overlap", file(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), /"b": .*got byte 4, an overlap/],
    ["one range twice", file(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, 4), /"b": .*an overlap/],
    ["a gap", file(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), /"b": .*got byte 8, a gap/],
    ["a gap at the start", file(`{"a":${entry(4, 8)}}`, 8), /"a": expected to begin at byte 0 .*a gap/],
    ["bytes after the last tensor", file(`{"a":${entry(0, 4)}}`, 8), /to end with its last tensor/],
    [
      "metadata that is no object",
      file('{"__metadata__":["x"]}', 0),
      /__metadata__: expected an object of texts, got an array/,
    ],
    ["metadata that is no text", file('{"__metadata__":{"k":1}}', 0), /expected text under "k", got number/],
  ])("refuses %s", (_, bytes, message) => {
    const attempt = (): SafetensorsContent => decodeSafetensors(bytes, "file");
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: "invalid-model" }) as Error);
  });

  it("refuses a header longer than 16 MiB without reading it", () => {
    const bytes = new Uint8Array(2 ** 24 + 32);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 24n + 1n, true);
    expect(() => decodeSafetensors(bytes, "file")).toThrow(
      /a header of at most 16777216 bytes, got a header length/,
    );
  });
});
