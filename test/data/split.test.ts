import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupImages } from "../../packages/core/src/data/groups.js";
import { splitImages } from "../../packages/core/src/data/split.js";
import { expectNescioError } from "../helpers/errors.js";

function set(sizes: readonly number[]) {
  const labels = Uint8Array.from(sizes.flatMap((size, c) => new Array<number>(size).fill(c)));
  return { name: "some", count: labels.length, labels, classes: sizes.map(String) };
}

describe("splitImages", () => {
  test("every image goes to one part, classes alike in all, whatever their sizes and order", () => {
    const classSizes = fc.array(fc.integer({ min: 8, max: 60 }), { minLength: 1, maxLength: 6 });
    const property = (sizes: number[], validation: number, heldOut: number, seed: number): void => {
      const dataset = set(sizes);
      const parts = {
        validation: Math.floor((dataset.count * validation) / 10),
        heldOut: Math.floor((dataset.count * heldOut) / 10),
      };
      const training = dataset.count - parts.validation - parts.heldOut;
      const places = splitImages(dataset, { training, ...parts }, { seed, complete: false });
      const all = Object.values(places).flatMap((part) => Array.from(part));
      expect(all.sort((a, b) => a - b)).toEqual(Array.from(dataset.labels, (_, i) => i));
      for (const [part, wanted] of Object.entries({ training, ...parts })) {
        const found = places[part as keyof typeof places];
        // Whole images of each class: at most one off for each class.
        expect(Math.abs(found.length - wanted)).toBeLessThanOrEqual(sizes.length);
        sizes.forEach((size, c) => {
          const here = found.filter((i) => dataset.labels[i] === c).length;
          expect(Math.abs(here - (size * wanted) / dataset.count)).toBeLessThan(1.5);
        });
      }
    };
    fc.assert(
      fc.property(
        classSizes,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        property,
      ),
      {
        seed: 5,
        numRuns: 60,
      },
    );
  });

  test("the seed decides, and images of a part come in random order", () => {
    const dataset = set([50, 50]);
    const sizes = { training: 70, validation: 30 };
    const [one, again, other] = [1, 1, 2].map((seed) => splitImages(dataset, sizes, { seed }));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    const labels = Array.from(one.training, (i) => dataset.labels[i]);
    expect(labels).not.toEqual([...labels].sort());
  });

  test("groups stay whole, and classes still are in all parts", () => {
    const dataset = set([60, 60]);
    const groups = Array.from({ length: 120 }, (_, i) => `person ${Math.floor(i / 5)}`);
    const places = splitImages(dataset, { training: 80, validation: 20, promise: 20 }, { seed: 3, groups });
    const partOf = new Map<string, string>();
    for (const [part, images] of Object.entries(places)) {
      for (const image of images) {
        expect(partOf.get(groups[image]) ?? part).toBe(part);
        partOf.set(groups[image], part);
      }
      expect(new Set(Array.from(images, (i) => dataset.labels[i])).size).toBe(2);
    }
    expect(places.training.length).toBe(80);
  });

  test.each([
    [
      "a class too small for all parts",
      set([40, 2]),
      { training: 30, validation: 6, promise: 6 },
      "invalid-data",
      "2 of class",
    ],
    [
      "sizes that do not add up",
      set([10, 10]),
      { training: 10, validation: 5 },
      "invalid-option",
      "20 images",
    ],
    ["no labels", { ...set([10, 10]), labels: undefined }, { training: 20 }, "invalid-data", "labels"],
  ] as const)("%s is an error", async (_, dataset, sizes, code, words) => {
    await expectNescioError(() => splitImages(dataset as never, sizes as never, { seed: 1 }), code, words);
  });
});

describe("groupImages", () => {
  const files = ["a/ann_1.png", "a/ann_2.png", "b/bob_1.png", "b/cy.png"];

  test.each([
    ["prefix:_", ["ann", "ann", "bob", "cy.png"]],
    ["pattern:^(.)", ["a", "a", "b", "c"]],
    ["pattern:^[a-z]+", ["ann", "ann", "bob", "cy"]],
  ])("%s", (how, groups) => {
    expect(groupImages({ name: "some", files }, how)).toEqual(groups);
  });

  test.each([
    ["suffix:_", "invalid-option", "prefix:TEXT"],
    ["prefix:", "invalid-option", "prefix:TEXT"],
    ["pattern:(", "invalid-option", "regular expression"],
    ["pattern:^x", "invalid-data", "a/ann_1.png"],
    ["prefix:png", "invalid-data", "file"],
  ] as const)("%s is refused", async (how, code, words) => {
    const all = how === "prefix:png" ? undefined : files;
    await expectNescioError(
      () => groupImages({ name: "some", ...(all && { files: all }) }, how),
      code,
      words,
    );
  });
});
