import { describe, expect, test } from "vitest";
import { identityMetric } from "../../../packages/ppl/src/mcmc/metric.js";
import { nuts } from "../../../packages/ppl/src/mcmc/nuts.js";
import type { Potential } from "../../../packages/ppl/src/mcmc/potential.js";
import { logAddExp, mayGrow, type End } from "../../../packages/ppl/src/mcmc/subtree.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { standardNormal } from "./targets.js";

const { potential } = standardNormal;
const inverseMass = identityMetric(1);

test.each([1, 3, 6])("a tree of at most %i doublings has at most 2^depth − 1 gradients", (maxTreeDepth) => {
  // Steps so small that no trajectory turns before it may grow no further.
  const kernel = nuts({ potential, inverseMass, stepSize: 1e-3, maxTreeDepth });
  const { info } = kernel.step(new Random(2), kernel.init([0.5]));
  expect(info.treeDepth).toBe(maxTreeDepth);
  expect(info.evaluations).toBe(2 ** maxTreeDepth - 1);
});

test("a trajectory ends when it has turned: after half a period of fifty oscillators, to within a doubling", () => {
  const many: Potential = (position, gradient) => {
    gradient.set(position);
    return position.reduce((sum, x) => sum + x * x, 0) / 2;
  };
  const kernel = nuts({ potential: many, inverseMass: identityMetric(50), stepSize: 0.05 });
  const random = new Random(3);
  let state = kernel.init(Float64Array.from({ length: 50 }, () => random.normal()));
  for (let i = 0; i < 100; i++) {
    const { state: next, info } = kernel.step(random, state);
    const length = (info.evaluations * 0.05) / Math.PI;
    expect(length).toBeGreaterThan(0.5);
    expect(length).toBeLessThan(2.05);
    state = next;
  }
});

test("a step far too large diverges, and the chain stays", () => {
  const kernel = nuts({ potential, inverseMass, stepSize: 1000 });
  const state = kernel.init([1]);
  const { state: next, info } = kernel.step(new Random(1), state);
  expect(next).toBe(state);
  expect(info).toMatchObject({ divergent: true, moved: false, treeDepth: 0, evaluations: 1 });
});

test("the energy is that of the point the chain went to", () => {
  const kernel = nuts({ potential, inverseMass, stepSize: 0.01 });
  const random = new Random(5);
  const state = kernel.init([1]);
  // A small step keeps the energy: every point of the trajectory has that of its start.
  const momentum = new Random(5).normal();
  const { info } = kernel.step(random, state);
  expect(info.energy).toBeCloseTo(state.potential + momentum ** 2 / 2, 3);
  expect(info.acceptance).toBeCloseTo(1, 3);
});

describe("when a trajectory may grow", () => {
  const at = (...vector: number[]): End => ({
    momentum: Float64Array.from(vector),
    velocity: Float64Array.from(vector),
  });
  const sum = (...ends: End[]) =>
    Float64Array.from(ends[0].momentum, (_, i) =>
      ends.reduce((total, { momentum }) => total + momentum[i], 0),
    );
  const grows = (a: End, b: End, c: End, d: End) => mayGrow(a, b, c, d, sum(a, b), sum(c, d));

  test("straight on: yes; turned back: no", () => {
    expect(grows(at(1, 0), at(1, 0), at(1, 0), at(1, 0))).toBe(true);
    expect(grows(at(1, 0), at(1, 0), at(-1, 0), at(-1.5, 0))).toBe(false);
  });

  test("a turn between the halves is seen, which the whole does not show", () => {
    // The sum of all is (4.5, 0) and both outer ends go along it; the first half and the point after it do not.
    const ends = [at(1, 0), at(2, 0), at(-3.5, 0), at(5, 0)] as const;
    expect(grows(...ends)).toBe(false);
    const mirrored = [at(5, 0), at(-3.5, 0), at(2, 0), at(1, 0)] as const;
    expect(grows(...mirrored)).toBe(false);
  });
});

test("log-sum-exp of two, also where one is nothing", () => {
  expect(logAddExp(Math.log(2), Math.log(3))).toBeCloseTo(Math.log(5), 14);
  expect(logAddExp(-2000, -2000)).toBeCloseTo(-2000 + Math.log(2), 12);
  expect(logAddExp(-Infinity, 3)).toBe(3);
  expect(logAddExp(-Infinity, -Infinity)).toBe(-Infinity);
});
