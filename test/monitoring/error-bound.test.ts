import { describe, expect, it } from "vitest";
import { binomialUpperBound } from "../../packages/core/src/math/binomial-bound.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  decodeErrorBound,
  logCapitalAgainst,
  startErrorBound,
  updateErrorBound,
  type ErrorBound,
} from "../../packages/core/src/monitoring/error-bound.js";
import { expectNescioError } from "../helpers/errors.js";

const after = (delta: number, values: Iterable<number>): ErrorBound =>
  [...values].reduce(updateErrorBound, startErrorBound({ delta }));

/** Evenly spread errors, the first after half a distance. */
const spread = (count: number, rate: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((i + 1) * rate + 0.5) - Math.floor(i * rate + 0.5));

describe("error bound", () => {
  it("is 1 before the first value, and where all are errors", () => {
    expect(startErrorBound({ delta: 0.05 })).toEqual({ delta: 0.05, count: 0, sum: 0, upper: 1 });
    expect(after(0.05, [1, 1, 1, 1, 1])).toEqual({ delta: 0.05, count: 5, sum: 5, upper: 1 });
  });

  it("bets at fair odds: over values of mean m the next capital against m is the present one in the mean", () => {
    for (const mean of [0.001, 0.05, 0.5, 0.9]) {
      for (const [sum, count] of [
        [0, 0],
        [3, 40],
      ]) {
        const gain = (value: number): number =>
          Math.exp(logCapitalAgainst(mean, sum + value, count + 1) - logCapitalAgainst(mean, sum, count));
        expect((1 - mean) * gain(0) + mean * gain(1)).toBeCloseTo(1, 10);
        // Of values in between it is no more than that.
        expect(gain(mean)).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  it("is where the capital against it reaches 1/δ", () => {
    const { upper, sum, count } = after(0.05, spread(300, 0));
    expect(logCapitalAgainst(upper, sum, count)).toBeGreaterThanOrEqual(Math.log(20));
    expect(logCapitalAgainst(upper * (1 - 1e-9), sum, count)).toBeLessThan(Math.log(20));
  });

  it("holds at all times together in at least 1 − δ of the streams", () => {
    const [streams, length, delta] = [2000, 200, 0.1];
    for (const mean of [0.05, 0.2]) {
      let missed = 0;
      for (let stream = 0; stream < streams; stream++) {
        const random = new Random(21, stream);
        let sum = 0;
        for (let count = 1; count <= length; count++) {
          const wrong = random.uniform() < mean;
          if (wrong) sum++;
          // The bound is below the mean where the capital against the mean has reached 1/δ; only a right answer adds to it.
          else if (logCapitalAgainst(mean, sum, count) >= -Math.log(delta)) {
            missed++;
            break;
          }
        }
      }
      const deviation = Math.sqrt(delta * (1 - delta) * streams);
      expect(missed).toBeLessThan(delta * streams + 3 * deviation);
      // A bound of 1 would hold too.
      expect(missed).toBeGreaterThan(0.1 * delta * streams);
    }
  });

  it("misses where the capital against the mean says so", () => {
    const [mean, delta] = [0.3, 0.4];
    let missed = 0;
    for (let stream = 0; stream < 60; stream++) {
      const random = new Random(22, stream);
      let bound = startErrorBound({ delta });
      let refuted = false;
      for (let i = 0; i < 60; i++) {
        bound = updateErrorBound(bound, Number(random.uniform() < mean));
        refuted ||= logCapitalAgainst(mean, bound.sum, bound.count) >= -Math.log(delta);
        expect(bound.upper <= mean).toBe(refuted);
      }
      missed += Number(refuted);
    }
    expect(missed).toBeGreaterThan(3);
  });

  it("covers the mean of values between 0 and 1", () => {
    let missed = 0;
    for (let stream = 0; stream < 100; stream++) {
      const random = new Random(23, stream);
      // The mean of a square is 1/3.
      const values = Array.from({ length: 150 }, () => random.uniform() ** 2);
      const bound = after(0.1, values);
      if (bound.upper < 1 / 3) missed++;
      expect(bound.upper).toBeLessThan(0.7);
    }
    // Binomial(100, 0.1): three standard deviations are 9.
    expect(missed).toBeLessThan(19);
  });

  // Clopper and Pearson's holds for one look only; Hoeffding's too, and does not know that errors are rare.
  it.each([
    [0, 300, 1.5],
    [0.01, 1000, 1.7],
    [0.01, 3000, 1.4],
    [0.05, 3000, 1.2],
  ])(
    "for an error rate of %d after %d is below Hoeffding's and %d times Clopper–Pearson's",
    (rate, count, times) => {
      const delta = 0.05;
      const { upper, sum } = after(delta, spread(count, rate));
      const oneLook = binomialUpperBound(sum, count, delta);
      expect(upper).toBeGreaterThan(oneLook);
      expect(upper).toBeLessThan(times * oneLook);
      expect(upper).toBeLessThan(sum / count + Math.sqrt(-Math.log(delta) / (2 * count)));
    },
  );

  it("never rises", () => {
    const good = after(0.05, spread(2000, 0.01));
    const bad = after(0.05, [...spread(2000, 0.01), ...new Array<number>(50).fill(1)]);
    expect(bad.upper).toBe(good.upper);
    expect(bad.sum).toBe(good.sum + 50);
  });

  it("goes on from JSON with the same numbers", () => {
    const random = new Random(24);
    const values = Array.from({ length: 200 }, () => random.uniform() ** 8);
    const half = values.slice(0, 90).reduce(updateErrorBound, startErrorBound({ delta: 0.01 }));
    const restored = decodeErrorBound(JSON.parse(JSON.stringify(half)));
    expect(values.slice(90).reduce(updateErrorBound, restored)).toEqual(after(0.01, values));
  });

  it.each([NaN, -0.01, 1.01, Infinity, undefined])("refuses the value %j", async (value) => {
    await expectNescioError(
      () => updateErrorBound(startErrorBound({ delta: 0.1 }), value!),
      "invalid-data",
      "loss: expected a number from 0 (right) to 1 (wrong)",
    );
  });

  it.each([0, 1, -1, NaN, "0.1"])("refuses a delta of %j", async (delta) => {
    await expectNescioError(
      () => startErrorBound({ delta: delta as number }),
      "invalid-option",
      "error bound, delta",
    );
  });

  it.each([
    [null, "error bound"],
    [{ delta: 0.1, count: 2, sum: 3, upper: 1 }, "error bound, sum"],
    [{ delta: 0.1, count: 2, sum: 1, upper: 0 }, "error bound, upper"],
    [{ delta: 0.1, count: 0.5, sum: 0, upper: 1 }, "error bound, count"],
  ])("refuses to go on from what is no state: %j", async (value, subject) => {
    await expectNescioError(() => decodeErrorBound(value), "invalid-option", `${subject}: expected`);
  });
});
