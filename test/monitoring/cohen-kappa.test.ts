import { describe, expect, it } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { cohenKappa } from "../../packages/core/src/monitoring/cohen-kappa.js";
import { expectNescioError } from "../helpers/errors.js";

/** The labels that a table of counts, `[first][second]`, comes of. */
function labelsOf(table: readonly (readonly number[])[]): [number[], number[]] {
  const [first, second]: [number[], number[]] = [[], []];
  table.forEach((row, a) =>
    row.forEach((count, b) => {
      for (let i = 0; i < count; i++) {
        first.push(a);
        second.push(b);
      }
    }),
  );
  return [first, second];
}

describe("Cohen's kappa", () => {
  it("is Stata's, with its standard error", () => {
    // kapci's analytical bounds, in a message to Statalist of December 2009.
    const result = cohenKappa(
      ...labelsOf([
        [1395, 118],
        [261, 158],
      ]),
    );
    expect(result.items).toBe(1932);
    expect(result.agreement).toBeCloseTo(0.8038302277432712, 14);
    expect(result.expectedAgreement).toBeCloseTo(0.7022330671398995, 14);
    expect(result.kappa).toBeCloseTo(0.3411969207847029, 14);
    expect(result.standardError).toBeCloseTo(0.0262913719660408, 9);
  });

  it("has the delta method's standard error for three classes, in either order", () => {
    const table = [
      [88, 14, 18],
      [10, 40, 10],
      [2, 6, 12],
    ];
    const [first, second] = labelsOf(table);
    for (const result of [cohenKappa(first, second), cohenKappa(second, first)]) {
      expect(result.kappa).toBeCloseTo(0.49152542372881347, 14);
      // By central differences of kappa in the shares, with NumPy.
      expect(result.standardError).toBeCloseTo(0.05100181557856022, 8);
    }
  });

  it("does not depend on the classes' numbers", () => {
    const random = new Random(1);
    const first = Array.from({ length: 60 }, () => random.integer(4));
    const second = first.map((label) => (random.uniform() < 0.6 ? label : random.integer(4)));
    const renamed = (labels: number[]): number[] => labels.map((label) => [70_000, 3, 9, 0][label]);
    const { kappa, standardError, ...shares } = cohenKappa(first, second);
    expect(cohenKappa(renamed(first), renamed(second))).toEqual({
      ...shares,
      ...{ kappa, standardError: expect.closeTo(standardError!, 12) as number },
    });
  });

  it("covers the true kappa as often as its standard error says", () => {
    // Two labels of each item, wrong by chance: with four equal classes kappa is (agreement − 1/4) / (3/4).
    const right = 0.8 + 0.2 / 4;
    const agreement = right ** 2 + 3 * (0.2 / 4) ** 2;
    const truth = (agreement - 1 / 4) / (3 / 4);
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const random = new Random(2, run);
      const items = Array.from({ length: 200 }, () => random.integer(4));
      const review = (): number[] => items.map((item) => (random.uniform() < 0.8 ? item : random.integer(4)));
      const { kappa, standardError } = cohenKappa(review(), review());
      if (Math.abs(kappa! - truth) < 1.645 * standardError!) covered++;
    }
    // Binomial(400, 0.9): four standard deviations are 0.06.
    expect(covered / 400).toBeGreaterThan(0.84);
    expect(covered / 400).toBeLessThan(0.96);
  });

  it("is 1 where all agree, and says nothing of how sure that is", () => {
    expect(cohenKappa([0, 1, 1, 2], [0, 1, 1, 2])).toMatchObject({
      ...{ agreement: 1, kappa: 1, standardError: null },
    });
    expect(cohenKappa([0, 1], [1, 0])).toMatchObject({ agreement: 0, kappa: -1, standardError: null });
  });

  it("is undefined where both gave the same label to everything", () => {
    expect(cohenKappa([3, 3, 3], [3, 3, 3])).toEqual({
      ...{ items: 3, agreement: 1, expectedAgreement: 1, kappa: null, standardError: null },
    });
  });

  it("is 0 where one of them gave one label to everything", () => {
    expect(cohenKappa([3, 3, 3], [3, 3, 1]).kappa).toBe(0);
  });

  it.each([
    [[], [], "at least one item"],
    [[0, 1], [0], "one label of each for every item, got 2 and 1"],
    [[0, 1], [0, NaN], "NaN for item 1"],
    [[0, -1], [0, 1], "-1 for item 1"],
    [[0.5, 1], [0, 1], "0.5 for item 0"],
  ])("refuses %j and %j", async (first, second, words) => {
    await expectNescioError(
      () => cohenKappa(first, second),
      "invalid-data",
      "labels of two reviewers",
      words,
    );
  });
});
