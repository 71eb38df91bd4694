import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decompress } from "../../packages/node/src/data-file.js";
import { withinBudget } from "../../packages/node/src/decoding-budget.js";
import { loadIdxFiles } from "../../packages/node/src/idx-dataset.js";
import { loadImageFolder } from "../../packages/node/src/image-folder.js";
import { readRegularFile } from "../../packages/node/src/regular-file.js";
import { expectNescioError } from "../helpers/errors.js";
import { temporaryFolder } from "../helpers/folder.js";

/** An IDX file of images, with a header that says so many of 28×28. */
function idx(count: number, bytes: number): Buffer {
  const file = Buffer.alloc(16 + bytes);
  [0x803, count, 28, 28].forEach((value, i) => file.writeUInt32BE(value, 4 * i));
  return file;
}

test("no more is decompressed than the header says", async () => {
  const path = join(await temporaryFolder(), "x-images-idx3-ubyte.gz");
  await writeFile(path, gzipSync(idx(2, 30_000_000)));
  await expectNescioError(
    () => loadIdxFiles({ images: path }),
    "corrupt",
    "expected gzip-compressed data of at most 1584 bytes, got more than that",
  );
  await writeFile(path, gzipSync(idx(1_400_000, 100)));
  await expectNescioError(
    () => loadIdxFiles({ images: path }),
    "corrupt",
    "expected at most 1073741824 bytes of pixels, got 1400000 × 28 × 28",
  );
  await writeFile(path, gzipSync(idx(2, 1568)));
  expect((await loadIdxFiles({ images: path })).count).toBe(2);
});

test("what gzip says of its length may be wrong", async () => {
  const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * i) % 251));
  // Of two members, the stream's end tells the second one's length only.
  const stored = Buffer.concat([gzipSync(content), gzipSync(Buffer.from("end"))]);
  const read = await decompress(stored, "file", 2_000_000);
  expect(Buffer.from(read.content).equals(Buffer.concat([content, Buffer.from("end")]))).toBe(true);
  await expectNescioError(() => decompress(stored, "file", 1_000_002), "corrupt", "of at most 1000002 bytes");
  expect((await decompress(gzipSync(""), "file")).content).toHaveLength(0);
});

test("a folder's pixels are counted before they are decoded", async () => {
  const folder = join(await temporaryFolder(), "set");
  await mkdir(folder);
  const background = "white";
  const large = await sharp({ create: { width: 8000, height: 8000, channels: 3, background } })
    .png()
    .toBuffer();
  for (let i = 0; i < 17; i++) await writeFile(join(folder, `${i}.png`), i === 0 ? large : "not decoded");
  await expectNescioError(
    () => loadImageFolder(folder),
    "invalid-data",
    `${folder}: expected images of at most 1073741824 values together, got 17 of 8000×8000×1: 1088000000`,
  );
});

test("of several images that are wrong, the first is named", async () => {
  const folder = join(await temporaryFolder(), "set");
  await mkdir(folder);
  const image = (width: number): Promise<Buffer> =>
    sharp({ create: { width, height: 9, channels: 3, background: "red" } })
      .png()
      .toBuffer();
  for (const [i, width] of [9, 9, 3000, 8, 7].entries()) {
    await writeFile(join(folder, `${i}.png`), await image(width));
  }
  await expectNescioError(() => loadImageFolder(folder), "invalid-data", join(folder, "2.png"), "got 9×3000");
});

test("pictures are decoded as long as there is room for them, in order", async () => {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const work = [2 ** 25, 2 ** 24, 2 ** 26, 1].map((pixels, i) =>
    withinBudget(pixels, async () => {
      started.push(i);
      await new Promise<void>((end) => (ends[i] = end));
      if (i === 1) throw new Error("damaged");
    }),
  );
  const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
  await turn();
  expect(started).toEqual([0, 1]);
  ends[1]();
  await expect(work[1]).rejects.toThrow("damaged");
  await turn();
  expect(started).toEqual([0, 1]);
  ends[0]();
  await turn();
  expect(started).toEqual([0, 1, 2]);
  ends[2]();
  await turn();
  expect(started).toEqual([0, 1, 2, 3]);
  ends[3]();
});

test("a file that is too large is not read", async () => {
  const path = join(await temporaryFolder(), "file");
  await writeFile(path, "12345");
  await expectNescioError(() => readRegularFile(path, { most: 4 }), "invalid-data", "at most 4 bytes, got 5");
  expect(await readRegularFile(path, { most: 5 })).toHaveLength(5);
});
