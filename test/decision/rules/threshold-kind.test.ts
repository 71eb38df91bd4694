import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../../packages/core/src/decision/decide.js";
import { explainDecision } from "../../../packages/core/src/decision/explain.js";
import type { Decision, Measure, Rule } from "../../../packages/core/src/decision/rule.js";
import { measures, thresholdKindOf } from "../../../packages/core/src/decision/rules/index.js";
import {
  meanProbs,
  mutualInformation,
  predictiveEntropy,
} from "../../../packages/core/src/predictive/summaries.js";
import { predictiveOf } from "../../predictive/predictives.js";

fc.configureGlobal({ seed: 4_711 });

const sure = [
  [0.97, 0.02, 0.01],
  [0.97, 0.02, 0.01],
];
/** Each network hesitates between the first two. */
const torn = [
  [0.5, 0.45, 0.05],
  [0.45, 0.5, 0.05],
];
/** Each network is sure, of another class. */
const split = [
  [0.97, 0.02, 0.01],
  [0.02, 0.97, 0.01],
];
/** The networks agree that it may be anything. */
const lost = [
  [0.35, 0.33, 0.32],
  [0.35, 0.33, 0.32],
];
const predictive = predictiveOf([sure, torn, split, lost]);
const kinds = (decisions: readonly Decision[]) => decisions.map(({ kind }) => kind);

describe("threshold rules", () => {
  it.each<Rule>([
    { kind: "max-probability", threshold: 0.9 },
    { kind: "entropy", threshold: 0.3 },
  ])("answer, or say which way they do not know: %j", (rule) => {
    const decisions = decide(predictive, rule);
    expect(kinds(decisions)).toEqual(["answer", "ambiguous", "uncertain", "uncertain"]);
    expect(decisions.map(({ refused }) => refused)).toEqual([false, true, true, true]);
    expect(decisions.map(({ labels }) => labels)).toEqual([[0], [0, 1], [], []]);
    expect(decisions.map(({ best }) => best)).toEqual([0, 0, 0, 0]);
    for (const { score, refused } of decisions) expect(score >= 1).toBe(!refused);
  });

  it("say that the networks disagree only where they do", () => {
    const rule: Rule = { kind: "max-probability", threshold: 0.9 };
    const information = mutualInformation(predictive);
    const words = decide(predictive, rule).map((decision, image) =>
      explainDecision(decision, rule, ["a", "b", "c"], information[image]),
    );
    expect(words[2]).toContain("uncertain: the networks disagree; a comes nearest");
    expect(words[3]).toContain("uncertain: each network hesitates between several classes; a comes nearest");
    const [, , , unknown] = decide(predictive, rule);
    expect(explainDecision(unknown, rule, ["a", "b", "c"])).toContain(
      "the networks disagree, or each network",
    );
  });

  it("mutual information refuses only where the networks disagree", () => {
    const decisions = decide(predictive, { kind: "mutual-information", threshold: 0.1 });
    expect(kinds(decisions)).toEqual(["answer", "answer", "uncertain", "answer"]);
    expect(decide(predictive, { kind: "mutual-information", threshold: 0 }).map(({ kind }) => kind)).toEqual([
      "answer",
      "ambiguous",
      "uncertain",
      "answer",
    ]);
  });

  it("score by the margin of what they look at", () => {
    const { entropy, information } = {
      entropy: predictiveEntropy(predictive),
      information: mutualInformation(predictive),
    };
    decide(predictive, { kind: "max-probability", threshold: 0.9 }).forEach(({ score, best }, i) => {
      expect(score).toBeCloseTo(0.1 / (1 - meanProbs(predictive)[3 * i + best]), 3);
    });
    decide(predictive, { kind: "entropy", threshold: 0.3 }).forEach(({ score }, i) => {
      expect(score).toBeCloseTo(0.3 / entropy[i], 4);
    });
    decide(predictive, { kind: "mutual-information", threshold: 0.1 }).forEach(({ score }, i) => {
      if (information[i] > 1e-6) expect(score * information[i]).toBeCloseTo(0.1, 5);
      else expect(score).toBeGreaterThan(1e5);
    });
  });

  it("tell probabilities apart that are 1 in single precision", () => {
    const near = (rest: number) => [[1, rest]];
    const decisions = decide(predictiveOf([near(1e-10), near(1e-9), near(0)]), {
      kind: "max-probability",
      threshold: 1 - 5e-10,
    });
    expect(kinds(decisions)).toEqual(["answer", "ambiguous", "answer"]);
    expect(decisions.map(({ probabilities }) => probabilities[0])).toEqual([1, 1, 1]);
    expect(decisions[2].score).toBe(Number.MAX_VALUE);
  });

  it("take a threshold that is met exactly", () => {
    const half = predictiveOf([[[0.5, 0.5]]]);
    const at = (kind: Measure, threshold: number) => decide(half, { kind, threshold })[0].refused;
    expect(at("max-probability", 0.5)).toBe(false);
    expect(at("max-probability", 0.5 + 1e-9)).toBe(true);
    expect(at("entropy", Math.LN2 + 1e-6)).toBe(false);
    expect(at("entropy", Math.LN2 - 1e-6)).toBe(true);
  });

  it("a threshold made of a limit admits what lies on the limit", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (limit) => {
        for (const kind of measures) {
          const { limitOf, thresholdFor } = thresholdKindOf(kind);
          const back = limitOf(thresholdFor(limit));
          expect(back).toBeGreaterThanOrEqual(limit);
          expect(back - limit).toBeLessThan(3e-16);
        }
      }),
    );
  });

  it("one class is always answered", () => {
    const [decision] = decide(predictiveOf([[[1]]]), { kind: "entropy", threshold: 0 });
    expect(decision).toMatchObject({ kind: "answer", labels: [0] });
  });
});
