import { expect, test } from "vitest";
import { covarianceEstimate } from "../../../../packages/ppl/src/mcmc/warmup/covariance.js";

const positions = [
  [1, 2],
  [3, 5],
  [4, 1],
  [0, 4],
].map((position) => Float64Array.from(position));

// numpy.cov of the columns.
const [xx, xy, yy] = [10 / 3, -1, 10 / 3];

test.each([0, 1e9])("the sample covariance, also %d away from zero", (offset) => {
  const estimate = covarianceEstimate(2, "dense");
  for (const position of positions) estimate.add(position.map((x) => x + offset));
  const digits = offset === 0 ? 14 : 6;
  [xx, xy, xy, yy].forEach((value, i) => expect(estimate.covariance()[i]).toBeCloseTo(value, digits));
  expect(estimate.count()).toBe(4);
});

test("diagonal: the variances, shrunk as Stan does", () => {
  const estimate = covarianceEstimate(2, "diagonal");
  for (const position of positions) estimate.add(position);
  const { kind, values } = estimate.metric();
  expect(kind).toBe("diagonal");
  expect(values).toHaveLength(2);
  expect(values[0]).toBeCloseTo((4 / 9) * xx + (5 / 9) * 1e-3, 14);
});

test("dense: only the diagonal has the small addition", () => {
  const estimate = covarianceEstimate(2, "dense");
  for (const position of positions) estimate.add(position);
  const { kind, values } = estimate.metric();
  expect(kind).toBe("dense");
  expect(values[0]).toBeCloseTo((4 / 9) * xx + (5 / 9) * 1e-3, 14);
  expect(values[1]).toBeCloseTo((4 / 9) * xy, 14);
  expect(values[2]).toBe(values[1]);
});

test("fewer draws than coordinates still make a metric", () => {
  const estimate = covarianceEstimate(3, "dense");
  estimate.add(Float64Array.of(1, 2, 3));
  estimate.add(Float64Array.of(2, 1, 5));
  expect(estimate.metric().dimension).toBe(3);
});

test("after a restart it has seen nothing", () => {
  const estimate = covarianceEstimate(1, "diagonal");
  for (const x of [1e6, -1e6]) estimate.add(Float64Array.of(x));
  estimate.restart();
  for (const x of [1, 2, 3]) estimate.add(Float64Array.of(x));
  expect(estimate.covariance()[0]).toBeCloseTo(1, 14);
});
