import { expect, test } from "vitest";
import { NescioError } from "../../packages/core/src/errors.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../packages/core/src/model/checkpoint.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import { decodeSafetensors } from "../../packages/core/src/model/safetensors.js";
import { smallModel } from "./models.js";

const checkpoint = {
  epochs: 2,
  lossPerImageByEpoch: [1.5, 0.5],
  validationByEpoch: [{ nll: 1, accuracy: 0.5 }],
  seconds: 3,
  state: [new Float32Array([1, 2, 3]), new Float32Array([0, -1])],
  best: [new Float32Array([4, 5, 6]), new Float32Array([7, 8])],
};

const files: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
  ["model file", encodeModel(smallModel()), (bytes) => decodeModel(bytes, "file")],
  [
    "model file in half precision",
    encodeModel(smallModel(), { precision: "half" }),
    (bytes) => decodeModel(bytes, "file"),
  ],
  ["checkpoint", encodeCheckpoint(checkpoint, "key"), (bytes) => decodeCheckpoint(bytes, "key", "file")],
];

test.each(files)("a bit that flips in a %s is found out, or changes nothing", (_, bytes, read) => {
  const whole = read(bytes);
  let refused = 0;
  // Every byte, and of its bits each in its turn.
  for (let at = 0; at < bytes.length; at++) {
    const flipped = bytes.slice();
    flipped[at] ^= 1 << ((at * 5) % 8);
    try {
      expect(read(flipped)).toEqual(whole);
    } catch (error) {
      if (!(error instanceof NescioError)) throw error;
      expect(error.code).toBe("invalid-model");
      refused++;
    }
  }
  // What changes nothing: spaces, and the checksum's own name, without which the file is taken for an older one.
  expect(bytes.length - refused).toBeLessThan(24);
});

/** The file with text of its header replaced by text as long. */
function edited(bytes: Uint8Array, text: string | RegExp, by: string): Uint8Array {
  const binary = Buffer.from(bytes).toString("latin1").replace(text, by);
  expect(binary.length).toBe(bytes.length);
  return Buffer.from(binary, "latin1");
}

test("a damaged file says so; one without a checksum is read as ever", () => {
  const bytes = encodeModel(smallModel());
  const damaged = bytes.slice();
  damaged[bytes.length - 1] ^= 1;
  expect(() => decodeModel(damaged, "m.nescio")).toThrow(
    /^m\.nescio: expected the checksum [0-9a-f]{8}, .* got "[0-9a-f]{8}": it was damaged/,
  );
  const older = edited(damaged, /"nescio\.crc32":"\w{8}"/, `"by":"${"x".repeat(18)}"`);
  expect(decodeModel(older, "m.nescio").classes).toEqual(["zero", "one"]);
});

test("the header may be laid out in another way", () => {
  const bytes = encodeCheckpoint(checkpoint, "key");
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as object;
  const metadata = Object.entries(header)[0][1] as object;
  const rewritten = JSON.stringify(
    Object.fromEntries([
      ...Object.entries(header).slice(1).reverse(),
      ["__metadata__", Object.fromEntries(Object.entries(metadata).reverse())],
    ]),
  );
  const other = Buffer.concat([
    bytes.subarray(0, 8),
    Buffer.from(rewritten.padEnd(length)),
    bytes.subarray(8 + length),
  ]);
  expect(other.equals(bytes)).toBe(false);
  expect(decodeSafetensors(other, "file").metadata).toEqual(decodeSafetensors(bytes, "file").metadata);
  expect(decodeCheckpoint(other, "key", "file")).toEqual(checkpoint);
});
