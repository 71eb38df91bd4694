import { describe, expect, it } from "vitest";
import { defaultRule } from "../../src/decision/quantile-rule.js";
import { evaluatePredictives } from "../../src/evaluation/evaluate.js";
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
    const { nll, ece, ...rest } = evaluation.inDistribution;
    expect(rest).toEqual({
      dataset: "digits",
      images: 4,
      forcedAccuracy: 2 / 4,
      refused: 1 / 4,
      ambiguous: 1 / 4,
      accuracyOnAccepted: 2 / 3,
    });
    const tornMean = 1.4 / 3;
    const lostMean = 1.01 / 3;
    expect(nll).toBeCloseTo(
      -(Math.log(0.98) + Math.log(0.01) + Math.log(tornMean) + Math.log(lostMean)) / 4,
      5,
    );
    // Bins: 0.98 twice (one right); torn, wrong by the mean too; lost: (|1 − 1.96| + |0 − 1.45/3| + |1 − lost|) / 4.
    expect(ece).toBeCloseTo((0.96 + 1.45 / 3 + (1 - lostMean)) / 4, 5);
  });

  it("scores the other sets", () => {
    // Scores: in-distribution 0.98, 0.98, 0.5, 0.02; letters 0.02, 0.98; noise 0.02, 0.02.
    expect(evaluation.outOfDistribution).toEqual([
      { dataset: "letters", images: 2, refused: 0.5, auroc: (1 + 0.5 + 1 + 0.5 + 1 + 0.5) / 8 },
      { dataset: "noise", images: 2, refused: 1, auroc: 7 / 8 },
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
