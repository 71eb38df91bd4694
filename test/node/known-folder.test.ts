import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selectImages } from "../../packages/core/src/data/dataset.js";
import { splitImages } from "../../packages/core/src/data/split.js";
import { chooseReading } from "../../packages/node/src/choose-reading.js";
import { loadDataset } from "../../packages/node/src/datasets.js";
import { expectNescioError } from "../helpers/errors.js";

let folder: string;

async function picture(path: string, value: number, width = 10, height = 8): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const background = { r: value, g: value, b: 255 - value };
  await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toFile(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  for (const [part, each] of [
    ["train", 9],
    ["Test", 3],
  ] as const) {
    for (const name of ["dark", "light"]) {
      for (let i = 0; i < each; i++) {
        await picture(join(folder, "parts", part, name, `${i}.png`), (name === "dark" ? 20 : 200) + i);
      }
    }
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("folders as people have them", () => {
  test("train/ and test/ are a set's parts, in any case", async () => {
    const [train, tests] = await Promise.all(
      (["train", "test"] as const).map((split) => loadDataset(join(folder, "parts"), { split })),
    );
    expect([train.count, tests.count]).toEqual([18, 6]);
    expect(train.classes).toEqual(["dark", "light"]);
    expect(train.files![0]).toMatch(/dark\/0\.png$/);
  });

  test("a limit takes classes alike from a folder that comes class by class", async () => {
    const some = await loadDataset(join(folder, "parts"), { split: "train", limit: 8, seed: 3 });
    expect(some.labels!.filter((label) => label === 1).length).toBe(4);
    const again = await loadDataset(join(folder, "parts"), { split: "train", limit: 8, seed: 3 });
    expect(again.pixels).toEqual(some.pixels);
    // By other numbers than those that part a set by this seed.
    const all = await loadDataset(join(folder, "parts"), { split: "train" });
    const { part } = splitImages(all, { part: 8, rest: 10 }, { seed: 3 });
    expect(selectImages(all, part.sort()).files).not.toEqual(some.files);
  });

  test("CIFAR's batches are known by their names, as many as there are", async () => {
    const batches = join(folder, "batches");
    await mkdir(batches);
    const record = Buffer.alloc(3073, 7);
    record[0] = 3;
    await writeFile(join(batches, "data_batch_1.bin"), Buffer.concat([record, record]));
    const dataset = await loadDataset(batches, { split: "train" });
    expect(dataset).toMatchObject({ name: "batches", count: 2, height: 32, width: 32, channels: 3 });
    expect(dataset.classes).toContain("cat");
    // That they are no pictures to be read is in the names: batches are large, and need not be read for it.
    await writeFile(join(batches, "data_batch_1.bin"), "cut off");
    expect(await chooseReading(batches)).toBeUndefined();
    await expectNescioError(() => loadDataset(batches, { split: "train" }), "corrupt", "data_batch_1.bin");
  });

  test("pictures of one moderate size are taken as they are; of others a reading is chosen", async () => {
    expect(await chooseReading(join(folder, "parts"))).toBeUndefined();
    const mixed = join(folder, "mixed");
    for (const [i, [width, height]] of [
      [300, 200],
      [310, 190],
      [280, 210],
    ].entries()) {
      await picture(join(mixed, "a", `${i}.png`), 100, width, height);
    }
    const shape = { width: 64, height: 43, channels: 3 };
    expect(await chooseReading(mixed)).toEqual({ reading: { kind: "photo", fit: "crop" }, shape });
    await picture(join(mixed, "b", "tall.png"), 50, 100, 500);
    await picture(join(mixed, "b", "wide.png"), 50, 500, 100);
    expect((await chooseReading(mixed))!.reading).toEqual({ kind: "photo", fit: "letterbox" });
  });
});
