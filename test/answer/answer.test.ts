import { describe, expect, it } from "vitest";
import { answer } from "../../packages/core/src/answer/answer.js";
import { calibrateSets } from "../../packages/core/src/decision/prediction-sets.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { explainDecision } from "../../packages/core/src/decision/explain.js";
import { meanProbs, mutualInformation } from "../../packages/core/src/predictive/summaries.js";
import { fakeFamiliarity, fakePosterior, shades } from "../evaluation/fake-posterior.js";

const images = shades("own", 10, 250, 100, 140, 127);
const strict = { kind: "max-probability", threshold: 0.9 } as const;
const familiar = { ...strict, alpha: 0.05 };
const classes = ["dark", "bright"];
const model = {
  posterior: fakePosterior(),
  familiarity: fakeFamiliarity,
  classes,
  rule: familiar,
  samples: 4,
};

describe("answer", () => {
  it("goes the whole way: labels or a refusal, its reason, probabilities, p-value, explanation", async () => {
    const answers = await answer(model, images);
    expect(answers.map(({ refused, labels, reason }) => [refused, labels, reason])).toEqual([
      [false, ["dark"], undefined],
      [false, ["bright"], undefined],
      [true, [], "unfamiliar"],
      [true, [], "unfamiliar"],
      [true, [], "unfamiliar"],
    ]);
    const predictive = await fakePosterior().predict(images, { samples: 4 });
    const { pValues, tails } = await fakeFamiliarity.score(images);
    const decisions = decide(predictive, familiar, pValues, tails);
    const means = meanProbs(predictive);
    const information = mutualInformation(predictive);
    answers.forEach((one, i) => {
      expect(one.decision).toEqual(decisions[i]);
      expect(one.probabilities).toEqual(means.slice(2 * i, 2 * i + 2));
      expect(one.pValue).toBe(pValues[i]);
      expect(one.explanation).toBe(explainDecision(decisions[i], familiar, classes, information[i]));
      expect(one.set).toBeUndefined();
    });
  });

  it("does not score images under a rule that does not ask, and takes the rule and the samples of the options", async () => {
    const familiarity = { score: () => Promise.reject(new Error("scored")) };
    const answers = await answer({ ...model, familiarity }, images, { rule: strict, samples: 2 });
    expect(answers.map(({ reason }) => reason)).toEqual([
      undefined,
      undefined,
      ...Array.from({ length: 3 }, () => "ambiguous"),
    ]);
    expect(answers.map(({ labels }) => labels[0])).toEqual(["dark", "bright", "dark", "bright", "dark"]);
    expect(answers.every(({ pValue }) => pValue === undefined)).toBe(true);
    await expect(answer({ ...model, familiarity }, images)).rejects.toThrow("scored");
  });

  it("says that several classes are possible where a quantile rule finds several", async () => {
    const rule = { kind: "quantile", q: 0.5, threshold: 0.2 } as const;
    const [, , between] = await answer(model, images, { rule });
    expect(between).toMatchObject({ refused: false, labels: ["dark", "bright"], reason: undefined });
  });

  it("gives prediction sets where the rule has them", async () => {
    const predictive = await fakePosterior().predict(images, { samples: 4 });
    const sets = calibrateSets(predictive, images.labels!, { method: "lac", coverage: 0.5 });
    const answers = await answer(model, images, { rule: { ...strict, sets } });
    expect(answers[0].set).toEqual(["dark"]);
    expect(answers[1].set).toEqual(["bright"]);
  });

  it("refuses a rule that asks for a familiarity that the model does not have", async () => {
    const { familiarity: _, ...without } = model;
    const posterior = fakePosterior();
    const refused = answer({ ...without, posterior }, images);
    await expect(refused).rejects.toThrow(/rule: expected familiarity p-values/);
    expect(posterior.predicted).toBe(0);
  });
});
