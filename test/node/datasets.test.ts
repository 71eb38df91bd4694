import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeIdxImages, encodeIdxLabels } from "../../packages/core/src/data/idx.js";
import { datasetNames, loadDataset, loadRegistered } from "../../packages/node/src/datasets.js";
import { defaultSeed } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { deadMirror, serveFiles, startMirror } from "../helpers/mirror.js";
import { realData } from "../helpers/shared-data.js";
import { toyEntry, toyFile, toyFiles } from "../helpers/toy-registry.js";

beforeEach(() => {
  for (const name of ["NESCIO_DATA", "NESCIO_MIRROR"]) vi.stubEnv(name, "");
  vi.stubEnv("NESCIO_CACHE", "/nowhere/to/be/found");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const pixels = Uint8Array.from({ length: 12 }, (_, index) => index);
const images = encodeIdxImages({ count: 3, height: 2, width: 2, pixels });
const labels = encodeIdxLabels(Uint8Array.of(1, 0, 2));

async function folderWith(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

describe("generated data sets", () => {
  const names = ["noise", "glyphs", "glyphs-letters", "glyphs-neat", "glyphs-neat-letters"];
  test.each(names)("%s: by seed, the splits differ", async (name) => {
    const make = (split: "train" | "test", seed?: number): ReturnType<typeof loadDataset> =>
      loadDataset(name, { split, seed, count: 12 });
    const dataset = await make("train");
    expect(dataset).toMatchObject({ name, count: 12, height: 28, width: 28, channels: 1 });
    expect(dataset.sources).toHaveLength(1);
    const bytes = async (...args: Parameters<typeof make>): Promise<string> =>
      createHash("sha256")
        .update((await make(...args)).pixels)
        .digest("hex");
    const all = [await bytes("train"), await bytes("test"), await bytes("train", 1), await bytes("test", 1)];
    expect(new Set(all).size).toBe(4);
    expect(await bytes("train", defaultSeed)).toBe(all[0]);
  });

  test("noise is 1000 images unless asked otherwise, in any shape", async () => {
    expect((await loadDataset("noise", { split: "test" })).count).toBe(1000);
    const shape = { height: 5, width: 4, channels: 3 };
    expect(await loadDataset("noise", { split: "test", shape, count: 2 })).toMatchObject({
      ...shape,
      count: 2,
    });
  });

  test("a shape that glyphs do not have, a bad seed and a bad count are refused", async () => {
    const shape = { height: 32, width: 32, channels: 1 };
    await expectNescioError(
      () => loadDataset("glyphs", { split: "test", count: 2, shape }),
      "invalid-data",
      "32×32×1",
      "28×28×1",
    );
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
      await expectNescioError(() => loadDataset("noise", { split: "test", seed }), "invalid-option", "seed");
    }
    for (const count of [0, -1, 1.5, NaN]) {
      await expectNescioError(
        () => loadDataset("noise", { split: "test", count }),
        "invalid-option",
        "count",
      );
    }
  });
});

test("drawing glyphs stops when told to", async () => {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  const { signal } = controller;
  await expectNescioError(() => loadDataset("glyphs", { split: "train", signal }), "aborted", "glyphs");
});

describe("paths", () => {
  test("IDX images with the labels beside them, compressed or not", async () => {
    for (const [imagesName, labelsName, pack] of [
      ["a-images-idx3-ubyte.gz", "a-labels-idx1-ubyte.gz", gzipSync],
      ["a-images-idx3-ubyte", "a-labels-idx1-ubyte", (bytes: Uint8Array) => bytes],
      ["a-images.idx3-ubyte", "a-labels.idx1-ubyte", (bytes: Uint8Array) => bytes],
    ] as const) {
      const folder = await folderWith({ [imagesName]: pack(images), [labelsName]: pack(labels) });
      const dataset = await loadDataset(join(folder, imagesName), { split: "test" });
      expect(dataset).toMatchObject({
        name: imagesName.replace(".gz", ""),
        count: 3,
        height: 2,
        width: 2,
        channels: 1,
      });
      expect([...dataset.pixels]).toEqual([...pixels]);
      expect([...(dataset.labels ?? [])]).toEqual([1, 0, 2]);
      expect(dataset.classes).toEqual(["0", "1", "2"]);
      expect(dataset.sources?.map(({ file }) => file)).toEqual([imagesName, labelsName]);
    }
  });

  test("IDX images alone, and with labels named explicitly", async () => {
    const folder = await folderWith({ "im+ages": images, labels });
    const alone = await loadDataset(join(folder, "im+ages"), { split: "train" });
    expect(alone).not.toHaveProperty("labels");
    const both = `${join(folder, "im+ages")}+${join(folder, "labels")}`;
    expect((await loadDataset(both, { split: "train", classes: ["x", "y", "z"] })).classes).toEqual([
      "x",
      "y",
      "z",
    ]);
    await expectNescioError(
      () => loadDataset(`${join(folder, "im+ages")}+${join(folder, "no")}`, { split: "train" }),
      "not-found",
      "no file",
    );
  });

  test("a folder with IDX files in MNIST's names has splits", async () => {
    const folder = await folderWith({
      "t10k-images-idx3-ubyte": images,
      "t10k-labels-idx1-ubyte.gz": gzipSync(labels),
    });
    expect((await loadDataset(folder, { split: "test" })).labels).toBeDefined();
    await expectNescioError(() => loadDataset(folder, { split: "train" }), "not-found", 'the split "train"');
  });

  test("also in the names that they are unpacked to elsewhere, among folders of the others", async () => {
    const folder = await folderWith({
      "train-images.idx3-ubyte": images,
      "train-labels.idx1-ubyte": labels,
      "t10k-images.idx3-ubyte": images,
    });
    await mkdir(join(folder, "train-images-idx3-ubyte"));
    expect((await loadDataset(folder, { split: "train" })).labels).toBeDefined();
    expect((await loadDataset(folder, { split: "test" })).labels).toBeUndefined();
  });

  test("labels from 1 on have no class 0, and a model's classes say which is which", async () => {
    const folder = await folderWith({
      "a-images-idx3-ubyte": images,
      "a-labels-idx1-ubyte": encodeIdxLabels(Uint8Array.of(3, 1, 3)),
    });
    const path = join(folder, "a-images-idx3-ubyte");
    const trained = await loadDataset(path, { split: "train" });
    expect([trained.classes, trained.labels]).toEqual([["1", "3"], Uint8Array.of(1, 0, 1)]);
    const { labels: tested } = await loadDataset(path, { split: "test", classes: ["1", "2", "3"] });
    expect(tested).toEqual(Uint8Array.of(2, 0, 2));
  });

  test("a folder of images", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "0"));
    await sharp(pixels, { raw: { width: 4, height: 3, channels: 1 } }).toFile(join(folder, "0", "a.png"));
    expect(await loadDataset(folder, { split: "test" })).toMatchObject({ count: 1, height: 3, width: 4 });
  });

  test.each([
    ["truncated images", { "images-idx3": images.subarray(0, 20) }, "corrupt"],
    ["a truncated gzip file", { "images-idx3": gzipSync(images).subarray(0, 20) }, "corrupt"],
    ["an empty file", { "images-idx3": new Uint8Array(0) }, "corrupt"],
    ["truncated labels", { "images-idx3": images, "labels-idx1": labels.subarray(0, 9) }, "corrupt"],
    ["images where labels belong", { "images-idx3": images, "labels-idx1": images }, "corrupt"],
    [
      "another number of labels",
      { "images-idx3": images, "labels-idx1": encodeIdxLabels(new Uint8Array(4)) },
      "invalid-data",
    ],
  ] as const)("%s: refused by name", async (_, files, code) => {
    const folder = await folderWith(files);
    await expectNescioError(() => loadDataset(join(folder, "images-idx3"), { split: "test" }), code, folder);
  });

  test("labels outside the classes given, and images of another shape, are refused", async () => {
    const folder = await folderWith({ "images-idx3": images, "labels-idx1": labels });
    const path = join(folder, "images-idx3");
    await expectNescioError(
      () => loadDataset(path, { split: "test", classes: ["a", "b"] }),
      "invalid-data",
      "labels-idx1",
      "label 2 at image 2",
    );
    const shape = { height: 28, width: 28, channels: 1 };
    await expectNescioError(
      () => loadDataset(path, { split: "test", shape }),
      "invalid-data",
      "28×28×1",
      "2×2×1",
    );
  });

  test("as many images as are asked for are taken, by the seed and in their order, not more than there are", async () => {
    const folder = await folderWith({ "images-idx3": images });
    const path = join(folder, "images-idx3");
    expect([...(await loadDataset(path, { split: "test", count: 2 })).pixels]).toEqual([
      ...pixels.subarray(0, 4),
      ...pixels.subarray(8, 12),
    ]);
    await expectNescioError(
      () => loadDataset(path, { split: "test", count: 4 }),
      "invalid-option",
      "3 images",
    );
  });

  test("what is neither a name nor a path says what would be", async () => {
    const error = await expectNescioError(
      () => loadDataset("mnits", { split: "test" }),
      "not-found",
      "mnits",
    );
    for (const name of datasetNames) expect(error.message).toContain(name);
  });
});

describe("registered data sets", () => {
  test("are downloaded, verified, and read again from the cache", async () => {
    const cacheDir = await temporaryFolder();
    const mirror = await startMirror(serveFiles(toyFiles));
    const dataset = await loadRegistered(toyEntry([mirror]), "train", { cacheDir });
    expect(dataset).toMatchObject({ name: "toy", count: 3, classes: ["a", "b", "c"] });
    expect([...(dataset.labels ?? [])]).toEqual([0, 1, 2]);
    expect(dataset.sources).toEqual([
      { file: "toy/train-images-idx3-ubyte", sha256: toyFile("train-images-idx3-ubyte").sha256 },
      { file: "toy/train-labels-idx1-ubyte", sha256: toyFile("train-labels-idx1-ubyte").sha256 },
    ]);
    expect(await loadRegistered(toyEntry([]), "train", { cacheDir })).toEqual(dataset);
  });

  test("an unreachable mirror leaves nothing behind", async () => {
    const cacheDir = await temporaryFolder();
    const entry = toyEntry([await deadMirror()]);
    await expectNescioError(() => loadRegistered(entry, "test", { cacheDir }), "unavailable", "ECONNREFUSED");
    expect(await filesIn(cacheDir)).toEqual([]);
  });

  test("a split that it does not have is an error", async () => {
    await expectNescioError(
      () => loadDataset("notmnist", { split: "train" }),
      "not-found",
      '"train"',
      "(test)",
    );
  });

  test("notmnist-tutorial says where to get it", async () => {
    await expectNescioError(
      () => loadDataset("notmnist-tutorial", { split: "test" }),
      "unavailable",
      "github.com/paraschopra",
      "NESCIO_DATA",
    );
  });
});

describe.skipIf(realData === undefined)("real data sets (needs NESCIO_DATA or ../shared/data)", () => {
  test.each([
    ["mnist", "train", 60_000, "5041921314"],
    ["mnist", "test", 10_000, "7210414959"],
    ["notmnist", "test", 10_000, undefined],
    ["notmnist-tutorial", "test", 459, "AAAAAAAAAA"],
    ["kmnist", "test", 10_000, undefined],
  ] as const)("%s, %s", async (name, split, count, first) => {
    const dataset = await loadDataset(name, { split, dataDir: realData, download: false });
    expect(dataset).toMatchObject({ name, count, height: 28, width: 28, channels: 1 });
    expect(new Set(dataset.labels).size).toBe(10);
    const names = Array.from(dataset.labels?.subarray(0, 10) ?? [], (label) => dataset.classes[label]).join(
      "",
    );
    if (first !== undefined) expect(names).toBe(first);
  });
});
