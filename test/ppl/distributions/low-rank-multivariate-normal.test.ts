import { expect, test } from "vitest";
import { lowRankMultivariateNormal } from "../../../packages/ppl/src/distributions/low-rank-multivariate-normal.js";
import { multivariateNormal } from "../../../packages/ppl/src/distributions/multivariate-normal.js";
import { np, valueAndGrad, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";

const double = (values: readonly number[], shape: number[]): JaxArray =>
  np.array(Float64Array.from(values), { shape });
const loc = (): JaxArray => double([0.5, -1, 2, 0], [4]);
const factor = (): JaxArray => double([1, 0.2, -0.5, 0.3, 0.7, 0.1, 0, -0.9], [4, 2]);
const scale = (): JaxArray => double([0.3, 0.5, 1, 0.8], [4]);

/** The Gaussian of the same covariance, by its Cholesky factor. */
function dense() {
  const w = factor().js() as number[][];
  const d = Array.from(scale().dataSync() as Float64Array);
  const lower = d.map(() => d.map(() => 0));
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = w[i].reduce((total, value, k) => total + value * w[j][k], i === j ? d[i] ** 2 : 0);
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      lower[i][j] = i === j ? Math.sqrt(sum) : sum / lower[j][j];
    }
  }
  return multivariateNormal(loc(), double(lower.flat(), [4, 4]));
}

test("has the density of the Gaussian with that covariance", () => {
  const low = lowRankMultivariateNormal(loc(), factor(), scale());
  const full = dense();
  const x = (): JaxArray => double([0, 0, 0, 0, 1, -2, 3, 0.5, 4, 4, -4, 9], [3, 4]);
  const actual = low.logProb(x()).dataSync() as Float64Array;
  const expected = full.logProb(x()).dataSync() as Float64Array;
  expect(actual.length).toBe(3);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 9));
  const variance = low.variance().dataSync() as Float64Array;
  (full.variance().dataSync() as Float64Array).forEach((value, i) =>
    expect(variance[i]).toBeCloseTo(value, 9),
  );
  low.dispose();
  full.dispose();
});

test("gradients are those of central differences", () => {
  const start = [...(factor().dataSync() as Float64Array), ...(scale().dataSync() as Float64Array)];
  const f = (p: JaxArray): JaxArray => {
    const d = lowRankMultivariateNormal(loc(), p.ref.slice([0, 8]).reshape([4, 2]), p.slice([8, 12]));
    return d.logProb(double([1, -2, 3, 0.5], [4]));
  };
  const gradientOf = valueAndGrad(f as never) as unknown as (p: JaxArray) => [JaxArray, JaxArray];
  const gradient = gradientOf(double(start, [12]))[1].dataSync() as Float64Array;
  start.forEach((_, i) => {
    const at = (by: number): number =>
      f(
        double(
          start.map((v, k) => (k === i ? v + by : v)),
          [12],
        ),
      ).item();
    expect(gradient[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 5);
  });
});

test("draws have its mean and covariance", () => {
  const low = lowRankMultivariateNormal(loc(), factor(), scale());
  const draws = low.sample(key(4), [20_000]).js() as number[][];
  const mean = [0, 1, 2, 3].map((i) => draws.reduce((sum, draw) => sum + draw[i], 0) / draws.length);
  const m = loc().js() as number[];
  const w = factor().js() as number[][];
  const d = scale().js() as number[];
  mean.forEach((value, i) => expect(Math.abs(value - m[i])).toBeLessThan(0.04));
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      const exact = w[i].reduce((sum, value, k) => sum + value * w[j][k], i === j ? d[i] ** 2 : 0);
      const covariance = draws.reduce((sum, x) => sum + (x[i] - m[i]) * (x[j] - m[j]), 0) / draws.length;
      expect(Math.abs(covariance - exact)).toBeLessThan(0.06);
    }
  }
  low.dispose();
});

test("refuses parts that do not belong together", async () => {
  await expectNescioError(
    () => lowRankMultivariateNormal(np.zeros([3]), np.zeros([4, 2]), np.ones([4])),
    "invalid-program",
    "a factor of 3 rows",
  );
});
