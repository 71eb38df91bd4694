import { describe, expect, test } from "vitest";
import { hmc } from "../../../packages/ppl/src/mcmc/hmc.js";
import type { ChainState, Kernel } from "../../../packages/ppl/src/mcmc/kernel.js";
import { denseMetric, identityMetric, type Metric } from "../../../packages/ppl/src/mcmc/metric.js";
import { nuts } from "../../../packages/ppl/src/mcmc/nuts.js";
import type { Potential } from "../../../packages/ppl/src/mcmc/potential.js";
import { randomWalk } from "../../../packages/ppl/src/mcmc/random-walk.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";
import { correlated, standardNormal } from "./targets.js";

type Make = (potential: Potential, metric: Metric, stepSize: number) => Kernel;

const kernels: [string, Make][] = [
  ["nuts", (potential, inverseMass, stepSize) => nuts({ potential, inverseMass, stepSize })],
  ["hmc", (potential, inverseMass, stepSize) => hmc({ potential, inverseMass, stepSize })],
  ["random-walk", (potential, covariance, scale) => randomWalk({ potential, covariance, scale })],
];

const start = correlated.mean.map((x) => x + 0.3);

function copy({ position, potential, gradient }: ChainState) {
  return { position: [...position], potential, gradient: [...gradient] };
}

describe.each(kernels)("%s", (_, make) => {
  const kernel = make(correlated.potential, identityMetric(10), 0.3);

  test("the initial state has the potential and gradient of the position, which it copies", () => {
    const position = Float64Array.from(start);
    const state = kernel.init(position);
    const gradient = new Float64Array(10);
    expect(state.potential).toBe(correlated.potential(position, gradient));
    expect(state.gradient).toEqual(gradient);
    position.fill(0);
    expect([...state.position]).toEqual(start);
  });

  test("a step is a function of stream and state: it changes neither state nor kernel", () => {
    const state = kernel.init(start);
    const before = copy(state);
    const first = kernel.step(new Random(8), state);
    kernel.step(new Random(9), first.state);
    const again = kernel.step(new Random(8), state);
    expect(copy(state)).toEqual(before);
    expect(copy(again.state)).toEqual(copy(first.state));
    expect(again.info).toEqual(first.info);
  });

  test("states stay true, infos in their ranges, over many steps", () => {
    const random = new Random(1);
    const gradient = new Float64Array(10);
    let state = kernel.init(start);
    let moves = 0;
    for (let i = 0; i < 200; i++) {
      const { state: next, info } = kernel.step(random, state);
      expect(next.potential).toBe(correlated.potential(next.position, gradient));
      expect(next.gradient).toEqual(gradient);
      expect(info.acceptance).toBeGreaterThanOrEqual(0);
      expect(info.acceptance).toBeLessThanOrEqual(1);
      expect(info.energy).toBeGreaterThanOrEqual(next.potential);
      expect(info.evaluations).toBeGreaterThanOrEqual(1);
      expect(info.moved).toBe(next !== state);
      expect(info.divergent).toBe(false);
      moves += Number(info.moved);
      state = next;
    }
    expect(moves).toBeGreaterThan(50);
  });

  test("`evaluations` counts the calls of the potential, whose arrays are used again", () => {
    const arrays = new Set<Float64Array>();
    let calls = 0;
    const counting: Potential = (position, gradient) => {
      calls++;
      arrays.add(position);
      return correlated.potential(position, gradient);
    };
    const counted = make(counting, identityMetric(10), 0.3);
    const random = new Random(1);
    let state = counted.init(start);
    arrays.clear();
    calls = 0;
    let evaluations = 0;
    for (let i = 0; i < 50; i++) {
      const { state: next, info } = counted.step(random, state);
      evaluations += info.evaluations;
      state = next;
    }
    expect(calls).toBe(evaluations);
    expect(arrays.size).toBe(1);
  });

  test("another tuning takes the place of the kernel's own", () => {
    const inverseMass = denseMetric(Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 2 : 0.1)));
    const state = kernel.init(start);
    const tuned = kernel.step(new Random(3), state, { stepSize: 0.1, inverseMass });
    const made = make(correlated.potential, inverseMass, 0.1).step(new Random(3), state);
    expect(copy(tuned.state)).toEqual(copy(made.state));
    expect(tuned.info).toEqual(made.info);
  });

  test.each([NaN, Infinity, -Infinity])("never goes where the potential is %d", (nowhere) => {
    const half: Potential = (position, gradient) => {
      const energy = standardNormal.potential(position, gradient);
      return position[0] < 0 ? nowhere : energy;
    };
    const bounded = make(half, identityMetric(1), 0.5);
    const random = new Random(6);
    let state = bounded.init([1]);
    let [sum, moves] = [0, 0];
    for (let i = 0; i < 5000; i++) {
      const { state: next, info } = bounded.step(random, state);
      expect(next.position[0]).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(info.energy)).toBe(true);
      moves += Number(info.moved);
      sum += next.position[0];
      state = next;
    }
    expect(moves).toBeGreaterThan(1000);
    // A half-normal's mean; what is left is Monte-Carlo error.
    expect(Math.abs(sum / 5000 - Math.sqrt(2 / Math.PI))).toBeLessThan(0.1);
  });

  test("positions that no chain can start from are refused", async () => {
    const refused = (position: number[], ...parts: string[]) =>
      expectNescioError(() => kernel.init(position), "invalid-data", "initial position", ...parts);
    await refused([1, 2], "expected 10 coordinates", "got 2");
    await refused(new Array<number>(10).fill(NaN), "got a potential of NaN");
    await refused([Infinity, ...start.slice(1)], "finite coordinates");
  });

  test("a tuning of another dimension, or without a step, is refused", async () => {
    const state = kernel.init(start);
    for (const tuning of [
      { stepSize: 1, inverseMass: identityMetric(2) },
      { stepSize: NaN, inverseMass: identityMetric(10) },
      { stepSize: 0, inverseMass: identityMetric(10) },
    ]) {
      await expectNescioError(
        () => kernel.step(new Random(1), state, tuning),
        "invalid-option",
        "tuning of a kernel",
        `a step size of ${tuning.stepSize}`,
      );
    }
  });
});

describe("HMC", () => {
  const given = { potential: standardNormal.potential, inverseMass: identityMetric(1) };
  const evaluations = (options: Partial<Parameters<typeof hmc>[0]>) => {
    const kernel = hmc({ stepSize: 0.1, ...given, ...options });
    return kernel.step(new Random(1), kernel.init([1])).info.evaluations;
  };

  test("makes as many steps as are asked for, or as the length takes", () => {
    expect(evaluations({ steps: 7 })).toBe(7);
    expect(evaluations({ trajectoryLength: 1.2 })).toBe(12);
    expect(evaluations({})).toBe(16);
    expect(evaluations({ trajectoryLength: 0.01 })).toBe(1);
    expect(evaluations({ stepSize: 1e-6 })).toBe(1024);
  });

  test("a step far too large diverges, and the chain stays", () => {
    const kernel = hmc({ ...given, stepSize: 100, steps: 20 });
    const state = kernel.init([1]);
    const { state: next, info } = kernel.step(new Random(1), state);
    expect(next).toBe(state);
    expect(info).toMatchObject({ divergent: true, moved: false, acceptance: 0 });
  });
});

const potential = standardNormal.potential;
const inverseMass = identityMetric(1);
const bad: [string, () => unknown, string][] = [
  [
    "NUTS without a potential",
    () => nuts({ stepSize: 1, inverseMass } as never),
    "NUTS, option potential: expected a function",
  ],
  [
    "a step size of zero",
    () => nuts({ potential, inverseMass, stepSize: 0 }),
    "option stepSize: expected a number above 0, got 0",
  ],
  [
    "a step size of NaN",
    () => hmc({ potential, inverseMass, stepSize: NaN }),
    "HMC, option stepSize: expected a finite number, got NaN",
  ],
  [
    "an array as the inverse mass",
    () => nuts({ potential, inverseMass: [1] as never, stepSize: 1 }),
    "option inverseMass: expected a metric",
  ],
  [
    "a tree depth of 0",
    () => nuts({ potential, inverseMass, stepSize: 1, maxTreeDepth: 0 }),
    "option maxTreeDepth: expected a number of at least 1, got 0",
  ],
  [
    "a tree depth of 21",
    () => nuts({ potential, inverseMass, stepSize: 1, maxTreeDepth: 21 }),
    "option maxTreeDepth: expected a number of at most 20, got 21",
  ],
  [
    "an option that does not exist",
    () => nuts({ potential, inverseMass, stepSize: 1, depth: 2 } as never),
    "option depth: expected nothing (there is no such field), got 2",
  ],
  [
    "steps and a length",
    () => hmc({ potential, inverseMass, stepSize: 1, steps: 2, trajectoryLength: 1 }),
    "option steps: expected nothing beside trajectoryLength, got 2",
  ],
  [
    "half a step",
    () => hmc({ potential, inverseMass, stepSize: 1, steps: 0.5 }),
    "option steps: expected a whole number, got 0.5",
  ],
  [
    "a negative length",
    () => hmc({ potential, inverseMass, stepSize: 1, trajectoryLength: -1 }),
    "option trajectoryLength: expected a number above 0",
  ],
  [
    "a negative scale",
    () => randomWalk({ potential, covariance: inverseMass, scale: -1 }),
    "random walk, option scale: expected a number above 0, got -1",
  ],
  [
    "a random walk without a covariance",
    () => randomWalk({ potential } as never),
    "option covariance: expected a metric",
  ],
];

test.each(bad)("%s is refused", async (_, make, message) => {
  await expectNescioError(make, "invalid-option", message);
});
