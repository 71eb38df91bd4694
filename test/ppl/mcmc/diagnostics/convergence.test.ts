import { describe, expect, test } from "vitest";
import {
  essBulk,
  essMean,
  essQuantile,
  essTail,
  mcseMean,
} from "../../../../packages/ppl/src/mcmc/diagnostics/ess.js";
import { rhat } from "../../../../packages/ppl/src/mcmc/diagnostics/rhat.js";
import { Random } from "../../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../../helpers/errors.js";

/** A linear congruential generator that the reference program repeats exactly. */
function uniforms(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  });
}

/** Sums of twelve uniforms, less 6: nearly normal, and the same in any language. */
function nearNormals(count: number, seed: number): number[] {
  const raw = uniforms(12 * count, seed);
  return Array.from({ length: count }, (_, i) => raw.slice(12 * i, 12 * i + 12).reduce((a, b) => a + b) - 6);
}

function autoregressive(noise: readonly number[], phi: number): number[] {
  let x = 0;
  return noise.map((e) => (x = phi * x + e));
}

const seeds = [1, 2, 3, 4];
const ar = (count: number, phi: number) => seeds.map((seed) => autoregressive(nearNormals(count, seed), phi));

// Reference values: the formulas of Vehtari et al. 2021 written once more in Python, with NumPy's FFT for the
// autocovariances and SciPy's rankdata and norm.ppf for the ranks (NumPy 2.4, SciPy 1.17).
const references: [string, number[][], Record<string, number>][] = [
  [
    "nearly independent draws",
    seeds.map((seed) => nearNormals(500, seed)),
    {
      rhat: 1.0016030866778878,
      bulk: 1933.1019559181696,
      tail: 1919.3936867898487,
      mean: 1928.0478480668933,
      mcse: 0.022621575157498543,
    },
  ],
  [
    "AR(1), 0.9",
    ar(500, 0.9),
    {
      rhat: 1.0486974398206823,
      bulk: 91.55755273206049,
      tail: 234.46794027745483,
      mean: 91.47098559494155,
      mcse: 0.2405536903161939,
    },
  ],
  [
    "AR(1), −0.5: antithetic, at the upper bound",
    ar(500, -0.5),
    {
      rhat: 1.002192203608489,
      bulk: 6602.059991327962,
      tail: 1863.5175397921128,
      mean: 6602.059991327962,
      mcse: 0.014178208576767031,
    },
  ],
  [
    "one chain elsewhere",
    seeds.map((seed) => nearNormals(500, seed).map((x) => x + Number(seed === 4))),
    {
      rhat: 1.1165297018255365,
      bulk: 23.77403133435245,
      tail: 880.643543058341,
      mean: 23.224526849814684,
      mcse: 0.22767191284629149,
    },
  ],
  [
    "one chain wider, which only folding shows",
    seeds.map((seed) => nearNormals(500, seed).map((x) => x * (seed === 4 ? 3 : 1))),
    {
      rhat: 1.156878939968526,
      bulk: 1871.571234726612,
      tail: 38.581577828831676,
      mean: 1913.5323320572948,
      mcse: 0.039616517201785134,
    },
  ],
  [
    "ties and an odd number of draws",
    ar(501, 0.5).map((chain) => chain.map((x) => Math.floor(x + 0.5))),
    {
      rhat: 1.0068192581405724,
      bulk: 636.2729649138422,
      tail: 1235.5061431800073,
      mean: 634.7026947682263,
      mcse: 0.04707850891956617,
    },
  ],
  [
    "one chain",
    [autoregressive(nearNormals(301, 5), 0.5)],
    {
      rhat: 0.9991915131441067,
      bulk: 87.51562944802578,
      tail: 151.03767336165424,
      mean: 88.08943102855372,
      mcse: 0.12288237642253683,
    },
  ],
  [
    "Cauchy draws",
    [1, 2].map((seed) => uniforms(400, seed).map((u) => Math.tan(Math.PI * (u - 0.5)))),
    {
      rhat: 0.9994631387227256,
      bulk: 760.4089278253659,
      tail: 696.9821194110293,
      mean: 766.1147339421856,
      mcse: 0.7494249530247389,
    },
  ],
];

test.each(references)("%s: as an independent program has them", (_, chains, expected) => {
  const found: Record<string, number> = {
    rhat: rhat(chains),
    bulk: essBulk(chains),
    tail: essTail(chains),
    mean: essMean(chains),
    mcse: mcseMean(chains),
  };
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs(found[name] / value - 1), `${name}: ${found[name]}`).toBeLessThan(1e-9);
  }
});

describe("against closed forms", () => {
  const normals = (chains: number, count: number) =>
    Array.from({ length: chains }, (_, chain) => {
      const random = new Random(11, chain);
      return Array.from({ length: count }, () => random.normal());
    });

  test("independent draws count fully", () => {
    const chains = normals(4, 4000);
    for (const ess of [essMean(chains), essBulk(chains), essTail(chains)]) {
      expect(ess / 16_000).toBeGreaterThan(0.9);
      expect(ess / 16_000).toBeLessThan(1.1);
    }
    expect(rhat(chains)).toBeLessThan(1.002);
    expect(mcseMean(chains) * Math.sqrt(16_000)).toBeCloseTo(1, 1);
  });

  test.each([0.3, 0.6, 0.9])("AR(1) with %f counts (1 − φ) / (1 + φ) of its length", (phi) => {
    const chains = normals(4, 20_000).map((noise) => autoregressive(noise, phi));
    const ratio = essMean(chains) / (80_000 * ((1 - phi) / (1 + phi)));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });
});

describe("where there is nothing to tell", () => {
  const all = [rhat, essMean, essBulk, essTail, mcseMean];

  test.each([
    [
      "constant chains",
      [
        [2, 2, 2, 2, 2],
        [2, 2, 2, 2, 2],
      ],
    ],
    [
      "three draws a chain",
      [
        [1, 2, 3],
        [2, 3, 1],
      ],
    ],
    [
      "a draw that is not finite",
      [
        [1, 2, NaN, 4, 5],
        [1, 3, 2, 5, 4],
      ],
    ],
    [
      "an infinite draw",
      [
        [1, 2, Infinity, 4, 5],
        [1, 3, 2, 5, 4],
      ],
    ],
    ["empty chains", [[], []]],
  ])("%s: NaN", (_, chains) => {
    expect(all.map((diagnostic) => diagnostic(chains))).toEqual(all.map(() => NaN));
  });

  test("constant chains that differ: R̂ is infinite", () => {
    expect(rhat([new Array<number>(10).fill(1), new Array<number>(10).fill(2)])).toBe(Infinity);
  });

  test("a quantile that no draw exceeds: NaN", () => {
    expect(essQuantile([[1, 2, 1, 2, 1, 2, 1, 2]], 1)).toBeNaN();
  });

  test.each([
    ["no chains", [], "expected one or more, of equal length, got none"],
    [
      "ragged chains",
      [
        [1, 2, 3, 4],
        [1, 2],
      ],
      "got lengths 4 and 2",
    ],
  ])("%s: refused", async (_, chains, message) => {
    for (const diagnostic of all) await expectNescioError(() => diagnostic(chains), "invalid-data", message);
  });
});
