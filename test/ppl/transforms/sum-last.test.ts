import { describe, expect, test } from "vitest";
import { grad, jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { toEvent } from "../../../packages/ppl/src/distributions/to-event.js";
import { key, standardNormal } from "../../../packages/ppl/src/random/index.js";
import { sumLast } from "../../../packages/ppl/src/transforms/sum-last.js";

/** As many numbers, all of about one size, as in the log-density of a network's weights, and their exact sum. */
function numbers(shape: readonly number[]): { array: JaxArray; sum: number } {
  const array = np.square(standardNormal(key(1), shape)).mul(1);
  return { array, sum: (array.ref.dataSync() as Float32Array).reduce((a, b) => a + b, 0) };
}

describe("sumLast", () => {
  test.each([
    ["a matrix of weights", [1024, 784]],
    ["a long vector", [802_816]],
    ["twice a prime number", [2 * 2003]],
    ["long axes", [3, 10_000, 5]],
  ])("of %s is exact to single precision, also compiled", (_, shape) => {
    const { array, sum } = numbers(shape);
    const compiled = jit((value: JaxArray) => sumLast(value, shape.length));
    for (const actual of [sumLast(array.ref, shape.length), compiled(array.ref)]) {
      expect(actual.shape).toEqual([]);
      expect(Math.abs(actual.item() / sum - 1)).toBeLessThan(1e-6);
    }
    compiled.dispose();
    const slope = grad((value: JaxArray) => sumLast(np.square(value), shape.length))(array.ref);
    const [first, last] = [slope.ref.ravel().slice(0).item(), slope.ravel().slice(-1).item()];
    expect([first, last]).toEqual([
      array.ref.ravel().slice(0).item() * 2,
      array.ravel().slice(-1).item() * 2,
    ]);
  });

  test("keeps the axes before", () => {
    const value = np
      .arange(2 * 3 * 5000)
      .astype(np.float32)
      .reshape([2, 3, 5000]);
    const first = (5000 * 4999) / 2;
    const sums = sumLast(value.ref, 1).js() as number[][];
    sums.flat().forEach((sum, row) => expect(sum / (first + row * 25_000_000)).toBeCloseTo(1, 5));
    expect(sumLast(value.ref, 2).shape).toEqual([2]);
    expect(sumLast(value, 0).shape).toEqual([2, 3, 5000]);
  });

  test("gives what the KL of a network's weights is made of", () => {
    // Of q = N(0.1, 0.9) from N(0, 1), at draws of q: a small difference of large sums.
    const eps = standardNormal(key(2), [1024, 784]);
    let expected = 0;
    for (const e of eps.ref.dataSync() as Float32Array) {
      const w = 0.1 + 0.9 * e;
      expected += -0.5 * e * e - Math.log(0.9) + 0.5 * w * w;
    }
    const kl = jit((e: JaxArray) => {
      const w = e.mul(0.9).add(0.1);
      const of = (loc: number, sd: number): JaxArray =>
        toEvent(normal(np.full([1024, 784], loc), sd)).logProb(w.ref);
      const difference = of(0.1, 0.9).sub(of(0, 1));
      w.dispose();
      return difference;
    });
    expect(Math.abs(kl(eps).item() / expected - 1)).toBeLessThan(3e-4);
    kl.dispose();
  });
});
