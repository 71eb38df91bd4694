import { expect, test } from "vitest";
import { normalQuantile } from "../../packages/core/src/math/normal-quantile.js";

// scipy.stats.norm.ppf, SciPy 1.17; one or more for each of the three ranges of the algorithm, and its seams.
test.each([
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798409],
  [1e-12, -7.034483825301131],
  [1e-9, -5.9978070150076865],
  [1e-5, -4.264890793922825],
  [0.001, -3.090232306167813],
  [0.07, -1.4757910281791706],
  [0.075, -1.4395314709384563],
  [0.08, -1.4050715603096329],
  [0.25, -0.6744897501960817],
  [0.5, 0.0],
  [0.6, 0.2533471031357997],
  [0.9, 1.2815515655446004],
  [0.93, 1.475791028179171],
  [0.99, 2.3263478740408408],
])("%d has its quantile at %d", (p, x) => {
  expect(Math.abs(normalQuantile(p) - x)).toBeLessThan(4e-15 * Math.max(1, Math.abs(x)));
});

test("is odd around one half", () => {
  for (const p of [0.01, 0.1, 0.3, 0.5]) expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 12);
});

test("the ends are infinite, and outside there is nothing", () => {
  expect([0, 1].map(normalQuantile)).toEqual([-Infinity, Infinity]);
  expect([-0.1, 1.1, NaN].map(normalQuantile)).toEqual([NaN, NaN, NaN]);
});
