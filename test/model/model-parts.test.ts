import { describe, expect, test } from "vitest";
import { fitFamiliarity } from "../../packages/core/src/familiarity/index.js";
import { DropoutPosterior } from "../../packages/core/src/posteriors/dropout/posterior.js";
import { MixturePosterior } from "../../packages/core/src/posteriors/mixture/posterior.js";
import { PointPosterior } from "../../packages/core/src/posteriors/point/posterior.js";
import type { Posterior } from "../../packages/core/src/prediction/posterior.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import type { Model, ModelPosterior } from "../../packages/core/src/model/model.js";
import { decodeSafetensors, encodeSafetensors } from "../../packages/core/src/model/safetensors.js";
import { expectNescioError } from "../helpers/errors.js";
import { conv, heldOut, letters, randomWeights, training } from "../familiarity/problem.js";
import { smallModel } from "./models.js";

const points = [1, 2].map((seed) => new PointPosterior(conv, randomWeights(conv, seed)));

function modelOf(posterior: ModelPosterior, more: Partial<Model> = {}): Model {
  const { rule, inputScale } = smallModel();
  return { network: posterior.network, posterior, classes: heldOut.classes, inputScale, rule, ...more };
}

function withMetadata(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes, "file");
  const text = metadata.get("nescio")!;
  const changed = change(text);
  expect(changed).not.toBe(text);
  return encodeSafetensors({ tensors, metadata: new Map([...metadata, ["nescio", changed]]) });
}

test("a mixture's members bear numbers, and the number of samples is kept", () => {
  const model = modelOf(new MixturePosterior(points), { samples: 2 });
  const bytes = encodeModel(model);
  expect(decodeModel(bytes, "file")).toEqual(model);
  const names = [...decodeSafetensors(bytes, "file").tensors.keys()];
  expect(names.filter((name) => name.startsWith("1/"))).toEqual(
    [...points[1].weights.keys()].map((name) => `1/${name}`),
  );
});

test("a kind that files do not hold is refused, in a mixture too", () => {
  const [point] = points;
  const other: Posterior = {
    kind: "oracle",
    network: conv,
    draw: () => point.weights,
    predict: (dataset) => point.predict(dataset),
  };
  const mixed = modelOf(new MixturePosterior([points[0], other]));
  expect(() => encodeModel(mixed)).toThrow(/expected a mean-field, .*, got the kind "oracle"/);
});

test("a posterior that does not suit its network names the file", () => {
  const bytes = encodeModel(modelOf(new DropoutPosterior(conv, points[0].weights)));
  const still = withMetadata(bytes, (text) => text.replaceAll('"rate":0.2', '"rate":0'));
  expect(() => decodeModel(still, "m.nescio")).toThrow(
    /m\.nescio, network of a dropout posterior: expected a dropout layer of a rate above 0/,
  );
});

describe("familiarity", () => {
  test.each(["neighbours", "gaussian", "both", "guarded"] as const)(
    "%s goes through the file",
    async (kind) => {
      const options = { kind, bankSize: 200, dimensions: 6 };
      const familiarity = await fitFamiliarity(conv, [points[0].weights], training, heldOut, options);
      const bytes = encodeModel(modelOf(points[0], { familiarity }), { precision: "half" });
      const back = decodeModel(bytes, "file").familiarity!;
      expect(await back.score(letters)).toEqual(await familiarity.score(letters));
      expect(encodeModel(decodeModel(bytes, "file"), { precision: "half" })).toEqual(bytes);
    },
  );

  test("without its tensors is refused", async () => {
    const familiarity = await fitFamiliarity(conv, [points[0].weights], training, heldOut, {
      ...{ bankSize: 200, dimensions: 6 },
    });
    const bytes = encodeModel(modelOf(points[0], { familiarity }));
    const { tensors, metadata } = decodeSafetensors(bytes, "file");
    const less = new Map([...tensors].filter(([name]) => name !== "familiarity/mean"));
    const broken = encodeSafetensors({ tensors: less, metadata });
    await expectNescioError(
      () => decodeModel(broken, "m.nescio"),
      "invalid-model",
      'm.nescio, tensor "familiarity/mean": expected to be there',
    );
    const headless = withMetadata(bytes, (text) => {
      const { familiarity: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
      return JSON.stringify(rest);
    });
    await expectNescioError(
      () => decodeModel(headless, "m.nescio"),
      "invalid-model",
      "only tensors of the network",
    );
  });
});
