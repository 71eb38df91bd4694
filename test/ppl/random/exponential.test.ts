import { describe, expect, test } from "vitest";
import { key, standardExponential } from "../../../packages/ppl/src/random/index.js";
import { ksCritical, ksStatistic } from "../../helpers/ks.js";
import { numbers } from "../distributions/values.js";

describe("standardExponential", () => {
  test("has the exponential distribution, above 0 and far out", () => {
    const draws = numbers(standardExponential(key(5), [1_000_000]));
    const distance = ksStatistic(draws, (x) => -Math.expm1(-x));
    expect(distance).toBeLessThan(ksCritical(draws.length, 1e-3));
    const far = draws.filter((x) => x > 10).length;
    expect(Math.abs(far - 1e6 * Math.exp(-10))).toBeLessThan(4 * Math.sqrt(1e6 * Math.exp(-10)));
    expect(draws.every((x) => x > 0)).toBe(true);
  });
});
