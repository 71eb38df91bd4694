import { describe, expect, test } from "vitest";
import { conformalPValues, tailPValues } from "../../packages/core/src/familiarity/conformal.js";
import { Random } from "../../packages/core/src/math/random.js";

test("counts the calibration scores that are no higher, ties included", () => {
  const calibration = Float32Array.of(-3, -1, -1, 2);
  const p = conformalPValues([-4, -3, -2, -1, 0, 2, 5, NaN, -Infinity, Infinity], calibration);
  expect(Array.from(p, (value) => Math.round(value * 5))).toEqual([1, 2, 2, 4, 4, 5, 5, 1, 1, 5]);
  expect(Array.from(conformalPValues([1, NaN], new Float32Array()))).toEqual([1, 1]);
});

test("p-values go on below the least of them, as an exponential tail", () => {
  const calibration = Float32Array.from({ length: 40 }, (_, i) => i / 4);
  // The lowest two, 0 and 0.25, lie 0.375 below 0.5 on average.
  const scores = [-0.75, -0.375, 0, 0.25, 20];
  const p = conformalPValues(scores, calibration);
  const tails = (values: number[], own = calibration): number[] =>
    Array.from(tailPValues(values, conformalPValues(values, own), own));
  expect(tails(scores)).toEqual(
    [p[0] * Math.exp(-2), p[1] * Math.exp(-1), p[2], p[3], p[4]].map(Math.fround),
  );
  expect(tails([NaN, -Infinity, -1e30])).toEqual([0, 0, 0]);
  expect(tails([-1, 2, 3], Float32Array.of(2, 2))).toEqual([0, 1, 1]);
  expect(tails([1], new Float32Array())).toEqual([1]);
});

describe("over many splits", () => {
  const splits = 6000;

  test.each([
    { n: 99, step: 0 },
    { n: 150, step: 0 },
    // Coarse scores: many ties make p-values larger, never smaller.
    { n: 99, step: 0.5 },
  ])("a genuine image has p ≤ α with a probability of at most α: n = $n, step $step", ({ n, step }) => {
    const random = new Random(8, n, step * 10);
    const draw = (): number => {
      const score = Math.exp(random.normal());
      return step === 0 ? score : Math.round(score / step) * step;
    };
    const alphas = [0.01, 0.05, 0.1, 0.5];
    const hits = alphas.map(() => 0);
    for (let split = 0; split < splits; split++) {
      const calibration = Float32Array.from({ length: n }, draw).sort();
      const [p] = conformalPValues([Math.fround(draw())], calibration);
      alphas.forEach((alpha, a) => (hits[a] += Number(p <= Math.fround(alpha))));
    }
    alphas.forEach((alpha, a) => {
      const exact = Math.floor(alpha * (n + 1) + 1e-9) / (n + 1);
      const tolerance = 4 * Math.sqrt((alpha * (1 - alpha)) / splits);
      expect(hits[a] / splits).toBeLessThan(exact + tolerance);
      if (step === 0) expect(hits[a] / splits).toBeGreaterThan(exact - tolerance);
    });
  });
});
