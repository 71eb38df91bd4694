import { expect, test } from "vitest";
import { createDataset } from "../../packages/core/src/data/dataset.js";
import { chooseImages } from "../../packages/core/src/familiarity/choose-images.js";

const labels = Uint8Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : i < 95 ? 1 : 2));
const facts = { name: "t", count: 100, height: 1, width: 1, channels: 1, pixels: new Uint8Array(100) };
const labelled = createDataset({ ...facts, labels, classes: ["a", "b", "c", "d"] });
const unlabelled = createDataset({ ...facts, classes: [] });

test("classes alike as far as they go, each image once, in increasing order, by seed", () => {
  const chosen = chooseImages(labelled, 45, 1);
  expect(chosen).toEqual(Uint32Array.from(new Set(chosen)).sort());
  const counts = [0, 1, 2].map((label) => chosen.filter((i) => labels[i] === label).length);
  expect(counts).toEqual([20, 20, 5]);
  expect(chooseImages(labelled, 45, 1)).toEqual(chosen);
  expect(chooseImages(labelled, 45, 2)).not.toEqual(chosen);
});

test("without labels at random; all where there are no more", () => {
  expect(new Set(chooseImages(unlabelled, 45, 1)).size).toBe(45);
  for (const dataset of [labelled, unlabelled]) {
    expect(chooseImages(dataset, 100, 1)).toEqual(Uint32Array.from({ length: 100 }, (_, i) => i));
    expect(chooseImages(dataset, 1000, 1).length).toBe(100);
  }
});
