import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { answer, answerEach } from "../../packages/node/src/answer.js";
import { loadModel } from "../../packages/node/src/model-files.js";
import { expectNescioError } from "../helpers/errors.js";
import { temporaryFolder } from "../helpers/folder.js";
import { greyPicture, onSheet, sheetOf } from "../helpers/pictures.js";

const boxed = fileURLToPath(new URL("../../packages/cli/models/mnist.nescio", import.meta.url));
const set = glyphs({ kind: "digits", count: 10, seed: 8 });
const digit = (i: number): Uint8Array => set.pixels.subarray(784 * i, 784 * (i + 1));
const three = digit(set.labels!.indexOf(3));

let model: Model;
beforeAll(async () => {
  model = await loadModel(boxed);
});
afterAll(() => model.familiarity!.close());

/** A 3 in dark ink on grey paper, as a file. */
function fileOf(format: "png" | "jpeg" | "webp" | "gif" | "tiff"): Promise<Buffer> {
  const { width, height, data } = sheetOf(three, { ground: 170, ink: 50 });
  return sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .toFormat(format)
    .toBuffer();
}

test("the boxed model reads ink", () => {
  expect(model.reading).toEqual({ kind: "ink", box: 20, stroke: 1.7 });
});

test.each(["png", "jpeg", "webp", "gif", "tiff"] as const)(
  "bytes of %s files, Blobs and their paths",
  async (format) => {
    const bytes = await fileOf(format);
    // Whatever its name says.
    const path = join(await temporaryFolder(), "digit.png");
    await writeFile(path, bytes);
    const inputs = [
      bytes,
      new Uint8Array(bytes).buffer,
      new Blob([new Uint8Array(bytes)]),
      path,
      pathToFileURL(path),
    ];
    for (const input of inputs) {
      const { labels, explanation } = await answer(model, input);
      expect(labels, explanation).toEqual(["3"]);
    }
  },
);

test("pixels, and each digit of a page", async () => {
  expect((await answer(model, sheetOf(three))).labels).toEqual(["3"]);
  const places = [0, 1].map((i) => onSheet(three, { side: 100, left: 15 + 110 * i, top: 30 }));
  const page = greyPicture(250, 170, (x, y) => Math.min(...places.map((drawn) => drawn(x, y))));
  const whole = await answer(model, page);
  expect(whole.refused).toBe(true);
  expect(whole.explanation).toContain("2 characters");
  const each = await answerEach(model, page);
  expect(each.map(({ labels }) => labels)).toEqual([["3"], ["3"]]);
  expect(each[1].box!.left).toBeGreaterThan(100);
});

test("a path that is not there, bytes that are no image", async () => {
  await expectNescioError(() => answer(model, "/nowhere.png"), "not-found", "/nowhere.png");
  const cut = (await fileOf("png")).subarray(0, 60);
  await expectNescioError(() => answer(model, cut), "corrupt", "picture", "PNG");
});
