import { describe, expect, it } from "vitest";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import { evaluatePredictives } from "../../packages/core/src/evaluation/evaluate.js";
import { predictiveOf } from "../predictive/predictives.js";

const sure = (c: number): number[][] => [0, 1, 2].map(() => [0, 1, 2].map((k) => (k === c ? 0.98 : 0.01)));
const torn = [
  [0.5, 0.45, 0.05],
  [0.4, 0.55, 0.05],
  [0.5, 0.45, 0.05],
];
const lost = [
  [0.98, 0.01, 0.01],
  [0.01, 0.98, 0.01],
  [0.02, 0.01, 0.97],
];
const prediction = { seconds: 1.5, images: 8 };

describe("evaluatePredictives", () => {
  const input = {
    rule: defaultRule,
    seed: 7,
    // Right; wrong; torn, right by the medians, wrong by force; refused, right by force.
    inDistribution: {
      dataset: "digits",
      predictive: predictiveOf([sure(0), sure(1), torn, lost]),
      labels: Uint8Array.of(0, 2, 0, 0),
    },
    outOfDistribution: [
      { dataset: "letters", predictive: predictiveOf([lost, sure(2)]) },
      { dataset: "noise", predictive: predictiveOf([lost, lost]) },
    ],
    prediction,
  };
  const { evaluation, decisions } = evaluatePredictives(input);

  it("assembles the figures", () => {
    expect(evaluation).toMatchObject({ seed: 7, samples: 3, rule: defaultRule, prediction });
    expect(evaluation.training).toBeUndefined();
    const { nll, ece, brier, eceEqualMass, intervals, reliability, byClass, ...rest } =
      evaluation.inDistribution;
    expect(rest).toEqual({
      dataset: "digits",
      images: 4,
      forcedAccuracy: 2 / 4,
      refused: 1 / 4,
      ambiguous: 1 / 4,
      accuracyOnAccepted: 2 / 3,
      // By the scores: 0.98 twice, one of them wrong; then 0.5 and 0.02, right.
      riskCoverage: [
        { coverage: 2 / 4, risk: 1 / 2 },
        { coverage: 3 / 4, risk: 1 / 3 },
        { coverage: 1, risk: 1 / 4 },
      ],
      aurc: expect.closeTo((1 / 2 + 1 / 2 + 1 / 3 + 1 / 4) / 4, 12) as number,
      eAurc: expect.closeTo((1 / 2 + 1 / 2 + 1 / 3) / 4, 12) as number,
      augrc: 3 / 16,
      coverageAtRisk: [
        { risk: 0.001, coverage: 0 },
        { risk: 0.005, coverage: 0 },
        { risk: 0.01, coverage: 0 },
      ],
      reasons: { ambiguous: 0, uncertain: 1 / 4, unfamiliar: 0 },
    });
    expect(byClass.confusion).toEqual([
      [2, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
    ]);
    const tornMean = 1.4 / 3;
    const lostMean = 1.01 / 3;
    expect(nll).toBeCloseTo(
      -(Math.log(0.98) + Math.log(0.01) + Math.log(tornMean) + Math.log(lostMean)) / 4,
      5,
    );
    // Bins: 0.98 twice (one right); torn, wrong by the mean too; lost: (|1 − 1.96| + |0 − 1.45/3| + |1 − lost|) / 4.
    expect(ece).toBeCloseTo((0.96 + 1.45 / 3 + (1 - lostMean)) / 4, 5);
    // By mass: the two of 0.98 in one bin, the others in one each, as by width.
    expect(eceEqualMass).toBeCloseTo(ece, 12);
    expect(reliability.map(({ count }) => count)).toEqual([1, 1, 2]);
    const squares = [
      0.02 ** 2 + 2 * 0.01 ** 2,
      0.01 ** 2 + 0.98 ** 2 + 0.99 ** 2,
      (1 - tornMean) ** 2 + (1.45 / 3) ** 2 + 0.05 ** 2,
      (1 - lostMean) ** 2 + (1 / 3) ** 2 + 0.33 ** 2,
    ];
    expect(brier).toBeCloseTo(squares.reduce((sum, square) => sum + square, 0) / 4, 5);
    for (const [name, interval] of Object.entries(intervals)) {
      const value = evaluation.inDistribution[name as keyof typeof intervals]!;
      expect(interval![0], name).toBeLessThanOrEqual(value);
      expect(interval![1], name).toBeGreaterThanOrEqual(value);
      expect(interval![0], name).toBeLessThan(interval![1]);
    }
  });

  it("scores the other sets", () => {
    // Scores: in-distribution 0.98, 0.98, 0.5, 0.02; letters 0.02, 0.98; noise 0.02, 0.02.
    const figures = evaluation.outOfDistribution.map(({ intervals, ...rest }) => {
      expect(Object.keys(intervals)).toEqual(["refused", "auroc", "auprIn", "auprOut", "fpr95"]);
      return rest;
    });
    expect(figures).toEqual([
      {
        dataset: "letters",
        images: 2,
        refused: 0.5,
        auroc: (1 + 0.5 + 1 + 0.5 + 1 + 0.5) / 8,
        aupr: {
          in: expect.closeTo((4 / 3 + 3 / 4 + 4 / 6) / 4, 12) as number,
          out: expect.closeTo((1 / 2 + 2 / 6) / 2, 12) as number,
        },
        // All four of the digits pass only with everything else.
        fpr95: 1,
        reasons: { ambiguous: 0, uncertain: 0.5, unfamiliar: 0 },
      },
      {
        dataset: "noise",
        images: 2,
        refused: 1,
        auroc: 7 / 8,
        aupr: { in: expect.closeTo((3 + 4 / 6) / 4, 12) as number, out: expect.closeTo(2 / 3, 12) as number },
        fpr95: 1,
        reasons: { ambiguous: 0, uncertain: 1, unfamiliar: 0 },
      },
    ]);
  });

  it("hands back the decisions", () => {
    expect(decisions.inDistribution.map(({ kind }) => kind)).toEqual([
      "answer",
      "answer",
      "ambiguous",
      "uncertain",
    ]);
    expect(decisions.outOfDistribution.map((set) => set.map(({ kind }) => kind))).toEqual([
      ["uncertain", "answer"],
      ["uncertain", "uncertain"],
    ]);
  });

  it("passes the training record through and survives JSON", () => {
    const training = {
      preset: "tutorial",
      dataset: "digits",
      epochs: 1,
      lossPerImageByEpoch: [2],
      seconds: 1,
      msPerStep: 1,
      threads: 1,
    };
    const result = evaluatePredictives({ ...input, training });
    expect(result.evaluation.training).toEqual(training);
    expect(JSON.parse(JSON.stringify(result.evaluation))).toEqual(result.evaluation);
  });

  it("has no accuracy on accepted where all are refused", () => {
    const inDistribution = { dataset: "d", predictive: predictiveOf([lost]), labels: [1] };
    const result = evaluatePredictives({ ...input, inDistribution });
    expect(result.evaluation.inDistribution.accuracyOnAccepted).toBeNull();
    expect(result.evaluation.inDistribution.refused).toBe(1);
  });

  it("takes decisions that are there already, one for each image", () => {
    const given = decisions.inDistribution;
    const inDistribution = { ...input.inDistribution, decisions: given };
    expect(evaluatePredictives({ ...input, inDistribution }).evaluation).toEqual(evaluation);
    const few = { ...input.inDistribution, decisions: given.slice(1) };
    expect(() => evaluatePredictives({ ...input, inDistribution: few })).toThrow(
      /decisions on "digits": expected one for each of the 4 images, got 3/,
    );
  });

  it("counts unfamiliar images among the reasons", () => {
    const rule = { ...defaultRule, alpha: 0.1 };
    const inDistribution = { ...input.inDistribution, pValues: [0.5, 0.05, 0.5, 0.5] };
    const { evaluation: strict } = evaluatePredictives({
      ...input,
      rule,
      inDistribution,
      outOfDistribution: [],
    });
    expect(strict.inDistribution.reasons).toEqual({ ambiguous: 0, uncertain: 1 / 4, unfamiliar: 1 / 4 });
    expect(strict.inDistribution.refused).toBe(1 / 2);
    // The wrong one is among the refused.
    expect(strict.inDistribution.accuracyOnAccepted).toBe(1);
    expect(strict.inDistribution.intervals.accuracyOnAccepted).toEqual([
      expect.closeTo(Math.sqrt(0.025), 12),
      1,
    ]);
  });

  it("refuses sets that differ, and labels that do not fit", () => {
    const other = { dataset: "other", predictive: predictiveOf([lost.slice(0, 2)]) };
    expect(() => evaluatePredictives({ ...input, outOfDistribution: [other] })).toThrow(
      /predictive of "other": expected 3 samples, as for "digits", got 2/,
    );
    const inDistribution = { ...input.inDistribution, labels: [0, 1, 2] };
    expect(() => evaluatePredictives({ ...input, inDistribution })).toThrow(
      /one for each of the 4 images, got 3/,
    );
  });
});
