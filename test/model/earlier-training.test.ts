import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { createModel, type ModelFacts } from "../../packages/core/src/model/create-model.js";
import { heldOutImages } from "../../packages/core/src/model/held-out.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import type { ImageSplit, ModelTraining } from "../../packages/core/src/model/model.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { expectNescioError } from "../helpers/errors.js";

/** A set of 20 images that is known by its name and its file. */
function images(name: string, file = name): ImageDataset {
  return createDataset({
    ...{ name, count: 20, height: 2, width: 2, channels: 1, classes: ["dark", "light"] },
    pixels: Uint8Array.from({ length: 80 }, (_, i) => (Math.floor(i / 4) % 2) * 200),
    labels: Uint8Array.from({ length: 20 }, (_, i) => i % 2),
    sources: [{ file, sha256: file.charCodeAt(0).toString(16).padStart(64, "0") }],
  });
}

const [ours, theirs] = [images("ours", "a"), images("theirs", "b")];
const network = denseNetwork([2, 2, 1], [], 2);
const first = await trainPosterior(network, ours, { posterior: "point", epochs: 3, threads: 1 });
const next = await trainPosterior(network, ours, {
  ...{ posterior: "point", epochs: 2, threads: 1, start: first.posterior },
});

const split: ImageSplit = { seed: 1, training: 10, validation: 0, familiarity: 4, promise: 6 };
const factsOf = (changes: Partial<ModelFacts> = {}): ModelFacts => ({
  ...{ dataset: ours, preset: "default" },
  ...changes,
});
const trainingOf = (changes: Partial<ModelFacts> = {}, result = first): ModelTraining =>
  createModel(result, factsOf(changes)).training!;

describe("a model that was trained on from another", () => {
  test("says for how many epochs that had been, however often", () => {
    expect(trainingOf()).not.toHaveProperty("continued");
    const second = trainingOf({ continues: trainingOf() }, next);
    expect(second).toMatchObject({ epochs: 2, continued: { epochs: 3 } });
    const third = trainingOf({ continues: second }, next);
    expect(third).toMatchObject({ epochs: 2, continued: { epochs: 5 } });
    expect(third.lossPerImageByEpoch).toHaveLength(2);
  });

  test("says so where nobody says from which, and then not for how long", () => {
    const unknown = trainingOf({}, next);
    expect(unknown.continued).toEqual({});
    expect(trainingOf({ continues: unknown }, next).continued).toEqual({});
    // Parts of a training that were put together by hand do not tell.
    const { continued: _, ...plain } = next;
    expect(createModel(plain, factsOf({ continues: trainingOf() })).training!.continued).toEqual({
      epochs: 3,
    });
  });

  test("names the data that it has seen, each once, its own first", () => {
    const data = (training: ModelTraining): string[] => training.data.map(({ name }) => name);
    const same = trainingOf({ continues: trainingOf() }, next);
    expect(data(same)).toEqual(["ours"]);
    const other = trainingOf({ dataset: theirs, continues: same }, next);
    expect(data(other)).toEqual(["theirs", "ours"]);
    expect(data(trainingOf({ continues: other }, next))).toEqual(["ours", "theirs"]);
  });

  test("goes through a model file, which refuses what is no number of epochs", () => {
    const model = createModel(next, factsOf({ continues: trainingOf() }));
    expect(decodeModel(encodeModel(model), "file").training).toEqual(model.training);
    const unknown = createModel(next, factsOf());
    expect(decodeModel(encodeModel(unknown), "file").training).toEqual(unknown.training);
    for (const continued of [{ epochs: 0 }, { epochs: 1.5 }, { epochs: 1, more: 2 }, 3]) {
      const training = { ...model.training, continued } as unknown as ModelTraining;
      expect(() => decodeModel(encodeModel({ ...model, training }), "file")).toThrow("continued");
    }
  });
});

describe("what is said to be held out was held out before, too", () => {
  const parted = { images: 10, split };
  const last = { images: 10, heldOut: 10 };

  test("of the same data, parted the same way", async () => {
    for (const facts of [parted, last]) {
      const training = trainingOf({ ...facts, continues: trainingOf(facts) }, next);
      expect(training).toMatchObject({ ...facts, continued: { epochs: 3 } });
      const fewer = "heldOut" in facts ? { images: 12, heldOut: 8 } : facts;
      expect(trainingOf({ ...fewer, continues: training }, next)).toMatchObject(fewer);
    }
    const calibrated = createModel(next, factsOf({ ...parted, continues: trainingOf(parted) }));
    expect(heldOutImages(calibrated, ours, { familiarity: true }).thresholds.count).toBe(6);
    const promised = "what was held out: expected images that the training that it went on from has not seen";
    const refused: Partial<ModelFacts>[] = [
      { ...parted, continues: trainingOf() },
      { ...parted, continues: trainingOf(last) },
      { ...parted, continues: trainingOf({ ...parted, split: { ...split, seed: 2 } }) },
      { ...parted, continues: trainingOf({ ...parted, split: { ...split, groupBy: "folder" } }) },
      { ...last, continues: trainingOf() },
      { ...last, continues: trainingOf(parted) },
      { ...last, continues: trainingOf({ images: 11, heldOut: 9 }) },
      { ...last, continues: { ...trainingOf(last), total: 21 } },
      // The same name, other files; the same files, another name.
      { ...parted, continues: trainingOf({ ...parted, dataset: images("ours", "c") }) },
      { ...parted, continues: trainingOf({ ...parted, dataset: images("renamed", "a") }) },
      // Seen before the one that it went on from.
      { ...parted, continues: trainingOf({ ...parted, dataset: theirs, continues: trainingOf() }, next) },
      parted,
      last,
    ];
    for (const changes of refused) {
      await expectNescioError(() => trainingOf(changes, next), "invalid-option", promised);
    }
  });

  test("of other data nothing has been seen; they alone are asked for when it is calibrated", async () => {
    const model = createModel(next, factsOf({ ...parted, dataset: theirs, continues: trainingOf() }));
    expect(model.training!.data).toHaveLength(2);
    expect(heldOutImages(model, theirs, { familiarity: false }).thresholds.count).toBe(10);
    await expectNescioError(
      () => heldOutImages(model, ours, { familiarity: false }),
      "invalid-data",
      "the data that the model was trained on: b",
    );
  });
});
