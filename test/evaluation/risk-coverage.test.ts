import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auroc } from "../../packages/core/src/evaluation/auroc.js";
import {
  coverageAtRisk,
  rankErrors,
  riskAreas,
  riskCoverageCurve,
  thinCurve,
} from "../../packages/core/src/evaluation/risk-coverage.js";

fc.configureGlobal({ seed: 20_191 });

const scores = [0.4, 0.8, 0.9, 0.8, 0.5, 0.8, 0.4, 0.1];
const errors = [1, 1, 0, 0, 0, 0, 0, 1];

describe("riskCoverageCurve", () => {
  it("answers from the highest score down, equal scores together", () => {
    expect(riskCoverageCurve(rankErrors(scores, errors))).toEqual([
      { coverage: 1 / 8, risk: 0 },
      { coverage: 4 / 8, risk: 1 / 4 },
      { coverage: 5 / 8, risk: 1 / 5 },
      { coverage: 7 / 8, risk: 2 / 7 },
      { coverage: 1, risk: 3 / 8 },
    ]);
  });

  it("takes infinite scores, equal to themselves", () => {
    const curve = riskCoverageCurve(
      rankErrors([Infinity, 1, Infinity, -Infinity], [false, true, true, false]),
    );
    expect(curve.map(({ coverage }) => coverage)).toEqual([0.5, 0.75, 1]);
  });

  it("refuses NaN, nothing, and errors of other images", () => {
    expect(() => rankErrors([1, NaN], [0, 0])).toThrow(/scores of the images: .*got NaN at index 1/);
    expect(() => rankErrors([], [])).toThrow(/at least one number/);
    expect(() => rankErrors([1], [0, 1])).toThrow(/errors: expected one for each of the 1 images, got 2/);
  });
});

describe("thinCurve", () => {
  const curve = Array.from({ length: 1000 }, (_, i) => ({ coverage: (i + 1) / 1000, risk: i / 1000 }));

  it("keeps points at even distances and the last one", () => {
    const thin = thinCurve(curve, 200);
    expect(thin).toHaveLength(200);
    expect(thin[0].coverage).toBe(0.005);
    expect(thin.at(-1)).toBe(curve.at(-1));
  });

  it("names no point twice, and leaves a short curve as it is", () => {
    const uneven = [...curve.slice(0, 3), ...curve.slice(900)];
    const thin = thinCurve(uneven, 50);
    expect(new Set(thin).size).toBe(thin.length);
    expect(thin.at(-1)).toBe(curve.at(-1));
    expect(thin.length).toBeLessThanOrEqual(50);
    expect(thinCurve(curve, 1000)).toEqual(curve);
  });
});

describe("coverageAtRisk", () => {
  const curve = riskCoverageCurve(rankErrors(scores, errors));

  it.each([
    [0, 1 / 8],
    [0.2, 5 / 8],
    [0.25, 5 / 8],
    [0.3, 7 / 8],
    [1, 1],
  ])("at a risk of %d is %d", (risk, coverage) => {
    expect(coverageAtRisk(curve, risk)).toBe(coverage);
  });

  it("is 0 where the most trusted answers are wrong, and refuses what is no risk", () => {
    expect(coverageAtRisk(riskCoverageCurve(rankErrors([2, 1], [1, 1])), 0.5)).toBe(0);
    expect(() => coverageAtRisk(curve, 1.5)).toThrow(/risk: expected a share from 0 to 1, got 1.5/);
  });
});

describe("riskAreas", () => {
  it("is the mean over all orders of equal scores", () => {
    // By NumPy: the mean of AURC over the six orders; AUGRC as (1 − AUROC) · acc · (1 − acc) + (1 − acc)² / 2.
    const areas = riskAreas(rankErrors(scores, errors));
    expect(areas.aurc).toBeCloseTo(0.2187003968253968, 12);
    expect(areas.eAurc).toBeCloseTo(0.11527777777777776, 12);
    expect(areas.augrc).toBeCloseTo(0.125, 12);
  });

  it("by hand: without ties", () => {
    // Right, wrong, right: risks 0, 1/2, 1/3; best 0, 0, 1/3; generalised risk 0, 1/3, 1/3.
    const { aurc, eAurc, augrc } = riskAreas(rankErrors([3, 2, 1], [0, 1, 0]));
    expect(aurc).toBeCloseTo((1 / 2 + 1 / 3) / 3, 12);
    expect(eAurc).toBeCloseTo(1 / 2 / 3, 12);
    expect(augrc).toBeCloseTo((1 / 6 + 1 / 3) / 3, 12);
  });

  it("is 0 without errors, and E-AURC is 0 for the best order", () => {
    expect(riskAreas(rankErrors([1, 2], [0, 0]))).toEqual({ aurc: 0, eAurc: 0, augrc: 0 });
    expect(riskAreas(rankErrors([3, 2, 1], [0, 0, 1])).eAurc).toBeCloseTo(0, 14);
    expect(riskAreas(rankErrors([1, 1], [1, 1]))).toEqual({ aurc: 1, eAurc: 0, augrc: 0.5 });
  });

  it("AUGRC has the closed form of its paper, ties or not", () => {
    const images = fc.array(fc.record({ score: fc.integer({ min: 0, max: 9 }), wrong: fc.boolean() }), {
      minLength: 2,
      maxLength: 50,
    });
    fc.assert(
      fc.property(images, (all) => {
        const right = all.filter(({ wrong }) => !wrong).map(({ score }) => score);
        const bad = all.filter(({ wrong }) => wrong).map(({ score }) => score);
        fc.pre(right.length > 0 && bad.length > 0);
        const accuracy = right.length / all.length;
        const closed = (1 - auroc(right, bad)) * accuracy * (1 - accuracy) + (1 - accuracy) ** 2 / 2;
        const ranked = rankErrors(
          all.map(({ score }) => score),
          all.map(({ wrong }) => wrong),
        );
        expect(riskAreas(ranked).augrc).toBeCloseTo(closed, 12);
      }),
    );
  });

  it("counts an image as often as told", () => {
    const counts = [2, 0, 1, 3];
    const twice = [0, 0, 2, 3, 3, 3];
    const few = { scores: [4, 3, 3, 1], errors: [0, 1, 1, 1] };
    const many = rankErrors(
      twice.map((i) => few.scores[i]),
      twice.map((i) => few.errors[i]),
    );
    const weighted = riskAreas(rankErrors(few.scores, few.errors), counts);
    const plain = riskAreas(many);
    for (const key of ["aurc", "eAurc", "augrc"] as const) expect(weighted[key]).toBeCloseTo(plain[key], 12);
  });
});
