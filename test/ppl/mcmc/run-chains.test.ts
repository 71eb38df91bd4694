import { describe, expect, test, vi } from "vitest";
import type { Chains } from "../../../packages/ppl/src/mcmc/chains.js";
import { hmc } from "../../../packages/ppl/src/mcmc/hmc.js";
import type { McmcOptions, McmcProgress } from "../../../packages/ppl/src/mcmc/options.js";
import type { Potential } from "../../../packages/ppl/src/mcmc/potential.js";
import { runChains } from "../../../packages/ppl/src/mcmc/run-chains.js";
import { uniformStart } from "../../../packages/ppl/src/mcmc/start.js";
import { expectNescioError } from "../../helpers/errors.js";
import { correlated, standardNormal } from "./targets.js";

const small: McmcOptions = {
  potential: correlated.potential,
  initial: uniformStart(10),
  ...{ chains: 2, warmup: 30, samples: 20, seed: 5 },
};

function drawsOf({ draws, samples, dimension }: Chains, chain: number): Float64Array {
  return draws.slice(chain * samples * dimension, (chain + 1) * samples * dimension);
}

test("shapes, and figures that belong together", async () => {
  const chains = await runChains(small);
  expect(chains).toMatchObject({ chains: 2, samples: 20, dimension: 10, divergences: 0 });
  expect(chains.draws).toHaveLength(400);
  for (const figures of [
    chains.potential,
    chains.energy,
    chains.acceptance,
    chains.divergent,
    chains.treeDepth,
  ]) {
    expect(figures).toHaveLength(40);
  }
  for (const perChain of [chains.stepSize, chains.inverseMass, chains.evaluations]) {
    expect(perChain).toHaveLength(2);
  }
  const gradient = new Float64Array(10);
  for (let i = 0; i < 40; i++) {
    const position = chains.draws.slice(10 * i, 10 * i + 10);
    expect(chains.potential[i]).toBe(correlated.potential(position, gradient));
    expect(chains.energy[i]).toBeGreaterThan(chains.potential[i]);
    expect(chains.treeDepth[i]).toBeGreaterThan(0);
  }
  expect(chains.seconds).toBeGreaterThan(0);
});

test("evaluations are all the calls of the potential", async () => {
  let calls = 0;
  const counting: Potential = (position, gradient) => {
    calls++;
    return correlated.potential(position, gradient);
  };
  const { evaluations } = await runChains({ ...small, potential: counting });
  expect(evaluations.reduce((sum, { warmup, samples }) => sum + warmup + samples, 0)).toBe(calls);
  const walk = await runChains({ ...small, kernel: "random-walk", thinning: 3 });
  // A start, the kernel's first state, and one for each step.
  expect(walk.evaluations).toEqual([
    { warmup: 32, samples: 60 },
    { warmup: 32, samples: 60 },
  ]);
});

describe.each(["nuts", "hmc", "random-walk"] as const)("%s", (kernel) => {
  test("the same seed gives the same draws, another seed others", async () => {
    const [first, again, other] = [
      await runChains({ ...small, kernel }),
      await runChains({ ...small, kernel }),
      await runChains({ ...small, kernel, seed: 6 }),
    ];
    expect(again.draws).toEqual(first.draws);
    expect(again.energy).toEqual(first.energy);
    expect(again.stepSize).toEqual(first.stepSize);
    expect(other.draws).not.toEqual(first.draws);
  });
});

test("a chain's draws do not depend on how many there are, and chains differ", async () => {
  const [two, three] = [await runChains(small), await runChains({ ...small, chains: 3 })];
  expect(drawsOf(three, 0)).toEqual(drawsOf(two, 0));
  expect(drawsOf(three, 1)).toEqual(drawsOf(two, 1));
  expect(drawsOf(three, 1)).not.toEqual(drawsOf(three, 0));
});

test("thinning keeps every third draw", async () => {
  const [all, thinned] = [
    await runChains({ ...small, samples: 60 }),
    await runChains({ ...small, samples: 20, thinning: 3 }),
  ];
  for (let i = 0; i < 20; i++) {
    const at = 10 * (3 * i + 2);
    expect(thinned.draws.slice(10 * i, 10 * i + 10)).toEqual(all.draws.slice(at, at + 10));
  }
});

test("without warm-up the step size is the one given, and the inverse mass 1", async () => {
  const chains = await runChains({ ...small, warmup: 0, stepSize: 0.2 });
  expect(chains.stepSize).toEqual([0.2, 0.2]);
  expect([...chains.inverseMass[0].values]).toEqual(new Array(10).fill(1));
});

test("under 20 steps of warm-up only the step size adapts", async () => {
  const [short, longer] = [
    await runChains({ ...small, warmup: 19 }),
    await runChains({ ...small, warmup: 20 }),
  ];
  expect([...short.inverseMass[0].values]).toEqual(new Array(10).fill(1));
  expect([...longer.inverseMass[0].values]).not.toContain(1);
});

test("a kernel of one's own making", async () => {
  const lengths: number[] = [];
  const chains = await runChains({
    ...small,
    kernel: (given) => {
      lengths.push(given.inverseMass.dimension);
      return hmc({ ...given, steps: 3 });
    },
  });
  expect(lengths).toEqual([10, 10]);
  expect(chains.evaluations.map(({ samples }) => samples)).toEqual([60, 60]);
});

describe("progress", () => {
  test("is told at the end of every chain at least", async () => {
    const told: McmcProgress[] = [];
    await runChains({ ...small, onProgress: (progress) => told.push(progress) });
    const ends = told.filter(({ iteration, iterations }) => iteration === iterations);
    expect(ends).toMatchObject([
      { chain: 0, chains: 2, phase: "samples", iteration: 50, iterations: 50, divergences: 0 },
      { chain: 1, chains: 2, phase: "samples", iteration: 50, iterations: 50, divergences: 0 },
    ]);
    for (const { seconds, stepSize } of told) {
      expect(seconds).toBeGreaterThan(0);
      expect(stepSize).toBeGreaterThan(0);
    }
  });

  test("comes while a chain runs, and lets others have their turn", async () => {
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
    try {
      const slow: Potential = (position, gradient) => {
        now += 5;
        return standardNormal.potential(position, gradient);
      };
      let turns = 0;
      const told: McmcProgress[] = [];
      const ticking = setInterval(() => turns++, 0);
      await runChains({
        ...{ potential: slow, initial: uniformStart(1), kernel: "random-walk" },
        ...{ chains: 1, warmup: 50, samples: 50 },
        onProgress: (progress) => told.push(progress),
      });
      clearInterval(ticking);
      // 500 ms by that clock: ten turns.
      expect(told.length).toBeGreaterThanOrEqual(9);
      expect(told.length).toBeLessThanOrEqual(11);
      expect(told.map(({ phase }) => phase)).toContain("warmup");
      expect(turns).toBeGreaterThan(0);
    } finally {
      clock.mockRestore();
    }
  });
});

describe("a request to stop", () => {
  test("is heard before the start", async () => {
    const potential = vi.fn(standardNormal.potential);
    await expectNescioError(
      () => runChains({ ...small, potential, signal: AbortSignal.abort() }),
      "aborted",
      "sampling",
    );
    expect(potential).not.toHaveBeenCalled();
  });

  test("is heard while chains run", async () => {
    const stop = new AbortController();
    const endless = { ...small, samples: 1_000_000, signal: stop.signal };
    setTimeout(() => stop.abort(), 20);
    await expectNescioError(() => runChains(endless), "aborted", "sampling");
  });
});

describe("initial positions", () => {
  const positive: Potential = ([x], gradient) => {
    gradient[0] = 1;
    return x > 0 ? x : Infinity;
  };
  const given = { potential: positive, chains: 2, warmup: 0, samples: 2, stepSize: 0.1 };

  test("are drawn again until the potential is finite", async () => {
    const seen: number[] = [];
    const chains = await runChains({
      ...given,
      initial: (random, chain) => {
        seen.push(chain);
        return [random.uniform() - 0.9];
      },
    });
    expect(seen.filter((chain) => chain === 0).length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([0, 1]));
    expect(chains.draws.every((x) => x > 0)).toBe(true);
  });

  test("are given up after a hundred", async () => {
    const initial = vi.fn(() => [-1]);
    await expectNescioError(
      () => runChains({ ...given, initial }),
      "invalid-data",
      "initial position of chain 0: expected a finite potential and gradient",
      "got a potential of Infinity at the last of 100 positions",
    );
    expect(initial).toHaveBeenCalledTimes(100);
  });

  test.each<[string, McmcOptions["initial"], string]>([
    [
      "where the potential is infinite",
      [[1], [-1]],
      "initial position of chain 1: expected a finite potential and gradient, got a potential of Infinity.",
    ],
    ["that are no numbers", [[NaN], [1]], "chain 0"],
    [
      "of different length",
      [[1], [1, 2]],
      "initial position of chain 1: expected 1 coordinates, as chain 0 has, got 2",
    ],
    ["without coordinates", () => [], "expected a list of one or more numbers, got none"],
    [
      "that are nothing",
      (() => undefined) as never,
      "expected a list of one or more numbers, got something else",
    ],
    ["of big integers, as returned", (() => BigInt64Array.of(1n)) as never, "got something else"],
  ])("%s are refused", async (_, initial, message) => {
    await expectNescioError(() => runChains({ ...given, initial }), "invalid-data", message);
  });

  test("a gradient that is no number is no start", async () => {
    const broken: Potential = (_, gradient) => {
      gradient[0] = NaN;
      return 0;
    };
    await expectNescioError(
      () => runChains({ ...given, potential: broken, initial: [[1], [1]] }),
      "invalid-data",
      "got coordinates or a gradient that are not finite",
    );
  });
});

test("a posterior that is improper is said to be", async () => {
  const flat: Potential = () => 0;
  await expectNescioError(
    () => runChains({ ...small, potential: flat }),
    "diverged",
    "a parameter without a prior",
  );
});

test("what the potential throws is passed on", async () => {
  const thrown = new Error("of the model's own");
  const failing: Potential = () => {
    throw thrown;
  };
  await expect(runChains({ ...small, potential: failing })).rejects.toBe(thrown);
});

test.each<[string, Partial<Record<keyof McmcOptions, unknown>>, string]>([
  [
    "a kernel of another name",
    { kernel: "gibbs" },
    'option kernel: expected one of "nuts", "hmc", "random-walk" or a function that makes a kernel, got "gibbs"',
  ],
  [
    "no potential",
    { potential: undefined },
    "option potential: expected a function (position, gradient) => energy, got nothing",
  ],
  [
    "no initial positions",
    { initial: undefined },
    "option initial: expected a function (random, chain) => position or",
  ],
  [
    "too few initial positions",
    { initial: [[1]] },
    "option initial: expected one position for each of 2 chains, or a function, got 1 positions",
  ],
  ["positions that are no lists", { initial: ["a", "b"] }, "option initial"],
  ["positions of big integers", { initial: [BigInt64Array.of(1n), [1]] }, "option initial"],
  ["no chains", { chains: 0 }, "option chains: expected a number of at least 1, got 0"],
  ["half a sample", { samples: 0.5 }, "option samples: expected a whole number, got 0.5"],
  ["no samples", { samples: 0 }, "option samples: expected a number of at least 1"],
  ["a negative warm-up", { warmup: -1 }, "option warmup: expected a number of at least 0"],
  ["no thinning", { thinning: 0 }, "option thinning: expected a number of at least 1"],
  ["a negative seed", { seed: -1 }, "option seed: expected a number of at least 0"],
  ["a target of 1", { targetAcceptance: 1 }, "option targetAcceptance: expected a number below 1, got 1"],
  [
    "a mass of another kind",
    { mass: "full" },
    'option mass: expected one of "diagonal", "dense", got "full"',
  ],
  ["a step size of zero", { stepSize: 0 }, "option stepSize: expected a number above 0"],
  [
    "a tree for HMC",
    { kernel: "hmc", maxTreeDepth: 5 },
    'option maxTreeDepth: expected nothing, unless the kernel is "nuts", got 5',
  ],
  [
    "a length for NUTS",
    { trajectoryLength: 1 },
    'option trajectoryLength: expected nothing, unless the kernel is "hmc", got 1',
  ],
  ["a signal that is none", { signal: {} }, "option signal: expected an AbortSignal"],
  ["progress to nobody", { onProgress: 1 }, "option onProgress: expected a function, got 1"],
  [
    "an option that does not exist",
    { burnin: 5 } as never,
    "option burnin: expected nothing (there is no such field), got 5",
  ],
  [
    "more draws than memory",
    { samples: 10_000_000, chains: 1000, initial: uniformStart(10) },
    "expected at most 268435456 numbers, got 1000 × 10000000 × 10",
  ],
])("%s: refused", async (_, change, message) => {
  const options = { ...small, ...change } as McmcOptions;
  await expectNescioError(() => runChains(options), "invalid-option", message);
});
