import { describe, expect, test } from "vitest";
import { halfNormal, toEvent, transformedDistribution } from "../../packages/ppl/src/distributions/index.js";
import { jit, np, type JaxArray } from "../../packages/ppl/src/jax.js";
import { allOver, anyOver } from "../../packages/ppl/src/over-axes.js";
import { expTransform } from "../../packages/ppl/src/transforms/index.js";

const compiled = (f: (x: JaxArray) => JaxArray): ((x: JaxArray) => JaxArray) =>
  jit(f as never) as unknown as typeof f;

describe("reductions of booleans", () => {
  test.each([
    { shape: [8], axes: [] },
    { shape: [8, 1], axes: [-1] },
    { shape: [4, 1, 1], axes: [-2, -1] },
    { shape: [4, 1, 3], axes: [-2, -1] },
    { shape: [8, 5], axes: [-1] },
  ])("over axes $axes of $shape, compiled, with more done to the result", ({ shape, axes }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const entries = Array.from({ length: size }, (_, i) => (i % 3) - 1);
    const per = size / shape[0];
    const groups = Array.from({ length: shape[0] }, (_, i) => entries.slice(i * per, (i + 1) * per));
    const run = compiled((x) => {
      const positive = np.greater(x, 0);
      return np.logicalOr(np.logicalNot(anyOver(positive.ref, axes)), allOver(positive, axes));
    });
    const expected = groups.map((group) => group.every((x) => x <= 0) || group.every((x) => x > 0));
    expect(run(np.array(entries).reshape(shape)).js()).toEqual(expected);
  });

  test("densities of vectors of one entry compile for many of them", () => {
    const logProb = (y: JaxArray): JaxArray =>
      transformedDistribution(toEvent(halfNormal(np.array([1]))), [expTransform]).logProb(y);
    const values = [[2], [0.5], [3], [4], [NaN], [1.5], [6], [7]];
    const each = values.map((value) => logProb(np.array(value)).item());
    const all = compiled(logProb)(np.array(values)).js() as number[];
    all.forEach((value, i) => {
      if (Number.isFinite(each[i])) expect(value).toBeCloseTo(each[i], 4);
      else expect(value).toEqual(each[i]);
    });
    expect(each[1]).toBe(-Infinity);
    expect(each[4]).toBeNaN();
  });
});
