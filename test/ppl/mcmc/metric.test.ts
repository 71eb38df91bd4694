import { describe, expect, test } from "vitest";
import { cholesky } from "../../../packages/core/src/math/cholesky.js";
import {
  denseMetric,
  diagonalMetric,
  identityMetric,
  type Metric,
} from "../../../packages/ppl/src/mcmc/metric.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";

const covariance = [4, 1, 0.5, 1, 2, -0.3, 0.5, -0.3, 1];
// numpy.linalg.inv of it.
const precision = [
  ...[0.3270547945205479, -0.19691780821917806, -0.22260273972602737],
  ...[-0.19691780821917806, 0.6421232876712328, 0.29109589041095885],
  ...[-0.22260273972602737, 0.29109589041095885, 1.1986301369863013],
];

test("L·Lᵀ is the matrix", () => {
  const lower = cholesky(Float64Array.from(covariance), 3);
  expect([lower[1], lower[2], lower[5]]).toEqual([0, 0, 0]);
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let j = 0; j < 3; j++) sum += lower[i * 3 + j] * lower[k * 3 + j];
      expect(sum).toBeCloseTo(covariance[i * 3 + k], 14);
    }
  }
});

/** Second moments of many draws, `[n, n]`. */
function moments(metric: Metric, draw: Metric["drawMomentum"]): number[] {
  const n = metric.dimension;
  const [random, out, count] = [new Random(5), new Float64Array(n), 40_000];
  const sums = new Float64Array(n * n);
  for (let s = 0; s < count; s++) {
    draw(random, out);
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) sums[i * n + k] += (out[i] * out[k]) / count;
  }
  return [...sums];
}

describe.each<[string, Metric, number[], number[]]>([
  ["dense", denseMetric(covariance), covariance, precision],
  ["diagonal", diagonalMetric([4, 0.25]), [4, 0, 0, 0.25], [0.25, 0, 0, 4]],
  ["identity", identityMetric(2), [1, 0, 0, 1], [1, 0, 0, 1]],
])("%s", (_, metric, sigma, inverse) => {
  const n = metric.dimension;

  test("the velocity is Σ times the momentum", () => {
    const momentum = Float64Array.from({ length: n }, (_, i) => i + 1);
    const out = new Float64Array(n);
    metric.velocity(momentum, out);
    for (let i = 0; i < n; i++) {
      const expected = momentum.reduce((sum, p, k) => sum + sigma[i * n + k] * p, 0);
      expect(out[i]).toBeCloseTo(expected, 12);
    }
  });

  // The standard error of a second moment of 40,000 draws is under √2 · 4 / 200.
  test("displacements have the covariance Σ, momenta its inverse", () => {
    moments(metric, metric.drawDisplacement).forEach((x, i) =>
      expect(Math.abs(x - sigma[i])).toBeLessThan(0.1),
    );
    moments(metric, metric.drawMomentum).forEach((x, i) =>
      expect(Math.abs(x - inverse[i])).toBeLessThan(0.1),
    );
  });
});

test.each<[string, () => unknown, string]>([
  ["no dimension", () => identityMetric(0), "expected a whole number of at least 1, got 0"],
  ["half a dimension", () => identityMetric(1.5), "got 1.5"],
  ["no variances", () => diagonalMetric([]), "got none"],
  ["a variance of zero", () => diagonalMetric([1, 0]), "got 0 at index 1"],
  ["an infinite variance", () => diagonalMetric([Infinity]), "got Infinity at index 0"],
  ["a variance that is no number", () => diagonalMetric([NaN]), "got NaN at index 0"],
  ["a matrix that is not square", () => denseMetric([1, 2, 3]), "as a square matrix has, got 3"],
  ["an empty matrix", () => denseMetric([]), "got 0"],
  [
    "an asymmetric matrix",
    () => denseMetric([2, 1, 0, 2]),
    "expected a symmetric matrix, got 0 at [1, 0] and 1 at [0, 1]",
  ],
  [
    "an indefinite matrix",
    () => denseMetric([1, 2, 2, 1]),
    "expected a positive definite matrix, got -3 as pivot 1",
  ],
  ["NaN in a matrix", () => denseMetric([NaN]), "got NaN as pivot 0"],
])("%s is refused", async (_, make, message) => {
  await expectNescioError(make, "invalid-option", message);
});
