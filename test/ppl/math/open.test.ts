import { describe, expect, test } from "vitest";
import { jit, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { insideInterval, insidePositive, insideUnit } from "../../../packages/ppl/src/math/open.js";
import { float32, float64, numbers } from "../distributions/values.js";

const types = [
  { as: float32, smallest: 2 ** -126, largest: (2 - 2 ** -23) * 2 ** 127, belowOne: 1 - 2 ** -24 },
  { as: float64, smallest: 2 ** -1022, largest: Number.MAX_VALUE, belowOne: 1 - 2 ** -53 },
];

describe.each(types)("numbers inside open sets, $belowOne", ({ as, smallest, largest, belowOne }) => {
  /** What a function gives of numbers, compiled too. */
  const both = (f: (x: JaxArray) => JaxArray, values: number[], expected: number[]): void => {
    expect(numbers(f(as(values)))).toEqual(expected);
    const compiled = jit(f as never) as unknown as ((x: JaxArray) => JaxArray) & { dispose(): void };
    expect(numbers(compiled(as(values)))).toEqual(expected);
    compiled.dispose();
  };

  test("above 0", () => {
    both(insidePositive, [0, -1, 2, Infinity, NaN], [smallest, smallest, 2, largest, NaN]);
  });

  test("between 0 and 1", () => {
    both(insideUnit, [0, -1, 0.25, 1, 7, NaN], [smallest, smallest, 0.25, belowOne, belowOne, NaN]);
  });

  test("between two numbers", () => {
    for (const [low, high] of [
      [1000, 1001],
      [-1001, -1000],
      [0, 2 ** -20],
      [-(2 ** -20), 0],
    ]) {
      const middle = (low + high) / 2;
      const at = (x: JaxArray): JaxArray => insideInterval(x, as(low), as(high));
      const [first, second, third] = numbers(at(as([low, middle, high])));
      expect(second).toBe(middle);
      for (const [reached, end] of [
        [first, low],
        [third, high],
      ]) {
        expect(reached).toBeGreaterThan(low);
        expect(reached).toBeLessThan(high);
        expect(Math.abs(reached - end)).toBeLessThan((high - low) * 0.01);
      }
    }
  });

  test("between neighbours there is none: the ends are taken", () => {
    const next = 3 - 2 * belowOne;
    const found = numbers(insideInterval(as([0, 1, 5]), as(1), as(next)));
    for (const x of found) expect([1, next]).toContain(x);
  });
});
