import { describe, expect, test } from "vitest";
import {
  decodeFamiliarity,
  encodeFamiliarity,
  fitFamiliarity,
} from "../../packages/core/src/familiarity/index.js";
import type { StoredTensor } from "../../packages/core/src/prediction/posterior.js";
import { roundToHalf } from "../../packages/core/src/math/half.js";
import { expectNescioError } from "../helpers/errors.js";
import { conv, heldOut, letters, randomWeights, training } from "./problem.js";

const members = [randomWeights(conv, 1), randomWeights(conv, 2)];
const options = { bankSize: 300, dimensions: 6 };
const neighbours = await fitFamiliarity(conv, members, training, heldOut, options);
const gaussian = await fitFamiliarity(conv, members, training, heldOut, { ...options, kind: "gaussian" });
const both = await fitFamiliarity(conv, members, training, heldOut, { ...options, kind: "both" });

function takeFrom(tensors: ReadonlyMap<string, StoredTensor>): (name: string) => StoredTensor {
  return (name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`no ${name}`);
    return tensor;
  };
}

describe.each([neighbours, gaussian, both])("a stored familiarity, $kind", (familiarity) => {
  const { head, tensors } = encodeFamiliarity(familiarity);

  test("comes back to the last bit, by way of JSON", async () => {
    const back = decodeFamiliarity(JSON.parse(JSON.stringify(head)), takeFrom(tensors), conv);
    expect(back.kind).toBe(familiarity.kind);
    expect(await back.score(letters)).toEqual(await familiarity.score(letters));
    expect(encodeFamiliarity(back)).toEqual({ head, tensors });
  });

  test("asks for every tensor once, and has none that is not asked for", () => {
    const asked: string[] = [];
    decodeFamiliarity(
      head,
      (name) => {
        asked.push(name);
        return takeFrom(tensors)(name);
      },
      conv,
    );
    expect(asked.toSorted()).toEqual([...tensors.keys()].toSorted());
  });

  test("its features' network is its own, for the model's images", async () => {
    const decode = (features: unknown, network = conv) =>
      decodeFamiliarity({ ...(head as object), features }, takeFrom(tensors), network);
    const { input } = conv;
    const other = { ...conv, input: [input[0] + 1, 28, 1] as const };
    const { features } = head as { features: unknown };
    await expectNescioError(() => decode(features, other), "invalid-model", "familiarity.features");
    await expectNescioError(() => decode({ input, layers: [] }), "invalid-model", "familiarity.features");
    await expectNescioError(() => decode(3), "invalid-model", "familiarity.features");
  });

  test("types, shapes and half precision are what they claim", () => {
    for (const { dtype, shape, data } of tensors.values()) {
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      const array = { F32: Float32Array, F16: Float32Array, I8: Int8Array, U8: Uint8Array, U32: Uint32Array };
      expect(data).toBeInstanceOf(array[dtype]);
      if (dtype === "F16") expect(Float32Array.from(data, roundToHalf)).toEqual(data);
    }
  });

  test("every tensor of another type, shape or length is refused by name", async () => {
    for (const [name, tensor] of tensors) {
      for (const wrong of [
        { ...tensor, dtype: tensor.dtype === "U8" ? "I8" : "U8" },
        { ...tensor, shape: [...tensor.shape, 2] },
        { ...tensor, data: tensor.data.subarray(1) },
      ] as StoredTensor[]) {
        const take = takeFrom(new Map(tensors).set(name, wrong));
        await expectNescioError(
          () => decodeFamiliarity(head, take, conv),
          "invalid-model",
          `familiarity/${name}"`,
        );
      }
    }
  });

  test("every float that is none is refused", async () => {
    for (const [name, tensor] of tensors) {
      if (!(tensor.data instanceof Float32Array)) continue;
      const data = tensor.data.map((value, i) => (i === 1 ? NaN : value));
      const take = takeFrom(new Map(tensors).set(name, { ...tensor, data }));
      await expectNescioError(
        () => decodeFamiliarity(head, take, conv),
        "invalid-model",
        `"familiarity/${name}": expected finite values, got NaN at index 1`,
      );
    }
  });
});

describe("heads and values that cannot be", () => {
  const stored = encodeFamiliarity(neighbours);
  const head = stored.head as Record<string, number | string>;

  test.each([
    [undefined, "familiarity"],
    [[], "familiarity"],
    [{ ...head, kind: "x" }, "familiarity.kind"],
    [{ ...head, members: 0 }, "familiarity.members"],
    [{ ...head, dimensions: 1025 }, "familiarity.dimensions"],
    [{ ...head, dimensions: 193 }, "at most 192 features"],
    [{ ...head, heldOut: 1.5 }, "familiarity.heldOut"],
    [{ ...head, bank: "many" }, "familiarity.bank"],
    [{ ...head, bank: 2 }, "at most 2 images"],
    [{ ...head, more: 1 }, "familiarity.more"],
  ])("%j", async (wrong, words) => {
    const take = takeFrom(stored.tensors);
    await expectNescioError(() => decodeFamiliarity(wrong, take, conv), "invalid-model", words);
  });

  test("scales, scores and triangles out of their range", async () => {
    const change = (source: ReadonlyMap<string, StoredTensor>, name: string, at: number, value: number) => {
      const tensor = source.get(name)!;
      const data = Float32Array.from(tensor.data);
      data[at] = value;
      return takeFrom(new Map(source).set(name, { ...tensor, data }));
    };
    const refuse = (take: (name: string) => StoredTensor, from: unknown, words: string) =>
      expectNescioError(() => decodeFamiliarity(from, take, conv), "invalid-model", words);
    await refuse(change(stored.tensors, "bank.scale", 2, 0), head, "scales greater than 0, got 0 at index 2");
    await refuse(change(stored.tensors, "calibration", 3, 99), head, "increasing order");
    const other = encodeFamiliarity(gaussian);
    await refuse(change(other.tensors, "whitening", 1, 1), other.head, "lower triangles");
    await refuse(change(other.tensors, "whitening", 7, -1), other.head, "lower triangles");
    await refuse(takeFrom(other.tensors), { ...(other.head as object), residual: 0 }, "familiarity.residual");
  });

  test("what others made is not stored", async () => {
    const foreign = { ...neighbours, kind: "gaussian" as const, score: () => neighbours.score(letters) };
    const close = (): Promise<void> => Promise.resolve();
    await expectNescioError(() => encodeFamiliarity({ ...foreign, close }), "unsupported", "gaussian");
  });
});
