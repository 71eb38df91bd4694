import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeModel, glyphs, meanProbs, mutualInformation, type Model } from "@nescio/core";
import { occlusion, type Effect } from "../../packages/studio/page/src/engine/occlusion.js";
import {
  coveredImages,
  groundOf,
  mapOf,
  occlusionGrid,
} from "../../packages/studio/page/src/engine/occlusion-grid.js";
import { Turns } from "../../packages/studio/page/src/engine/turns.js";
import type { Seen } from "../../packages/studio/page/src/engine/verdict.js";
import { familiarityMap, networksMap } from "../../packages/studio/page/src/understand/where-words.js";
import { regionName } from "../../packages/studio/page/src/understand/region-name.js";
import { expectNescioError } from "../helpers/errors.js";
import { root } from "../helpers/sources.js";

const sizes = [
  [28, 28],
  [1, 1],
  [3, 9],
  [32, 50],
  [96, 64],
] as const;

describe("where the patch is laid", () => {
  test.each(sizes)("it covers all of an image of %d×%d, and nothing outside of it", (height, width) => {
    const { patchHeight, patchWidth, rows, columns } = occlusionGrid({ height, width });
    const covered = new Uint8Array(height * width);
    for (const top of rows) {
      for (const left of columns) {
        expect(Math.min(top, left, height - top - patchHeight, width - left - patchWidth)).toBeGreaterThan(
          -1,
        );
        for (let y = top; y < top + patchHeight; y++) {
          for (let x = left; x < left + patchWidth; x++) covered[y * width + x] = 1;
        }
      }
    }
    expect(covered.every((value) => value === 1)).toBe(true);
    expect(new Set(rows).size).toBe(rows.length);
    expect(new Set(columns).size).toBe(columns.length);
  });

  test("of MNIST’s images it is a seventh of the side, in steps of half of it", () => {
    const grid = occlusionGrid({ height: 28, width: 28 });
    expect(grid).toMatchObject({ patchHeight: 4, patchWidth: 4 });
    expect(grid.rows).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
  });

  test("the ground is the median of the border, by channel", () => {
    // A frame of 1, 2, 3 with one pixel that is none, around what does not count.
    const pixels = Uint8Array.from({ length: 5 * 5 * 3 }, (_, i) => {
      const [y, x] = [Math.floor(i / 15), Math.floor(i / 3) % 5];
      return y > 0 && y < 4 && x > 0 && x < 4 ? 200 : i < 3 ? 255 : 1 + (i % 3);
    });
    expect([...groundOf({ pixels, height: 5, width: 5, channels: 3 })]).toEqual([1, 2, 3]);
  });

  test("each covered image differs under its patch alone", () => {
    const seen: Seen = {
      pixels: Uint8Array.from({ length: 10 * 8 }, (_, i) => 100 + i),
      height: 10,
      width: 8,
      channels: 1,
    };
    const grid = occlusionGrid(seen);
    const [ground] = groundOf(seen);
    const all = coveredImages(seen, grid);
    expect(all).toHaveLength(grid.rows.length * grid.columns.length * 80);
    grid.rows.forEach((top, row) =>
      grid.columns.forEach((left, column) => {
        const at = 80 * (row * grid.columns.length + column);
        for (let y = 0; y < 10; y++) {
          for (let x = 0; x < 8; x++) {
            const under = y >= top && y < top + grid.patchHeight && x >= left && x < left + grid.patchWidth;
            expect(all[at + 8 * y + x]).toBe(under ? ground : 100 + 8 * y + x);
          }
        }
      }),
    );
  });

  test("a pixel's value is the mean of the patches over it", () => {
    const size = { height: 9, width: 14 };
    const grid = occlusionGrid(size);
    const values = Array.from(
      { length: grid.rows.length * grid.columns.length },
      (_, i) => ((i * 37) % 11) - 5,
    );
    const map = mapOf(values, grid, size);
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 14; x++) {
        const over = values.filter((_, i) => {
          const top = grid.rows[Math.floor(i / grid.columns.length)];
          const left = grid.columns[i % grid.columns.length];
          return y >= top && y < top + grid.patchHeight && x >= left && x < left + grid.patchWidth;
        });
        expect(map[14 * y + x]).toBeCloseTo(over.reduce((a, b) => a + b, 0) / over.length, 5);
      }
    }
  });
});

describe("what covering changes", () => {
  const model: Model = decodeModel(
    readFileSync(join(root, "packages/cli/models/mnist.nescio")),
    "mnist.nescio",
  );
  const digits = glyphs({ count: 1, seed: 3, kind: "digits" });
  const seen: Seen = { pixels: digits.pixels, height: 28, width: 28, channels: 1 };
  const label = digits.classes[digits.labels![0]];

  test("is nothing where only ground is covered, and of the rest what the model says", async () => {
    const samples = 4;
    const found = await occlusion(model, seen, label, samples, { turns: new Turns() });
    const [whole] = [await model.posterior.predict(digits, { samples, threads: 1 })];
    expect(found.label).toBe(label);
    // The corner of a digit is ground, so that no patch over it changes anything, to the last bit.
    for (const effect of [found.familiarity!, found.probability, found.disagreement]) {
      expect(effect.changes).toHaveLength(28 * 28);
      expect(effect.changes[0]).toBe(0);
      expect(effect.changes.some((value) => value !== 0)).toBe(true);
      expect(Math.abs(effect.covered - effect.whole)).toBeGreaterThan(0);
    }
    // Of eight places with noise of their own, the first is that of an image alone.
    const probability = meanProbs(whole)[digits.labels![0]];
    expect(found.probability.whole).toBeCloseTo(probability, 1);
    expect(found.disagreement.whole).toBeCloseTo(mutualInformation(whole)[0], 1);
    const { scores } = await model.familiarity!.score(digits, { threads: 1 });
    expect(found.familiarity!.whole).toBeCloseTo(scores[0], 3);
  });

  test("is of a class of the model", async () => {
    const running = (): Promise<unknown> => occlusion(model, seen, "A", 2, { turns: new Turns() });
    await expectNescioError(running, "invalid-option", "one of 0, 1,", "A");
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const running = occlusion(model, seen, label, 2, {
      turns: new Turns(),
      signal: stop.signal,
      onImages: () => stop.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: "aborted" });
  });
});

describe("in words", () => {
  const effect = (whole: number, covered: number, x: number, y: number): Effect => ({
    ...{ whole, covered, x, y },
    changes: Float32Array.of(covered - whole),
  });

  test.each([
    [0.5, 0.5, "in the middle"],
    [0.1, 0.2, "at the upper left"],
    [0.5, 0, "at the top"],
    [1, 0.5, "on the right"],
    [0.9, 1, "at the lower right"],
    [0.4, 0.9, "at the bottom"],
  ])("%d, %d is %s", (x, y, name) => expect(regionName(x, y)).toBe(name));

  test("a part that speaks for the class is told, and painted cool", () => {
    const map = networksMap(
      {
        familiarity: undefined,
        label: "7",
        probability: effect(0.98, 0.4, 0.5, 0.1),
        disagreement: effect(0.02, 0.3, 0.5, 0.1),
      },
      false,
    );
    expect(map.key).toBe("probability");
    expect(map.sentence).toBe(
      "The part that matters most is at the top: with that covered, the networks’ probability of 7 falls from 0.98 to 0.40.",
    );
    expect(map.values[0]).toBeLessThan(0);
  });

  test("of a refusal where the networks disagree it is what they disagree about", () => {
    const map = networksMap(
      {
        familiarity: undefined,
        label: "7",
        probability: effect(0.5, 0.4, 0.5, 0.5),
        disagreement: effect(0.6, 0.2, 0.1, 0.9),
      },
      true,
    );
    expect(map.key).toBe("disagreement");
    expect(map.sentence).toContain("at the lower left: with that covered, the networks’ disagreement falls");
    // Painted warm: it is in the way of an answer.
    expect(map.values[0]).toBeGreaterThan(0);
  });

  test("what changes nothing is not made something of", () => {
    expect(familiarityMap(effect(-10, -10.1, 0.5, 0.5), 100).sentence).toContain("No single part");
    expect(familiarityMap(effect(-10, -2, 0.5, 0.5), 100).sentence).toContain("more familiar");
  });
});
