import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confidenceScores } from "../../packages/core/src/decision/confidence-scores.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { explainDecision } from "../../packages/core/src/decision/explain.js";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import type { Rule } from "../../packages/core/src/decision/rule.js";
import { expectNescioError } from "../helpers/errors.js";
import { predictiveOf } from "../predictive/predictives.js";

fc.configureGlobal({ seed: 815 });

const sure = [[0.9, 0.05, 0.05]];
const torn = [[0.5, 0.45, 0.05]];
const lost = [[0.1, 0.1, 0.1]];
const quantile: Rule = { ...defaultRule, alpha: 0.01 };
const maxProbability: Rule = { kind: "max-probability", threshold: 0.8, alpha: 0.01 };
const classes = ["four", "nine", "two"];

describe("familiarity in a rule", () => {
  it("comes before everything else", () => {
    const predictive = predictiveOf([sure, torn, lost, sure, torn, lost]);
    const pValues = [0.5, 0.011, 1, 0.01, 0, 0.001];
    const decisions = decide(predictive, quantile, pValues);
    expect(decisions.map(({ kind }) => kind)).toEqual([
      ...["answer", "ambiguous", "uncertain"],
      ...["unfamiliar", "unfamiliar", "unfamiliar"],
    ]);
    expect(decisions.map(({ refused }) => refused)).toEqual([false, false, true, true, true, true]);
    expect(decisions[3]).toMatchObject({ labels: [], best: 0, pValue: 0.01 });
    expect(decisions.map(({ pValue }) => pValue)).toEqual(pValues);
  });

  it("takes α as p-values are, in single precision", () => {
    // Of 999 calibration images the least p-value is 1/1000, as an f32 a little over 0.001.
    const pValues = Float32Array.of(1 / 1000, 2 / 1000);
    const rule: Rule = { kind: "max-probability", threshold: 0.8, alpha: 0.001 };
    const decisions = decide(predictiveOf([sure, sure]), rule, pValues);
    expect(decisions.map(({ kind }) => kind)).toEqual(["unfamiliar", "answer"]);
    expect(decisions[0].score).toBeLessThanOrEqual(1);
    const familiar = { alpha: 0.001, pValues };
    expect(confidenceScores(predictiveOf([sure, sure]), "entropy", familiar).scores[0]).toBe(-Infinity);
  });

  it("scores by the margins: over 1 where it answers, under 1 where it refuses", () => {
    const [answered, strange, unsure] = decide(
      predictiveOf([sure, sure, torn]),
      maxProbability,
      [0.5, 0.005, 0.5],
    );
    expect(answered.score).toBeCloseTo(0.2 / 0.1, 6);
    // Where it refuses, the margin of the other condition counts too, up to 10.
    expect(strange.score).toBeCloseTo((0.5 * (0.2 / 0.1)) / 10, 6);
    expect(unsure.score).toBeCloseTo(0.2 / 0.5, 6);
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    const rules: Rule[] = [
      quantile,
      maxProbability,
      { kind: "entropy", threshold: 0.4, alpha: 0.3 },
      { kind: "quantile", q: 0, threshold: 0, alpha: 0.3 },
    ];
    fc.assert(
      fc.property(probability, probability, (p, pValue) => {
        for (const rule of rules) {
          const [{ score, refused }] = decide(predictiveOf([[[p, 1 - p]]]), rule, [pValue]);
          if (score !== 1) expect(score > 1).toBe(!refused);
        }
      }),
    );
  });

  it("ranks by the tails what the p-values cannot tell apart", () => {
    const predictive = predictiveOf([sure, sure, sure]);
    const [first, second, answered] = decide(
      predictive,
      maxProbability,
      [0.005, 0.005, 0.5],
      [0.005, 1e-9, 0.5],
    );
    expect(second).toEqual({ ...first, probabilities: second.probabilities, score: second.score });
    expect(second.score / first.score).toBeCloseTo(1e-9 / 0.005, 12);
    expect(answered.score).toBeCloseTo(2, 6);
    // The least p-value there is may be over α: then it is familiar enough, however strange.
    const [least] = decide(predictiveOf([sure]), maxProbability, [0.02], [1e-9]);
    expect(least).toMatchObject({ kind: "answer", score: 2 });
  });

  it("is kept where the rule does not ask for it, and changes nothing", () => {
    const [with_] = decide(predictiveOf([sure]), defaultRule, [0]);
    const [without] = decide(predictiveOf([sure]), defaultRule);
    expect(with_).toEqual({ ...without, pValue: 0 });
  });

  it("needs p-values, one for each image", async () => {
    const predictive = predictiveOf([sure, torn]);
    await expectNescioError(() => decide(predictive, quantile), "invalid-option", "p-values", "got none");
    for (const [pValues, words] of [
      [[0.5], "each of the 2 images, got 1"],
      [[0.5, NaN], "NaN for image 1"],
      [[1.5, 0], "1.5 for image 0"],
    ] as const) {
      await expectNescioError(() => decide(predictive, quantile, pValues), "invalid-data", words);
    }
  });
});

describe("explainDecision", () => {
  const why = (rule: Rule, probs: number[][], pValue = 0.5) =>
    explainDecision(decide(predictiveOf([probs]), rule, [pValue])[0], rule, classes);

  it.each<[Rule, number[][], RegExp]>([
    [defaultRule, sure, /^50 % of the sampled networks give it at least 0\.(9|899); .* more than 0.2$/],
    [defaultRule, torn, /^50 % of the sampled networks give each of four, nine more than 0.2$/],
    [defaultRule, lost, /^no class gets more than 0.2 .*; four comes nearest with 0\.(1|099)/],
    [maxProbability, sure, /^the mean probability is 0\.(9|899).* is at least 0.8$/],
    [maxProbability, torn, /^ambiguous: .* between four and nine; .* not at least 0.8$/],
    [{ kind: "entropy", threshold: 0.1 }, [[0.4, 0.3, 0.3]], /^uncertain: .* four .* not at most 0.1 nats$/],
  ])("under %j", (rule, probs, words) => {
    expect(why(rule, probs)).toMatch(words);
  });

  it("says how strange an image is", () => {
    expect(why(maxProbability, sure, 0.0005)).toBe(
      "unfamiliar: of what was held out of its training's kind, at most 0.05 % look as strange; the rule refuses " +
        "those up to 1 %",
    );
  });
});
