import { safetensors as oracle } from "@jax-js/loaders";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NescioError } from "../../packages/core/src/errors.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import type { GaussianTensor, StoredTensor } from "../../packages/core/src/prediction/posterior.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import type { Json, Model } from "../../packages/core/src/model/model.js";
import { decodeSafetensors, encodeSafetensors } from "../../packages/core/src/model/safetensors.js";
import type { TableReading } from "../../packages/core/src/data/tables/table-rows.js";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import { denseNetwork, parameterSpecs } from "../../packages/core/src/layers/network.js";
import { PointPosterior } from "../../packages/core/src/posteriors/point/posterior.js";
import { expectNescioError } from "../helpers/errors.js";
import { smallModel, tensorsFor } from "./models.js";

fc.configureGlobal({ seed: 20_191 });
// The other reader wants it, and Node 20 has none: bits as they are.
(globalThis as { Float16Array?: unknown }).Float16Array ??= Uint16Array;

const bits = (data: Float32Array): number[] => [
  ...new Uint32Array(data.buffer, data.byteOffset, data.length),
];

function tensorsOf({ posterior }: Model): MeanFieldPosterior["tensors"] {
  if (posterior instanceof MeanFieldPosterior) return posterior.tensors;
  return expect.fail(`a ${posterior.kind} posterior`);
}

function plain(model: Model): unknown {
  return {
    ...model,
    posterior: [...tensorsOf(model)].map(([name, { shape, loc, scale }]) => [
      name,
      shape,
      bits(loc),
      bits(scale),
    ]),
  };
}

/** The small model's file with its JSON and its tensors changed. */
function changed(
  changeHead: (head: Record<string, Json>) => unknown,
  changeTensors: (tensors: Map<string, StoredTensor>) => void = () => undefined,
): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(encodeModel(smallModel()), "file");
  const copy = new Map(tensors);
  changeTensors(copy);
  const head = JSON.parse(metadata.get("nescio")!) as Record<string, Json>;
  const entries = new Map([...metadata, ["nescio", JSON.stringify(changeHead(head))]]);
  return encodeSafetensors({ tensors: copy, metadata: entries });
}

const nested = { kind: "mixture", members: [{ kind: "mixture", members: [{ kind: "point" }] }] };

const same = (head: Record<string, Json>): unknown => head;

function read(bytes: Uint8Array): () => Model {
  return () => decodeModel(bytes, "m.nescio");
}

const models = fc
  .record({
    height: fc.integer({ min: 1, max: 3 }),
    hidden: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    classes: fc.integer({ min: 1, max: 4 }),
    locs: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 }),
    scales: fc.array(fc.float({ min: 2 ** -149, noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 20,
    }),
    q: fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0),
    options: fc.jsonValue({ noUnicodeString: false }),
    trained: fc.boolean(),
  })
  .map(({ height, hidden, classes, locs, scales, q, options, trained }): Model => {
    const { training, ...model } = smallModel();
    const network = denseNetwork([height, 2, 1], hidden, classes);
    return {
      ...model,
      network,
      posterior: new MeanFieldPosterior(
        network,
        tensorsFor(network, (i, scale) => (scale ? scales[i % scales.length] : locs[i % locs.length])),
      ),
      classes: Array.from({ length: classes }, (_, i) => `class ${i} “é”`),
      rule: { kind: "quantile", q, threshold: 0.5 },
      // Through JSON once: −0 has no JSON form.
      ...(trained
        ? { training: { ...training!, options: JSON.parse(JSON.stringify(options)) as Json } }
        : {}),
    };
  });

describe("encodeModel and decodeModel", () => {
  it("give back what went in, bit for bit", () => {
    fc.assert(
      fc.property(models, (model) => {
        const bytes = encodeModel(model);
        const decoded = decodeModel(bytes, "file");
        expect(plain(decoded)).toEqual(plain(model));
        expect(encodeModel(decoded)).toEqual(bytes);
      }),
    );
  });

  it("make a file that any safetensors reader opens", () => {
    const { tensors, metadata } = oracle.parse(encodeModel(smallModel()));
    expect(Object.keys(tensors)).toEqual(
      ["fc1.weight", "fc1.bias", "out.weight", "out.bias"].flatMap((name) => [
        `${name}.loc`,
        `${name}.scale`,
      ]),
    );
    expect(tensors["fc1.weight.loc"]).toMatchObject({ dtype: "F32", shape: [3, 4] });
    expect(metadata?.format).toBe("nescio");
    expect(JSON.parse(metadata!.nescio)).toMatchObject({
      version: 2,
      posterior: { kind: "mean-field" },
      inputScale: "1/255",
    });
  });

  it("refuse any truncation", () => {
    const bytes = encodeModel(smallModel());
    for (let length = 0; length < bytes.length; length++) {
      expect(read(bytes.subarray(0, length))).toThrow(NescioError);
    }
  });

  it("turn random damage into a NescioError or another valid model, nothing else", () => {
    const original = encodeModel(smallModel());
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = original.slice();
        bytes[at] ^= change;
        try {
          const model = decodeModel(bytes, "file");
          expect(plain(decodeModel(encodeModel(model), "again"))).toEqual(plain(model));
        } catch (error) {
          expect(error).toBeInstanceOf(NescioError);
          refused++;
        }
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

describe("half precision", () => {
  const network = denseNetwork([1, 1, 1], [], 3);
  const gaussian = (loc: number[], scale: number[]): Model => ({
    ...smallModel(),
    network,
    classes: ["a", "b", "c"],
    posterior: new MeanFieldPosterior(
      network,
      new Map([
        ["out.weight", { shape: [3, 1], loc: Float32Array.from(loc), scale: Float32Array.from(scale) }],
        ["out.bias", { shape: [3], loc: Float32Array.of(0, 1, -2), scale: Float32Array.of(1, 1, 1) }],
      ]),
    ),
  });

  it("rounds the numbers, and keeps scales above 0", () => {
    const bytes = encodeModel(gaussian([1 / 3, -65_504, 1e-9], [1e-12, 2 ** -25, 0.1]), {
      precision: "half",
    });
    const { loc, scale } = tensorsOf(decodeModel(bytes, "file")).get("out.weight")!;
    expect([...loc]).toEqual([0.333251953125, -65_504, 0]);
    expect([...scale]).toEqual([2 ** -24, 2 ** -24, 0.0999755859375]);
    expect(oracle.parse(bytes).tensors["out.weight.scale"]).toMatchObject({ dtype: "F16", shape: [3, 1] });
  });

  it("gives the same file from what it gave", () => {
    const bytes = encodeModel(gaussian([0.1, 0.2, 0.3], [1e-9, 0.2, 0.3]), { precision: "half" });
    expect(encodeModel(decodeModel(bytes, "file"), { precision: "half" })).toEqual(bytes);
  });

  it.each<[string, Model, RegExp]>([
    [
      "a mean that it does not have",
      gaussian([0, 1e5, 0], [1, 1, 1]),
      /"out.weight.loc": .*100000 at index 1\. Sav/,
    ],
    [
      "a scale that it does not have",
      gaussian([0, 0, 0], [1, 1, 7e4]),
      /"out.weight.scale": .*70000 at index 2/,
    ],
    ["NaN", gaussian([0, NaN, 0], [1, 1, 1]), /"out.weight.loc": expected finite values, got NaN/],
  ])("refuses %s", (_, model, message) => {
    expect(() => encodeModel(model, { precision: "half" })).toThrow(message);
  });
});

describe("decodeModel", () => {
  it("reads files of version 1", () => {
    const first = changed(({ posterior, ...head }) => ({ ...head, version: 1, ...(posterior as object) }));
    expect(plain(read(first)())).toEqual(plain(smallModel()));
    const mixed = changed((head) => ({ ...head, version: 1 }));
    expect(read(mixed)).toThrow(/metadata, kind: expected "mean-field", got /);
  });

  it("reads the unchanged file", () => {
    expect(plain(read(changed(same))())).toEqual(plain(smallModel()));
  });

  it.each<[string, (head: Record<string, Json>) => unknown, RegExp]>([
    [
      "another version",
      (h) => ({ ...h, version: 4 }),
      /m.nescio, metadata: expected format version 1, 2 or 3, got 4\. Read it/,
    ],
    ["no version", (h) => ({ ...h, version: undefined }), /expected format version 1, 2 or 3, got none/],
    ["no object", () => [], /expected format version 1, 2 or 3, got none/],
    ["another kind", (h) => ({ ...h, posterior: { kind: "oracle" } }), /metadata, posterior: expected /],
    ["a mixture in a mixture", (h) => ({ ...h, posterior: nested }), /metadata, posterior: expected /],
    [
      "a mixture of none",
      (h) => ({ ...h, posterior: { kind: "mixture", members: [] } }),
      /metadata, posterior\.members: expected /,
    ],
    ["no samples", (h) => ({ ...h, samples: 0 }), /metadata, samples: expected /],
    [
      "an inversion that is none",
      (h) => ({ ...h, invert: 1 }),
      /metadata, invert: expected true or false, got 1/,
    ],
    [
      "a ground of another colour",
      (h) => ({ ...h, background: "red" }),
      /metadata, background: expected one of /,
    ],
    ["an unknown field", (h) => ({ ...h, colour: "red" }), /colour/],
    ["a missing field", (h) => ({ ...h, rule: undefined }), /metadata, rule: expected /],
    [
      "an impossible rule",
      (h) => ({ ...h, rule: { kind: "quantile", q: 2, threshold: 0.2 } }),
      /metadata, rule\.q: expected /,
    ],
    ["another input scale", (h) => ({ ...h, inputScale: "1/256" }), /metadata, inputScale: expected /],
    [
      "too many classes",
      (h) => ({ ...h, classes: ["a", "b", "c"] }),
      /expected 2 class names, one for each output, got 3/,
    ],
    ["a nameless class", (h) => ({ ...h, classes: ["a", ""] }), /metadata, classes\.1: expected /],
    [
      "a broken network",
      (h) => ({ ...h, network: { input: [2, 2, 1], layers: [] } }),
      /metadata, network\.layers: expected/,
    ],
    [
      "a network whose layers do not fit",
      (h) => ({ ...h, network: { input: [2, 2, 1], layers: [{ type: "dense", name: "out", outputs: 2 }] } }),
      /network layer 0 \(dense\): expected a flat input/,
    ],
    [
      "a seed that is none",
      (h) => ({ ...h, training: { ...smallModel().training!, seed: -1 } }),
      /metadata, training\.seed: expected /,
    ],
    [
      "a checksum that is none",
      (h) => ({
        ...h,
        training: { ...smallModel().training!, data: [{ name: "x", sources: [{ file: "f", sha256: "?" }] }] },
      }),
      /got training\.data\.0\.sources\.0\.sha256: 64 hex digits|sha256: .*64 hex digits/,
    ],
  ])("refuses %s", (_, change, message) => {
    const attempt = read(changed(change));
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: "invalid-model" }) as Error);
  });

  const put =
    (name: string, shape: readonly number[], ...values: number[]) =>
    (tensors: Map<string, StoredTensor>): void =>
      void tensors.set(name, { dtype: "F32", shape, data: Float32Array.from(values) });

  it.each<[string, (tensors: Map<string, StoredTensor>) => void, RegExp]>([
    ["a missing loc", (t) => void t.delete("fc1.bias.loc"), /tensor "fc1.bias.loc": expected to be there/],
    [
      "a missing scale",
      (t) => void t.delete("out.weight.scale"),
      /tensor "out.weight.scale": expected to be there/,
    ],
    [
      "an extra tensor",
      put("fc2.bias.loc", [1], 1),
      /tensor "fc2.bias.loc": expected only tensors of the network/,
    ],
    [
      "a shape of another network",
      (t) => {
        put("out.bias.loc", [3], 1, 2, 3)(t);
        put("out.bias.scale", [3], 1, 2, 3)(t);
      },
      /tensor "out.bias.loc": expected shape \[2\], as the network has it, got \[3\]/,
    ],
    [
      "a transposed shape",
      put("out.weight.loc", [3, 2], 1, 2, 3, 4, 5, 6),
      /tensor "out.weight.loc": expected shape \[2, 3\], as the network has it, got \[3, 2\]/,
    ],
    [
      "a scale of another shape",
      put("out.bias.scale", [1, 2], 1, 2),
      /"out.bias.scale": expected shape \[2\], as the network has it, got \[1, 2\]/,
    ],
    [
      "whole numbers",
      (t) => void t.set("out.bias.loc", { dtype: "I8", shape: [2], data: Int8Array.of(1, 2) }),
      /"out.bias.loc": expected dtype F32 or F16, got "I8"/,
    ],
    ["NaN", put("out.bias.loc", [2], 1, NaN), /"out.bias.loc": expected finite values, got NaN at index 1/],
    [
      "infinity",
      put("out.bias.loc", [2], -Infinity, 1),
      /"out.bias.loc": expected finite values, got -Infinity at index 0/,
    ],
    [
      "a scale of 0",
      put("out.bias.scale", [2], 1, 0),
      /"out.bias.scale": expected finite standard .* got 0 at index 1/,
    ],
    ["a negative scale", put("out.bias.scale", [2], -1, 1), /"out.bias.scale": .* got -1 at index 0/],
    [
      "an infinite scale",
      put("out.bias.scale", [2], 1, Infinity),
      /"out.bias.scale": .* got Infinity at index 1/,
    ],
  ])("refuses %s", (_, change, message) => {
    expect(read(changed(same, change))).toThrow(message);
  });

  it("refuses a safetensors file of something else", () => {
    const x = { dtype: "F32", shape: [1], data: Float32Array.of(1) } as const;
    const tensors = new Map([["x", x]]);
    const write = (metadata: Map<string, string>): Uint8Array => encodeSafetensors({ tensors, metadata });
    expect(read(write(new Map()))).toThrow(
      /the metadata of a model, format "nescio", got a safetensors file without it/,
    );
    expect(read(write(new Map([["format", "pt"]])))).toThrow(/got "pt"/);
    const broken = new Map([
      ["format", "nescio"],
      ["nescio", '{"version":1,'],
    ]);
    expect(read(write(broken))).toThrow(/m.nescio, metadata: expected JSON, got/);
    expect(read(write(broken.set("nescio", '{"version":1,"version":1}')))).toThrow(/"version" appears twice/);
  });

  it("refuses options nested beyond reason instead of exhausting the stack", () => {
    const { tensors, metadata } = decodeSafetensors(encodeModel(smallModel()), "file");
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const text = metadata.get("nescio")!.replace(/"options":\{.*?\}\}/, `"options":${deep}`);
    expect(text).toContain(deep);
    const bytes = encodeSafetensors({ tensors, metadata: new Map([...metadata, ["nescio", text]]) });
    expect(read(bytes)).toThrow(NescioError);
  });
});

describe("encodeModel", () => {
  const model = smallModel();
  const withTensor = (name: string, tensor: GaussianTensor): Model => ({
    ...model,
    posterior: new MeanFieldPosterior(model.network, new Map([...tensorsOf(model), [name, tensor]])),
  });
  const one = Float32Array.of(1);
  const two = Float32Array.of(1, 1);

  it.each<[string, Model, RegExp]>([
    [
      "NaN",
      withTensor("out.bias", { shape: [2], loc: Float32Array.of(NaN, 1), scale: two }),
      /"out.bias.loc": .*NaN/,
    ],
    [
      "an extra tensor",
      withTensor("more", { shape: [1], loc: one, scale: one }),
      /"more.loc": expected only tensors/,
    ],
    [
      "a network that is not the posterior's",
      { ...model, network: denseNetwork([2, 2, 1], [4], 2) },
      /"fc1.weight.loc": expected shape \[4, 4\]/,
    ],
    ["missing classes", { ...model, classes: ["a"] }, /expected 2 class names/],
    [
      "a loss that JSON cannot hold",
      { ...model, training: { ...model.training!, lossPerImageByEpoch: [NaN, 1] } },
      /metadata, training\.lossPerImageByEpoch\.0: expected /,
    ],
  ])("refuses %s, which could not be read back", (_, bad, message) => {
    expect(() => encodeModel(bad)).toThrow(message);
  });
});

describe("models of rows", () => {
  const table: TableReading = {
    columns: [
      { kind: "number", name: "age", mean: 40, deviation: 12.5, min: 18, max: 90, missing: true },
      { kind: "category", name: "colour", values: ["blue", "red"], missing: false },
    ],
    target: "kind",
    show: "name",
  };
  const network = denseNetwork([4], [3], 300);
  const weights = new Map(
    parameterSpecs(network).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => (i % 7) / 8) }];
    }),
  );
  const model: Model = {
    network,
    posterior: new PointPosterior(network, weights),
    classes: Array.from({ length: 300 }, (_, c) => `class ${c}`),
    inputScale: "none",
    rule: defaultRule,
    table,
    rowNames: ["first \u0000 “row”", ""],
  };

  it("come back as they were, with their columns and the names of their rows", () => {
    expect(decodeModel(encodeModel(model), "m")).toEqual(model);
  });

  it.each([
    ["inputScale", { inputScale: "1/255" }, "inputScale"],
    ["a reading of pictures", { reading: { kind: "ink" } }, "reading"],
    ["columns that make other inputs", { table: { columns: table.columns.slice(1) } }, "4 inputs"],
  ])("are refused with another %s", async (_, change, words) => {
    await expectNescioError(() => encodeModel({ ...model, ...change } as Model), "invalid-model", words);
  });
});
