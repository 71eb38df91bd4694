import { describe, expect, test } from "vitest";
import { chooseRecipe, type RecipeChoice } from "../../../packages/core/src/build/rows/choose-recipe.js";
import { stratifiedFolds } from "../../../packages/core/src/build/rows/folds.js";
import { linearCandidate } from "../../../packages/core/src/build/rows/linear.js";
import { selectImages, type RowDataset } from "../../../packages/core/src/data/dataset.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";
import { drawnRows, gaussians, moons, xor } from "./problems.js";

function choose(dataset: RowDataset): Promise<RecipeChoice> {
  const folds = stratifiedFolds(dataset, 5, 1);
  return chooseRecipe(dataset, { linear: [folds], hidden: folds }, { seed: 1, threads: 1 });
}

describe("chooseRecipe", () => {
  test.each([
    ["xor", xor(160, new Random(1))],
    ["moons", moons(160, new Random(1))],
  ])("%s takes a hidden layer", async (_, dataset) => {
    const { chosen, logLikelihoods, train } = await choose(dataset);
    expect(chosen).toBe("hidden");
    expect(logLikelihoods.hidden).toBeGreaterThan(logLikelihoods.linear + 5);
    const { posterior, settings } = await train(dataset, { seed: 1, threads: 1 });
    expect(settings).toMatchObject({ posterior: "ensemble", members: 5 });
    expect(posterior.network.layers).toHaveLength(3);
  });

  test.each([1, 2, 3])("what is linear stays linear (seed %d)", async (seed) => {
    const dataset = gaussians(120, 3, 4, new Random(seed));
    const { chosen, train } = await choose(dataset);
    expect(chosen).toBe("linear");
    const { posterior, settings } = await train(dataset, { seed: 1 });
    expect(settings.posterior).toBe("point");
    expect(posterior.network.layers).toHaveLength(1);
  });

  test("labels that are noise get the strongest prior", async () => {
    const random = new Random(5);
    const dataset = drawnRows(100, 2, (row) => [row % 2, random.normal(), random.normal(), random.normal()]);
    expect(await choose(dataset)).toMatchObject({ chosen: "linear", precision: 30 });
  });
});

describe("linearCandidate", () => {
  const dataset = gaussians(60, 3, 3, new Random(9));
  const folds = stratifiedFolds(dataset, 10, 1);

  test("given the folds, the order of the rows is no matter", async () => {
    const order = new Random(4).permutation(60);
    const plain = await linearCandidate(dataset, [folds]);
    const own = { of: Uint8Array.from(order, (row) => folds.of[row]), count: folds.count };
    const shuffled = await linearCandidate(selectImages(dataset, order), [own]);
    expect(shuffled.precision).toBe(plain.precision);
    order.forEach((row, at) => {
      expect(shuffled.logLikelihoods[at]).toBeCloseTo(plain.logLikelihoods[row], 6);
    });
  });

  test("can be stopped, and tells how far it is", async () => {
    const seen: number[] = [];
    const stop = new AbortController();
    const onProgress = (done: number, total: number): void => {
      expect(total).toBe(90);
      seen.push(done);
      if (done === 12) stop.abort();
    };
    await expectNescioError(
      () => linearCandidate(dataset, [folds], { signal: stop.signal, onProgress }),
      "aborted",
    );
    expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });
});
