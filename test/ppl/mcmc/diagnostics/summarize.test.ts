import { describe, expect, test } from "vitest";
import { eBfmi } from "../../../../packages/ppl/src/mcmc/diagnostics/e-bfmi.js";
import { quantityChains, summarize } from "../../../../packages/ppl/src/mcmc/diagnostics/summarize.js";
import { Random } from "../../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../../helpers/errors.js";

const shape = { chains: 2, samples: 5, dimension: 2 };
// Coordinate 0 counts up over both chains, coordinate 1 is constant.
const draws = Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? i / 2 : 7));

test("draws are taken apart by coordinate and chain", () => {
  expect(quantityChains({ ...shape, draws }, 0).map((chain) => [...chain])).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ]);
});

test("a row for every coordinate", () => {
  const rows = summarize({ ...shape, draws }, ["slope", "noise"]);
  expect(rows.map(({ name }) => name)).toEqual(["slope", "noise"]);
  const [slope, noise] = rows;
  expect(slope.mean).toBe(4.5);
  expect(slope.sd).toBeCloseTo(Math.sqrt(82.5 / 9), 12);
  expect([slope.q05, slope.q50, slope.q95].map((q) => q.toFixed(9))).toEqual([
    "0.450000000",
    "4.500000000",
    "8.550000000",
  ]);
  expect(slope.rhat).toBeGreaterThan(1.5);
  expect(slope.mcse).toBeGreaterThan(0);
  // No draw of a constant differs from another: no diagnostic exists.
  expect(noise).toEqual({
    ...{ name: "noise", mean: 7, sd: 0, mcse: NaN, q05: 7, q50: 7, q95: 7 },
    ...{ rhat: NaN, essBulk: NaN, essTail: NaN },
  });
});

test("names by default; draws that are not finite", () => {
  const [first, second] = summarize({ ...shape, draws: draws.with(1, NaN) });
  expect([first.name, second.name]).toEqual(["x[0]", "x[1]"]);
  expect(first.mean).toBe(4.5);
  expect(Object.values(second).filter(Number.isNaN)).toHaveLength(9);
});

test("too few names are refused", async () => {
  await expectNescioError(
    () => summarize({ ...shape, draws }, ["slope"]),
    "invalid-option",
    "expected 2, one for each coordinate, got 1",
  );
});

describe("E-BFMI", () => {
  test("by hand: (1 + 4 + 9) / 5", () => {
    // Differences 1, −2, 3 around the mean 1.
    expect(eBfmi([0.25, 1.25, -0.75, 2.25])).toBeCloseTo(
      14 / (0.5 ** 2 + 0.5 ** 2 + 1.5 ** 2 + 1.5 ** 2),
      12,
    );
  });

  test("independent energies have 2, a random walk next to none", () => {
    const random = new Random(3);
    const noise = Array.from({ length: 20_000 }, () => random.normal());
    expect(eBfmi(noise)).toBeCloseTo(2, 1);
    let sum = 0;
    expect(eBfmi(noise.map((x) => (sum += x)))).toBeLessThan(0.01);
  });

  test.each([[[1, 2, 3]], [[1, 1, 1, 1]], [[1, 2, Infinity, 4]]])("%j: NaN", (energies) => {
    expect(eBfmi(energies)).toBeNaN();
  });
});
