import { describe, expect, test } from "vitest";
import { grad, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { foldIn, key, standardNormal } from "../../../packages/ppl/src/random/index.js";
import { ksCritical, ksStatistic, normalCdf } from "../../helpers/ks.js";
import { numbers } from "../distributions/values.js";

describe("standardNormal", () => {
  test("has the normal distribution", () => {
    const draws = numbers(standardNormal(key(1), [400_000]));
    expect(ksStatistic(draws, normalCdf)).toBeLessThan(ksCritical(draws.length, 1e-3));
  });

  test("has its moments and its tails, also in sizes that are not vectorised at once", () => {
    const [chunks, size] = [10, 1_000_003];
    const sums = [0, 0, 0, 0];
    const limits = [1, 2, 3, 4.5];
    const beyond = limits.map(() => 0);
    let largest = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      for (const z of standardNormal(foldIn(key(2), chunk), [size]).dataSync() as Float32Array) {
        const square = z * z;
        sums[0] += z;
        sums[1] += square;
        sums[2] += square * z;
        sums[3] += square * square;
        const distance = Math.abs(z);
        for (let i = 0; i < 4; i++) if (distance > limits[i]) beyond[i]++;
        if (distance > largest) largest = distance;
      }
    }
    const n = chunks * size;
    // Standard errors of the moments: their values are 0, 1, 0 and 3.
    [0, 1, 0, 3].forEach((moment, i) => {
      const error = Math.sqrt([1, 2, 15, 96][i] / n);
      expect(Math.abs(sums[i] / n - moment) / error, `moment ${i + 1}`).toBeLessThan(4);
    });
    limits.forEach((limit, i) => {
      const p = 2 * normalCdf(-limit);
      expect(Math.abs(beyond[i] - n * p) / Math.sqrt(n * p), `beyond ${limit}`).toBeLessThan(4);
    });
    expect(largest).toBeGreaterThan(5);
    expect(largest).toBeLessThan(6.4);
  });

  test("is one draw, whatever the shape", () => {
    expect(numbers(standardNormal(key(3), [3, 4]))).toEqual(numbers(standardNormal(key(3), [12])));
  });

  test("lets gradients through to what it is scaled by", () => {
    const loss = (scale: JaxArray): JaxArray => np.sum(standardNormal(key(4), [5]).mul(scale));
    const sum = numbers(standardNormal(key(4), [5])).reduce((a, b) => a + b);
    expect(grad(loss)(np.array(2)).item()).toBeCloseTo(sum, 5);
  });
});
