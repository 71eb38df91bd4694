import { describe, expect, it } from "vitest";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { heldOutImages, trainingImages } from "../../packages/core/src/model/held-out.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { expectNescioError } from "../helpers/errors.js";
import { smallModel } from "./models.js";

const file = { file: "digits/images", sha256: "ab".repeat(32) };

/** Image i has the value i modulo 256, and the label i modulo 2. */
function dataset(count: number, change: Partial<ImageDataset> = {}): ImageDataset {
  return createDataset({
    ...{ name: "digits", count, height: 1, width: 1, channels: 1, classes: ["a", "b"], sources: [file] },
    pixels: Uint8Array.from({ length: count }, (_, i) => i),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
    ...change,
  });
}

function model(change: Partial<NonNullable<Model["training"]>>): Model {
  const base = smallModel();
  const data = [{ name: "digits", sources: [file] }];
  return { ...base, training: { ...base.training!, dataset: "digits", data, ...change } };
}

/** Parted at random, so many kept out for familiarity and for a promise. */
const parted = (familiarity: number, promise: number) => ({
  images: 150,
  split: { seed: 1, training: 150, validation: 0, familiarity, promise },
});

const span = ({ pixels, count }: ImageDataset) => [count, pixels[0], pixels[count - 1]];

describe("heldOutImages", () => {
  it("takes the last images: every fifth of them for familiarity, the others for thresholds", () => {
    const parts = heldOutImages(model({ images: 150, heldOut: 50 }), dataset(200), { familiarity: true });
    expect(span(parts.training)).toEqual([150, 0, 149]);
    expect(span(parts.familiarity!)).toEqual([10, 154, 199]);
    expect(span(parts.thresholds)).toEqual([40, 150, 198]);
    expect(parts.thresholds.labels![0]).toBe(0);
  });

  it("takes fewer, and none for familiarity, where that is wanted; at most 2000 for familiarity", () => {
    const some = heldOutImages(model({ heldOut: 50 }), dataset(200), { familiarity: false, images: 20 });
    expect(span(some.training)).toEqual([150, 0, 149]);
    expect(some.familiarity).toBeUndefined();
    expect(span(some.thresholds)).toEqual([20, 180, 199]);
    const many = heldOutImages(model({ heldOut: 12_000 }), dataset(13_000), { familiarity: true });
    expect(many.familiarity!.count).toBe(2000);
    expect(many.thresholds.count).toBe(10_000);
  });

  it("takes those that were the last in training, whatever else there is now", () => {
    // Ten between them measured epochs.
    const trained = model({ images: 140, total: 200, heldOut: 50 });
    for (const count of [200, 300]) {
      const parts = heldOutImages(trained, dataset(count, {}), { familiarity: true });
      expect(span(parts.training)).toEqual([140, 0, 139]);
      expect(span(parts.thresholds)).toEqual([40, 150, 198]);
      const last = heldOutImages(trained, dataset(count), { familiarity: false, images: 20 });
      expect(span(last.thresholds)).toEqual([20, 180, 199]);
    }
    const all = trainingImages({ total: 120 }, dataset(200));
    expect(span(all)).toEqual([120, 0, 119]);
    expect(() => trainingImages({ total: 201 }, dataset(200))).toThrow(
      "expected the 201 images that training parted",
    );
  });

  it("takes the parts of a split, and of those for thresholds as many as are wanted", () => {
    const wanted = { familiarity: true, images: 12 };
    const parts = heldOutImages(model(parted(20, 30)), dataset(200), wanted);
    const sizes = [parts.training.count, parts.familiarity!.count, parts.thresholds.count];
    expect(sizes).toEqual([150, 20, 12]);
    const without = heldOutImages(model(parted(0, 50)), dataset(200), { familiarity: false });
    expect(without.thresholds.count).toBe(50);
  });

  it("knows generated images of another number", () => {
    const named = (count: number, seed = 3) => [
      {
        file: `glyphs (generated: train, seed ${seed}, ${count} images)`,
        sha256: `${count % 10}`.repeat(64),
      },
    ];
    const trained = model({ heldOut: 50, data: [{ name: "glyphs", sources: named(201) }] });
    const parts = heldOutImages(trained, dataset(202, { sources: named(202) }), { familiarity: false });
    expect(parts.thresholds.count).toBe(50);
    expect(() =>
      heldOutImages(trained, dataset(202, { sources: named(202, 4) }), { familiarity: false }),
    ).toThrow(/seed 3/);
  });

  it.each([
    [
      "a model that has seen all images",
      model({}),
      dataset(200),
      {},
      "invalid-model",
      "trained on all images",
    ],
    [
      "a model that says nothing",
      { ...model({}), training: undefined },
      dataset(200),
      {},
      "invalid-model",
      "say",
    ],
    [
      ...(["other data", model({ heldOut: 50 }), dataset(200, { sources: [] }), {}] as const),
      ...(["invalid-data", "digits/images with SHA-256"] as const),
    ],
    [
      ...(["fewer images than were parted", model({ images: 140, total: 200, heldOut: 50 })] as const),
      ...([
        dataset(195),
        {},
        "invalid-data",
        "expected the 200 images that training parted, got 195",
      ] as const),
    ],
    ["fewer images", model({ images: 160, heldOut: 50 }), dataset(200), {}, "invalid-data", "at least 210"],
    [
      "more than were kept",
      model({ heldOut: 50 }),
      dataset(200),
      { images: 51 },
      "invalid-option",
      "2 to the 50",
    ],
    [
      ...(["more than a split kept out for thresholds", model(parted(20, 30)), dataset(200)] as const),
      ...([{ images: 31 }, "invalid-option", "2 to the 30"] as const),
    ],
    [
      ...(["a split without images for familiarity", model(parted(0, 50)), dataset(200), {}] as const),
      ...(["invalid-model", "for familiarity, and others for thresholds"] as const),
    ],
  ] as const)("refuses %s", async (_, given, data, options, code, words) => {
    await expectNescioError(() => heldOutImages(given, data, { familiarity: true, ...options }), code, words);
  });
});
