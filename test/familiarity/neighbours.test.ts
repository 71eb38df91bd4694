import { describe, expect, test } from "vitest";
import { firstImages, selectImages } from "../../packages/core/src/data/dataset.js";
import { noise } from "../../packages/core/src/data/noise.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/index.js";
import { NeighbourFamiliarity } from "../../packages/core/src/familiarity/neighbours/familiarity.js";
import { expectNescioError } from "../helpers/errors.js";
import { watchWorkers } from "../helpers/workers.js";
import { componentsOf, rowsOf } from "./oracle.js";
import { conv, heldOut, instanceOf, letters, randomWeights, training } from "./problem.js";

const workers = watchWorkers();
const centres = [randomWeights(conv, 1), randomWeights(conv, 2)];
const options = { bankSize: 301, dimensions: 13, neighbours: 2 };
const fit = async (changes: object): Promise<NeighbourFamiliarity> =>
  instanceOf(
    NeighbourFamiliarity,
    await fitFamiliarity(conv, centres, training, heldOut, { ...options, ...changes }),
  );
const fitted = await fit({});

describe("familiarity by neighbours", () => {
  test("is the distance to the k-th nearest of the kept images, in the components' subspace", async () => {
    const { scores, nearest } = await fitted.score(letters);
    const bank = rowsOf(fitted.bank.components);
    expect(bank.length).toBe(301);
    const expected = await componentsOf(fitted.map, letters);
    expected.forEach(({ z, energy }, image) => {
      const inside = z.reduce((sum, value) => sum + value ** 2, 0);
      const distances = bank.map((b) =>
        z.reduce((sum, value, d) => sum + (value - b[d]) ** 2, energy - inside),
      );
      const sorted = distances.toSorted((a, b) => a - b);
      expect(scores[image]).toBeCloseTo(-sorted[1], 5);
      const named = nearest!.indices.subarray(image * 5, image * 5 + 5);
      named.forEach((place, i) => {
        expect(distances[fitted.bank.indices.indexOf(place)]).toBeCloseTo(sorted[i], 5);
      });
      expect(new Set(named).size).toBe(5);
    });
    expect(nearest!.each).toBe(5);
  });

  test("kept images are near to themselves", async () => {
    const { indices } = fitted.bank;
    const { nearest } = await fitted.score(selectImages(training, indices));
    const found = indices.filter((place, i) => nearest!.indices[i * 5] === place).length;
    expect(found / indices.length).toBeGreaterThan(0.95);
  });

  test("digits are more familiar than letters, letters than noise", async () => {
    const fresh = noise({ count: 50, height: 28, width: 28, channels: 1, seed: 1 });
    const mean = async (images: typeof letters): Promise<number> => {
      const { pValues } = await fitted.score(images);
      return pValues.reduce((sum, p) => sum + p, 0) / images.count;
    };
    expect(await mean(heldOut)).toBeCloseTo(0.5, 1);
    expect(await mean(letters)).toBeLessThan(0.4);
    expect(await mean(fresh)).toBeLessThan(0.5 * (await mean(letters)));
  });

  test("neither threads, other images, nor earlier calls change a bit", async () => {
    const all = await fitted.score(heldOut, { threads: 1 });
    expect(await fitted.score(heldOut, { threads: 2 })).toEqual(all);
    expect(await fitted.score(heldOut, { threads: 1 })).toEqual(all);
    expect(workers.running()).toBe(0);
    const both = await Promise.all([fitted.score(heldOut), fitted.score(firstImages(heldOut, 3))]);
    expect(both[0]).toEqual(all);
    expect(both[1].scores).toEqual(all.scores.slice(0, 3));
    expect(both[1].pValues).toEqual(all.pValues.slice(0, 3));
    expect(both[1].nearest!.indices).toEqual(all.nearest!.indices.slice(0, 15));
    await fitted.close();
    expect(await fitted.score(firstImages(heldOut, 3))).toEqual(both[1]);
  });

  test("the same seed keeps the same images, on any number of threads", async () => {
    const again = await fit({ threads: 2 });
    expect(again.bank).toEqual(fitted.bank);
    expect(again.calibration).toEqual(fitted.calibration);
    const other = await fit({ seed: 9 });
    expect(other.bank.indices).not.toEqual(fitted.bank.indices);
    expect(workers.running()).toBe(0);
  });

  test("images of another size, and a request to stop", async () => {
    const small = noise({ count: 2, height: 8, width: 8, channels: 1, seed: 1 });
    await expectNescioError(() => fitted.score(small), "invalid-data", "28×28×1", "8×8×1");
    await expectNescioError(() => fitted.score(letters, { signal: AbortSignal.abort() }), "aborted");
    const controller = new AbortController();
    const stop = { signal: controller.signal, onProgress: () => controller.abort() };
    await expectNescioError(() => fitted.score(letters, stop), "aborted");
    expect((await fitted.score(letters)).scores.length).toBe(200);
  });
});
