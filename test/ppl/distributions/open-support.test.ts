import { expect, test } from "vitest";
import {
  beta,
  dirichlet,
  gamma,
  inverseGamma,
  logNormal,
  uniform,
  type Distribution,
} from "../../../packages/ppl/src/distributions/index.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { float32, float64, numbers } from "./values.js";

// Each has draws that rounding takes to the edge of the support, where the density or its gradient is infinite.
test.each<[string, (as: typeof float32) => Distribution]>([
  ["Beta", (as) => beta(as(0.01), 0.01)],
  ["Gamma", (as) => gamma(as(0.001), 10)],
  ["InverseGamma", (as) => inverseGamma(as(0.001), 1)],
  ["LogNormal", (as) => logNormal(0, as(100))],
  ["LogNormal beyond float64", (as) => logNormal(0, as(1000))],
  ["Dirichlet", (as) => dirichlet(as([0.01, 0.01, 0.01]))],
  ["Uniform", (as) => uniform(as(1000), 1000.001)],
])("draws of %s lie where its density is finite", (_, make) => {
  for (const as of [float32, float64]) {
    const d = make(as);
    const drawn = d.sample(key(3), [5000]);
    expect(numbers(d.logProb(drawn.ref)).every(Number.isFinite)).toBe(true);
    expect(numbers(d.support.transform!.inverse(drawn)).every(Number.isFinite)).toBe(true);
    d.dispose();
  }
});

test("draws of Uniform do not take its bounds for those of single precision", () => {
  const d = uniform(1000, float64(1000 + 1e-9));
  const drawn = numbers(d.sample(key(1), [50]));
  expect(Math.min(...drawn)).toBeGreaterThan(1000);
  expect(Math.max(...drawn)).toBeLessThan(1000 + 1e-9);
  expect(new Set(drawn).size).toBeGreaterThan(40);
  d.dispose();
});
