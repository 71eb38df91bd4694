import { expect, test } from "vitest";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import { decodeSafetensors, encodeSafetensors } from "../../packages/core/src/model/safetensors.js";
import { parseNetwork } from "../../packages/core/src/layers/network.js";
import type { Json } from "../../packages/core/src/model/model.js";
import { smallModel } from "./models.js";

test("half precision counts as what it becomes in memory, and large tensors of it are read", () => {
  const data = new Float32Array(3_000_000).fill(1.5);
  const bytes = encodeSafetensors({
    tensors: new Map([["a", { dtype: "F16", shape: [data.length], data }]]),
    metadata: new Map(),
  });
  expect(() => decodeSafetensors(bytes, "file", 11_999_999)).toThrow(
    "file: expected numbers of at most 11999999 bytes in memory, got 12000000",
  );
  const read = decodeSafetensors(bytes, "file", 12_000_000).tensors.get("a")!.data;
  expect(Buffer.from(read.buffer).equals(Buffer.from(data.buffer))).toBe(true);
});

test("a network may not make too much of one image", () => {
  const network = (side: number): unknown => ({
    input: [side, side, 1],
    layers: [
      { type: "maxPool2d", size: 256, stride: 256 },
      { type: "flatten" },
      { type: "dense", name: "out", outputs: 2 },
    ],
  });
  expect(() => parseNetwork(network(8192))).toThrow(
    "network: expected at most 16777216 numbers for one image, in its input and behind each layer, got 67109890",
  );
  expect(parseNetwork(network(2048)).input).toEqual([2048, 2048, 1]);
});

test("metadata nested deeper than anybody walks is refused, in reading and in writing", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  const { tensors, metadata } = decodeSafetensors(encodeModel(smallModel()), "file");
  for (const key of ['"version":2', '"options":{']) {
    const deep = key.startsWith('"v') ? `"version":${nested(9000)}` : `"options":{"x":${nested(9000)},`;
    const text = metadata.get("nescio")!.replace(key, deep);
    const bytes = encodeSafetensors({ tensors, metadata: new Map([...metadata, ["nescio", text]]) });
    expect(() => decodeModel(bytes, "file")).toThrow(
      "file, metadata: expected JSON, got lists and objects more than 100 deep",
    );
  }
  const training = smallModel().training!;
  const model = (depth: number) => ({
    ...smallModel(),
    training: { ...training, options: JSON.parse(nested(depth)) as Json },
  });
  expect(() => encodeModel(model(99))).toThrow("more than 100 deep");
  expect(() => decodeModel(encodeModel(model(98)), "file")).not.toThrow();
});
