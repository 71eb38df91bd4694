import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cifarBatches } from "../../../packages/core/src/data/formats/cifar-batches.js";
import { findRegistryEntry } from "../../../packages/core/src/data/registry.js";
import { loadDataset } from "../../../packages/node/src/datasets.js";
import { runCli } from "../../helpers/cli.js";
import { expectNescioError } from "../../helpers/errors.js";
import { temporaryFolder } from "../../helpers/folder.js";

const entry = findRegistryEntry("cifar10")!;
const size = 32 * 32;

/** A batch: image i has the label `labels[i]`, and at pixel p red i, green p mod 256 and blue 255 − i. */
function batch(labels: readonly number[]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((label, i) => [
      label,
      ...Array.from({ length: size }, () => i),
      ...Array.from({ length: size }, (_, p) => p % 256),
      ...Array.from({ length: size }, () => 255 - i),
    ]),
  );
}

/** A data folder with these files of CIFAR-10. */
async function folderWith(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const dataDir = await temporaryFolder();
  await mkdir(join(dataDir, "cifar10"));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(dataDir, "cifar10", name), bytes);
  return dataDir;
}

describe("CIFAR's batches", () => {
  test("planes become pixels, batch after batch", () => {
    const files = [
      { path: "a", content: batch([3, 9]) },
      { path: "b", content: batch([0]) },
    ];
    const dataset = cifarBatches.read(files, entry, []);
    expect(dataset).toMatchObject({ name: "cifar10", count: 3, height: 32, width: 32, channels: 3 });
    expect([...dataset.labels!]).toEqual([3, 9, 0]);
    const pixel = (image: number, p: number) => [
      ...dataset.pixels.subarray((image * size + p) * 3, (image * size + p) * 3 + 3),
    ];
    expect(pixel(0, 0)).toEqual([0, 0, 255]);
    expect(pixel(1, 300)).toEqual([1, 44, 254]);
    expect(pixel(2, 1023)).toEqual([0, 255, 255]);
  });

  test("only the batches that hold the first images are needed", () => {
    const { files } = entry.splits.train!;
    const needed = (images: number) => cifarBatches.filesFor(files, images).length;
    expect([1, 10_000, 10_001, 50_000, 50_001, Infinity].map(needed)).toEqual([1, 1, 2, 5, 5, 5]);
  });

  test.each([
    ["nothing", new Uint8Array(), "0 bytes"],
    ["a truncated image", batch([1, 2]).subarray(0, 6000), "6000 bytes"],
    ["a label that is no class", batch([1, 10]), "10 at image 1"],
  ])("%s is refused, naming the file", async (_, content, found) => {
    await expectNescioError(
      () => cifarBatches.read([{ path: "x.bin", content }], entry, []),
      "corrupt",
      "x.bin",
      found,
    );
  });
});

describe("cifar10 by name", () => {
  const labels = Array.from({ length: 40 }, (_, i) => i % 10);

  test("is found in a data folder, compressed or not, and says which file it is of", async () => {
    const dataDir = await folderWith({ "data_batch_1.bin.gz": gzipSync(batch(labels)) });
    const dataset = await loadDataset("cifar10", { split: "train", dataDir, limit: 25 });
    expect(dataset.count).toBe(25);
    expect(dataset.classes[9]).toBe("truck");
    expect(dataset.sources!.map(({ file }) => file)).toEqual(["cifar10/data_batch_1.bin"]);
    await expectNescioError(
      () => loadDataset("cifar10", { split: "train", dataDir }),
      "unavailable",
      "data_batch_2.bin",
      "cifar-10-binary.tar.gz",
    );
  });

  test("trains a convolutional network, which is evaluated on its test images", async () => {
    const dataDir = await folderWith({
      "data_batch_1.bin": batch(labels),
      "test_batch.bin": batch(labels.slice(0, 20)),
    });
    const model = join(dataDir, "model.nescio");
    const common = ["--data-dir", dataDir, "--seed", "1"];
    const network = ["--channels", "2,3", "--hidden", "8", "--epochs", "1", "--limit", "40"];
    const trained = await runCli([
      ...["train", "cifar10", "--preset", "default", ...network, "--out", model, ...common],
    ]);
    expect(trained).toMatchObject({ code: 0 });
    const evaluated = await runCli([
      "evaluate",
      model,
      "--samples",
      "3",
      "--ood",
      "noise",
      "--json",
      ...common,
    ]);
    expect(evaluated).toMatchObject({ code: 0 });
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      inDistribution: { dataset: "cifar10", images: 20 },
      outOfDistribution: [{ dataset: "noise" }],
    });
  });
});
