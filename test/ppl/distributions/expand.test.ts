import { describe, expect, it } from "vitest";
import { expand, normal, toEvent } from "../../../packages/ppl/src/distributions/index.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { ksCritical, ksStatistic, normalCdf } from "../../helpers/ks.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { float32, numbers } from "./values.js";

describe("expand", () => {
  it("has the batch shape that it is given", () => {
    const d = expand(normal(float32([[1], [2]]), 0.5), [4, 2, 3]);
    expect(d.batchShape).toEqual([4, 2, 3]);
    expect(d.eventShape).toEqual([]);
    expect(d.sample(key(1)).shape).toEqual([4, 2, 3]);
    expect(d.sample(key(1), [5, 6]).shape).toEqual([5, 6, 4, 2, 3]);
    expect(d.logProb(0).shape).toEqual([4, 2, 3]);
    expect(d.logProb(np.zeros([7, 1, 1, 1])).shape).toEqual([7, 4, 2, 3]);
    expect(d.mean().shape).toEqual([4, 2, 3]);
    expect(d.variance().shape).toEqual([4, 2, 3]);
    expect(numbers(d.mean()).slice(0, 6)).toEqual([1, 1, 1, 2, 2, 2]);
    d.dispose();
  });

  it("draws each copy for itself, from the distribution that is in its place", () => {
    // Axes of extent 1 between, before and after those of the parameters.
    const loc = [[[[0], [16]]]];
    const d = expand(normal(float32(loc), 1), [2, 5, 2, 3]);
    const draws = 60;
    const drawn = numbers(d.sample(key(3), [draws]));
    expect(new Set(drawn).size).toBeGreaterThan(0.99 * drawn.length);
    const centred = drawn.map((x, i) => x - 16 * (Math.floor(i / 3) % 2));
    expect(ksStatistic(centred, normalCdf)).toBeLessThan(ksCritical(centred.length, 1e-3));
    // Neighbours along each axis are not correlated.
    for (const stride of [1, 3, 6, 30, 60]) {
      const products = centred.slice(stride).map((x, i) => x * centred[i]);
      const mean = products.reduce((sum, x) => sum + x, 0) / products.length;
      expect(Math.abs(mean), `stride ${stride}`).toBeLessThan(4 / Math.sqrt(products.length));
    }
    d.dispose();
  });

  it("repeats distributions of vectors", () => {
    const d = expand(toEvent(normal(float32([[10, 20, 30]]), 0.01), 1), [4, 2]);
    expect([d.batchShape, d.eventShape]).toEqual([[4, 2], [3]]);
    const drawn = d.sample(key(1), [5]);
    expect(drawn.shape).toEqual([5, 4, 2, 3]);
    expect(numbers(drawn).map((x) => Math.round(x / 10))).toEqual(
      Array.from({ length: 40 }, () => [1, 2, 3]).flat(),
    );
    expect(d.logProb(float32([10, 20, 30])).shape).toEqual([4, 2]);
    expect(d.mean().shape).toEqual([4, 2, 3]);
    d.dispose();
  });

  it("keeps nothing", () => {
    const use = (): void => {
      const d = expand(normal(float32([[1], [2]]), 0.5), [2, 3]).ref();
      d.dispose();
      for (const array of [d.sample(key(1), [2]), d.logProb(0), d.mean(), d.variance()]) numbers(array);
      d.dispose();
    };
    use();
    const before = liveSlots();
    use();
    expect(liveSlots()).toBe(before);
  });

  it("refuses shapes that the own one does not broadcast to", async () => {
    for (const shape of [[3], [2, 3], [2.5], [-1, 2], []]) {
      await expectNescioError(
        () => expand(normal(float32([1, 2]), 1), shape),
        "invalid-program",
        "expand(Normal)",
        "[2]",
        `[${shape.join(", ")}]`,
      );
    }
  });
});
