import { describe, expect, test } from "vitest";
import { key, uniform } from "../../../packages/ppl/src/random/index.js";
import { ksCritical, ksStatistic } from "../../helpers/ks.js";
import { numbers } from "../distributions/values.js";

describe("uniform", () => {
  test("is uniform, and never 0 or 1", () => {
    const draws = numbers(uniform(key(2), [1_000_000]));
    expect(ksStatistic(draws, (x) => x)).toBeLessThan(ksCritical(draws.length, 1e-3));
    expect(Math.min(...draws.slice(0, 1e5))).toBeGreaterThan(0);
    for (const x of draws) if (!(x > 0 && x < 1)) throw new Error(`${x} is not inside`);
    // 23 bits.
    expect(draws.every((x) => Number.isInteger(x * 2 ** 24) && (x * 2 ** 24) % 2 === 1)).toBe(true);
  });
});
