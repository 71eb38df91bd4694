import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { letter, object, scribble } from "../../scripts/photographs/drawings.js";
import { photograph, type Subject } from "../../scripts/photographs/index.js";
import { answer } from "../../packages/core/src/answer/answer.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { loadDataset } from "../../packages/node/src/datasets.js";
import { loadModel } from "../../packages/node/src/model-files.js";
import { realData } from "../helpers/shared-data.js";

// Few and small, of fixed seeds: that what was measured by scripts/reading-figures.js still holds about.
const path = fileURLToPath(new URL("../../packages/cli/models/mnist.nescio", import.meta.url));
let model: Model;
beforeAll(async () => {
  model = await loadModel(path);
});
afterAll(() => model.familiarity!.close());

const ask = (subject: Subject, seed: number) =>
  answer(model, photograph(subject, seed, { least: 100, most: 260 }).picture, { threads: 1 });

test("the same subject and seed give the same picture, another seed another", () => {
  const subject = { strokes: letter(1).strokes };
  const { picture } = photograph(subject, 5, { most: 80 });
  expect(photograph(subject, 5, { most: 80 }).picture).toEqual(picture);
  expect(photograph(subject, 6, { most: 80 }).picture).not.toEqual(picture);
});

async function answered(
  pixels: Uint8Array,
  labels: Uint8Array | Uint32Array,
  seed: number,
): Promise<{ share: number; wrong: number }> {
  let [count, wrong] = [0, 0];
  for (const [i, label] of labels.entries()) {
    const given = await ask({ pixels: pixels.subarray(784 * i, 784 * (i + 1)) }, seed + i);
    if (given.refused) continue;
    count++;
    if (given.labels[0] !== String(label)) wrong++;
  }
  return { share: count / labels.length, wrong };
}

test("photographs of digits that a program drew", async () => {
  const { pixels, labels } = glyphs({ kind: "digits", count: 30, seed: 21 });
  const { share, wrong } = await answered(pixels, labels!, 100);
  expect(share).toBeGreaterThan(0.7);
  expect(wrong).toBeLessThanOrEqual(1);
});

test.skipIf(realData === undefined)("photographs of real digits", async () => {
  const { pixels, labels } = await loadDataset("mnist", { split: "test", dataDir: realData, limit: 30 });
  const { share, wrong } = await answered(pixels, labels!, 200);
  expect(share).toBeGreaterThan(0.8);
  expect(wrong).toBeLessThanOrEqual(1);
});

test("what is no digit is refused", async () => {
  const drawings = [letter, scribble, object].flatMap((draw) => [1, 2, 3, 4, 5].map((seed) => draw(seed)));
  for (const [i, { name, strokes }] of drawings.entries()) {
    const { refused, labels } = await ask({ strokes }, 300 + i);
    expect({ refused, labels, name }).toMatchObject({ refused: true });
  }
  for (let i = 0; i < 5; i++) {
    const { refused, hints } = await ask({ blank: true }, 400 + i);
    expect({ refused, hints }).toMatchObject({ refused: true });
  }
});
