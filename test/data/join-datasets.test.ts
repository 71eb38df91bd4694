import { expect, test } from "vitest";
import { createDataset, type ImageDataset, type RowDataset } from "../../packages/core/src/data/dataset.js";
import { joinDatasets } from "../../packages/core/src/data/join-datasets.js";
import { expectNescioError } from "../helpers/errors.js";

function images(count: number, given: Partial<ImageDataset> = {}): ImageDataset {
  return createDataset<ImageDataset>({
    ...{ name: `${count} images`, count, height: 1, width: 2, channels: 1, classes: ["a", "b"] },
    pixels: Uint8Array.from({ length: 2 * count }, (_, i) => 10 * count + i),
    ...given,
  });
}

function rows(count: number, given: Partial<RowDataset> = {}): RowDataset {
  return createDataset<RowDataset>({
    ...{ name: `${count} rows`, count, columns: ["x", "y"], classes: ["a", "b"] },
    values: Float32Array.from({ length: 2 * count }, (_, i) => 10 * count + i),
    ...given,
  });
}

test("images lie one set behind the other, with labels where all have them", () => {
  const one = images(1, { labels: Uint8Array.of(1) });
  const two = images(2, { labels: Uint8Array.of(0, 1) });
  const joined = joinDatasets([one, two]);
  expect(joined).toMatchObject({ name: "1 images", count: 3, height: 1, width: 2, channels: 1 });
  expect([...joined.pixels]).toEqual([10, 11, 20, 21, 22, 23]);
  expect([...joined.labels!]).toEqual([1, 0, 1]);
  expect(joinDatasets([one, images(2)]).labels).toBeUndefined();
});

test("rows keep their names, and the places of cells that training never had", () => {
  const cell = [{ column: "x", value: "new" }];
  const first = rows(2, { names: ["p", "q"], unseen: new Map([[1, cell]]) });
  const joined = joinDatasets([first, rows(1, { names: ["r"] }), rows(2, { unseen: new Map([[0, cell]]) })]);
  expect([...joined.values]).toEqual([20, 21, 22, 23, 10, 11, 20, 21, 22, 23]);
  expect(joined.names).toBeUndefined();
  expect([...joined.unseen!.keys()]).toEqual([1, 3]);
  expect(joinDatasets([first, rows(1, { names: ["r"] })]).names).toEqual(["p", "q", "r"]);
});

test.each([
  ["another size", [images(1), images(1, { width: 1, height: 2 })], "images of 2×1×1"],
  ["rows", [images(1), rows(1)], "rows of 2 columns"],
  ["other classes", [rows(1), rows(1, { classes: ["b", "a"] })], "others"],
])("%s cannot be joined", async (_, parts, found) => {
  await expectNescioError(() => joinDatasets<ImageDataset | RowDataset>(parts), "invalid-data", found);
});
