import { describe, expect, test } from "vitest";
import {
  hamiltonian,
  leapfrog,
  moveTo,
  phasePoint,
  reasonableStepSize,
} from "../../../packages/ppl/src/mcmc/leapfrog.js";
import { stateAt } from "../../../packages/ppl/src/mcmc/kernel.js";
import { denseMetric, identityMetric } from "../../../packages/ppl/src/mcmc/metric.js";
import type { Potential } from "../../../packages/ppl/src/mcmc/potential.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";
import { correlated, eightSchools, standardNormal } from "./targets.js";

const random = new Random(2);
const start = Float64Array.from({ length: 10 }, () => random.normal() / 2);
const momentum = Float64Array.from({ length: 10 }, () => random.normal());
const metric = denseMetric(
  Array.from({ length: 100 }, (_, i) => 0.5 ** Math.abs((i % 10) - Math.floor(i / 10))),
);

function launch(potential: Potential) {
  const point = phasePoint(10);
  moveTo(point, stateAt(potential, start).state);
  point.momentum.set(momentum);
  return point;
}

describe.each([
  ["correlated Gaussian", correlated.potential],
  ["eight schools", eightSchools],
])("%s", (_, potential) => {
  test("with the momentum reversed it goes back where it came from", () => {
    const point = launch(potential);
    for (let i = 0; i < 50; i++) leapfrog(potential, metric, point, 0.05);
    expect(Math.max(...point.position.map((x, i) => Math.abs(x - start[i])))).toBeGreaterThan(0.1);
    for (let i = 0; i < 10; i++) point.momentum[i] *= -1;
    for (let i = 0; i < 50; i++) leapfrog(potential, metric, point, 0.05);
    for (let i = 0; i < 10; i++) {
      expect(Math.abs(point.position[i] - start[i])).toBeLessThan(1e-10);
      expect(Math.abs(point.momentum[i] + momentum[i])).toBeLessThan(1e-10);
    }
  });

  test("a negative step undoes a positive one", () => {
    const point = launch(potential);
    leapfrog(potential, metric, point, 0.1);
    leapfrog(potential, metric, point, -0.1);
    for (let i = 0; i < 10; i++) expect(point.position[i]).toBeCloseTo(start[i], 12);
  });

  test("a quarter of the energy error for half the step", () => {
    const errorOf = (stepSize: number) => {
      const point = launch(potential);
      const before = hamiltonian(point, metric);
      for (let t = 0; t < Math.round(0.64 / stepSize); t++) leapfrog(potential, metric, point, stepSize);
      return hamiltonian(point, metric) - before;
    };
    const ratio = errorOf(0.01) / errorOf(0.005);
    expect(ratio).toBeGreaterThan(3.8);
    expect(ratio).toBeLessThan(4.2);
  });
});

test("a step keeps areas of phase space", () => {
  // The determinant of a step's derivative, by central differences, on a target with curvature that changes.
  const potential: Potential = ([x], gradient) => {
    gradient[0] = x ** 3;
    return x ** 4 / 4;
  };
  const unit = identityMetric(1);
  const step = (q: number, p: number) => {
    const point = phasePoint(1);
    moveTo(point, stateAt(potential, [q]).state);
    point.momentum[0] = p;
    leapfrog(potential, unit, point, 0.4);
    return [point.position[0], point.momentum[0]];
  };
  const h = 1e-5;
  const [a, b, c, d] = [step(1 + h, 0.7), step(1 - h, 0.7), step(1, 0.7 + h), step(1, 0.7 - h)];
  const slope = (up: number[], down: number[], i: number) => (up[i] - down[i]) / (2 * h);
  const determinant = slope(a, b, 0) * slope(c, d, 1) - slope(a, b, 1) * slope(c, d, 0);
  expect(determinant).toBeCloseTo(1, 8);
});

test("an energy that is no number is infinite", () => {
  const point = phasePoint(1);
  point.potential = NaN;
  expect(hamiltonian(point, identityMetric(1))).toBe(Infinity);
  point.potential = -Infinity;
  expect(hamiltonian(point, identityMetric(1))).toBe(Infinity);
});

describe("a reasonable step size", () => {
  const { state } = stateAt(standardNormal.potential, [1]);
  const from = (first: number) =>
    reasonableStepSize(standardNormal.potential, identityMetric(1), new Random(4), state, first);

  test("is of the order of the target's scale, wherever the search starts", () => {
    for (const first of [1e-3, 1, 1e3]) {
      expect(from(first)).toBeGreaterThan(0.2);
      expect(from(first)).toBeLessThan(8);
    }
  });

  test("a density that never falls has none", async () => {
    const flat: Potential = () => 0;
    await expectNescioError(
      () => reasonableStepSize(flat, identityMetric(1), new Random(1), stateAt(flat, [0]).state, 1),
      "diverged",
      "got every one accepted",
      "a parameter without a prior",
    );
  });

  test("a single point of finite density has none", async () => {
    const spike: Potential = ([x]) => (x === 0 ? 0 : Infinity);
    await expectNescioError(
      () => reasonableStepSize(spike, identityMetric(1), new Random(1), stateAt(spike, [0]).state, 1),
      "diverged",
      "got none accepted",
    );
  });
});
