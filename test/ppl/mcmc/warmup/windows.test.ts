import { expect, test } from "vitest";
import { randomWalkWindows, stanWindows } from "../../../../packages/ppl/src/mcmc/warmup/windows.js";

// Worked out by hand from the rules in Stan's reference manual.
test.each([
  [0, 0, []],
  [19, 19, []],
  [20, 3, [17]],
  [149, 22, [134]],
  [150, 75, [99]],
  [160, 75, [109]],
  [200, 75, [99, 149]],
  [500, 75, [99, 149, 249, 449]],
  [1000, 75, [99, 149, 249, 449, 949]],
  [2000, 75, [99, 149, 249, 449, 849, 1949]],
])("a warm-up of %i starts its windows at %i and ends them at %j", (warmup, start, ends) => {
  expect(stanWindows(warmup)).toEqual({ start, ends });
});

test("windows never overrun, and every one has ten draws or more", () => {
  for (const windows of [stanWindows, randomWalkWindows]) {
    for (let warmup = 20; warmup < 3000; warmup++) {
      const { start, ends } = windows(warmup);
      expect(ends.at(-1)).toBeLessThan(warmup - 1);
      for (const [i, last] of ends.entries()) {
        expect(last - (ends[i - 1] ?? start - 1)).toBeGreaterThanOrEqual(10);
      }
    }
  }
});

test("the random walk keeps a fifth for its step size", () => {
  expect(randomWalkWindows(1000)).toEqual({ start: 75, ends: [99, 149, 249, 799] });
  expect(randomWalkWindows(200)).toEqual(stanWindows(200));
});
