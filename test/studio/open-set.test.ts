import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createHash } from "node:crypto";
import {
  createDataset,
  firstImages,
  glyphs,
  selectImages,
  type ImageDataset,
  type Model,
} from "@nescio/core";
import { encodeIdxImages, encodeIdxLabels } from "../../packages/core/src/data/idx.js";
import { Gallery } from "../../packages/studio/page/src/engine/gallery.js";
import { imagesAt, trainingSet } from "../../packages/studio/page/src/engine/nearest-images.js";
import { openFolder, openIdx } from "../../packages/studio/page/src/engine/open-set.js";
import { openedFacts, openedSample } from "../../packages/studio/page/src/engine/opened-images.js";
import { expectNescioError } from "../helpers/errors.js";

const digits = glyphs({ count: 30, seed: 2, kind: "digits" });
const imageBytes = encodeIdxImages(digits);
const labelBytes = encodeIdxLabels(digits.labels as Uint8Array);
const file = (name: string, bytes: Uint8Array): File => new File([Uint8Array.from(bytes)], name);
const images = file("t10k-images-idx3-ubyte", imageBytes);
const labels = file("t10k-labels-idx1-ubyte", labelBytes);

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("IDX files", () => {
  test.each([
    ["in order", [images, labels]],
    ["the labels first", [labels, images]],
    ["compressed", [file("a.gz", gzipSync(imageBytes)), file("b.gz", gzipSync(labelBytes))]],
  ])("%s are a data set, with the checksums of what is in them", async (_, files) => {
    const set = await openIdx(files);
    expect(set).toMatchObject({ count: 30, height: 28, width: 28, channels: 1, classes: digits.classes });
    expect(set.pixels).toEqual(digits.pixels);
    expect([...set.labels!]).toEqual([...digits.labels!]);
    expect(set.sources!.map((source) => source.sha256)).toEqual([sha256(imageBytes), sha256(labelBytes)]);
  });

  test("images do without labels, and labels get the model's names", async () => {
    expect((await openIdx([images])).labels).toBeUndefined();
    const names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    expect((await openIdx([images, labels], names)).classes).toEqual(names);
  });

  test("what is wrong with files is told by their names", async () => {
    await expectNescioError(() => openIdx([labels]), "invalid-data", "one of their labels", "0 and 1");
    await expectNescioError(() => openIdx([images, images]), "invalid-data", "2 and 0");
    const png = file(
      "cat.png",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 0, 0, 0, 0, 0),
    );
    await expectNescioError(() => openIdx([png]), "corrupt", "cat.png", "an IDX file of images");
    const cut = file("cut", imageBytes.subarray(0, 999));
    await expectNescioError(() => openIdx([cut, labels]), "corrupt", "cut", "truncated");
    const broken = file("broken.gz", gzipSync(imageBytes).subarray(0, 99));
    await expectNescioError(() => openIdx([broken]), "corrupt", "broken.gz", "a whole gzip file");
    const few = file("few", encodeIdxLabels(new Uint8Array(7)));
    await expectNescioError(() => openIdx([images, few]), "invalid-data", "few", "30 labels", "7 labels");
    await expectNescioError(
      () => openIdx([images, labels], ["a", "b"]),
      "invalid-data",
      "labels from 0 to 1",
    );
  });
});

describe("folders", () => {
  const image = new Blob([Uint8Array.of(1, 2, 3)]);

  test("need folders named after classes, with images in them", async () => {
    const open = (...paths: string[]) => openFolder(paths.map((path) => ({ path, file: image })));
    await expectNescioError(() => open("pets/cat.png"), "invalid-data", "pets/cat.png", "FOLDER/CLASS/IMAGE");
    await expectNescioError(() => open("pets/a/b/cat.png"), "invalid-data", "pets/a/b/cat.png");
    await expectNescioError(() => open("pets/.hidden/a.png", "pets/Thumbs.db"), "invalid-data", "none");
  });

  test("have to bear the names of the model's classes", async () => {
    const files = ["pets/cat/1.png", "pets/cow/1.png"].map((path) => ({ path, file: image }));
    await expectNescioError(
      () => openFolder(files, { classes: ["cat", "dog"] }),
      "invalid-data",
      "pets/cow/1.png",
      "cat, dog",
    );
  });
});

/** Of a model what an opened set is looked at by. */
function modelOf(set: ImageDataset, training: Partial<NonNullable<Model["training"]>> = {}): Model {
  const facts = { data: [{ name: "digits", sources: set.sources ?? [] }], dataset: "digits", ...training };
  return { network: { input: [28, 28, 1] }, classes: digits.classes, training: facts } as unknown as Model;
}

describe("an opened set", () => {
  test("is studied in the order of the model's classes, evenly spread", async () => {
    const other = { ...digits, classes: [...digits.classes].reverse(), name: "other" };
    const found = openedSample(modelOf(await openIdx([images, labels])), createDataset(other));
    expect([...found.labels!]).toEqual([...digits.labels!].map((label) => 9 - label));
    expect(found.classes).toEqual(digits.classes);
  });

  test("has only what was kept out of training studied, where the model was trained on it", async () => {
    const set = await openIdx([images, labels]);
    const model = modelOf(set, { images: 20, heldOut: 10 });
    expect(openedFacts(model, set, new Gallery())).toEqual({
      ...{ name: "t10k-images-idx3-ubyte", images: 30, labelled: true },
      ...{ trainedOn: true, heldOut: false, unseen: 10, studied: 10 },
    });
    expect([...openedSample(model, set).labels!]).toEqual([...digits.labels!].slice(20));
    const another = modelOf(digits, { images: 20, heldOut: 10 });
    expect(openedFacts(another, set, new Gallery())).toMatchObject({
      trainedOn: false,
      unseen: 30,
      studied: 30,
    });
  });

  test("is not taken for the training set where it is what was kept out of it", async () => {
    const set = await openIdx([images, labels]);
    const split = { seed: 1, training: 20, validation: 5, familiarity: 0, promise: 5 };
    const model = modelOf(set, { images: 20, split });
    const heldOut = selectImages(set, [3, 4, 5, 6, 7]);
    const gallery = new Gallery();
    gallery.openTrained(heldOut, firstImages(set, 20));
    const facts = { images: 5, trainedOn: false, unseen: 5, studied: 5 };
    expect(openedFacts(model, heldOut, gallery)).toMatchObject({ ...facts, heldOut: true });
    expect(openedSample(model, heldOut).count).toBe(5);
    gallery.forgetTraining();
    expect(openedFacts(model, heldOut, gallery)).toMatchObject({ ...facts, heldOut: false });
  });

  test("of another size, of other classes or without labels is an error", async () => {
    const model = modelOf(digits);
    const set = (facts: Partial<ImageDataset>) => createDataset({ ...digits, ...facts });
    const small = set({ height: 14, width: 56 });
    await expectNescioError(() => openedSample(model, small), "invalid-data", "28×28×1", "14×56×1");
    const foreign = set({ classes: digits.classes.map((name) => `${name}!`) });
    await expectNescioError(() => openedSample(model, foreign), "invalid-data", "the model's classes");
    const bare = await openIdx([images]);
    await expectNescioError(() => openedSample(model, bare), "invalid-data", "labels to compare", "none");
  });
});

describe("the nearest training images", () => {
  test("are shown where the files are those of the training, by their checksums", async () => {
    const set = await openIdx([images, labels]);
    const gallery = new Gallery();
    const model = modelOf(set, { images: 20, heldOut: 10 });
    expect(trainingSet(model, gallery)).toBeUndefined();
    gallery.open(digits);
    expect(trainingSet(model, gallery)).toBeUndefined();
    gallery.open(set);
    const training = trainingSet(model, gallery)!;
    expect(training.count).toBe(20);
    const [third] = imagesAt(training, [3]);
    expect(third).toMatchObject({ place: 3, label: String(digits.labels![3]) });
    expect(third.image.pixels).toEqual(digits.pixels.slice(3 * 784, 4 * 784));
  });

  test("are those of a training in the page, whatever is open", () => {
    const gallery = new Gallery();
    gallery.openTrained(firstImages(digits, 5), digits);
    expect(trainingSet(modelOf(digits), gallery)).toBe(digits);
  });
});
