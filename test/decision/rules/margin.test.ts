import { describe, expect, it } from "vitest";
import { decide } from "../../../packages/core/src/decision/decide.js";
import { explainDecision } from "../../../packages/core/src/decision/explain.js";
import type { Rule } from "../../../packages/core/src/decision/rule.js";
import { thresholdFor } from "../../../packages/core/src/decision/threshold-for.js";
import { predictiveOf } from "../../predictive/predictives.js";

const classes = ["four", "nine", "two"];
const rule: Rule = { kind: "margin", threshold: 0.5 };
/** Means of 0.7, 0.15, 0.15 and of 0.7, 0.3, 0: the same highest probability, another margin. */
const spread = [
  [0.8, 0.1, 0.1],
  [0.6, 0.2, 0.2],
];
const pair = [
  [0.8, 0.2, 0],
  [0.6, 0.4, 0],
];

describe("margin", () => {
  it("answers where the two highest mean probabilities differ by the threshold", () => {
    const decisions = decide(predictiveOf([spread, pair]), rule);
    expect(decisions.map(({ kind }) => kind)).toEqual(["answer", "ambiguous"]);
    expect(decisions[1]).toMatchObject({ refused: true, labels: [0, 1], best: 0 });
    expect(decisions[0].score).toBeCloseTo(0.5 / (1 - 0.55), 6);
    expect(decisions[1].score).toBeCloseTo(0.5 / (1 - 0.4), 6);
  });

  it("keeps to its threshold, and at both ends takes one that is met exactly", () => {
    const refused = (threshold: number, probs: number[]) =>
      decide(predictiveOf([[probs]]), { kind: "margin", threshold })[0].refused;
    expect(refused(0.5 - 1e-6, [0.75, 0.25])).toBe(false);
    expect(refused(0.5 + 1e-6, [0.75, 0.25])).toBe(true);
    expect(refused(0, [0.5, 0.5])).toBe(false);
    // More than 1 together, by as much as single precision may leave.
    expect(refused(0, [0.5 + 1e-7, 0.5 + 1e-7])).toBe(false);
    expect(refused(1, [1, 0])).toBe(false);
    expect(refused(1, [1, 1e-12])).toBe(true);
    expect(refused(1, [1])).toBe(false);
  });

  it("tells margins apart that are 1 in single precision", () => {
    const near = (rest: number) => [[1, rest, rest]];
    const threshold = thresholdFor("margin", 1e-9);
    const decisions = decide(predictiveOf([near(1e-10), near(1e-9)]), { kind: "margin", threshold });
    expect(decisions.map(({ refused }) => refused)).toEqual([false, true]);
  });

  it("says why, without a unit", () => {
    const why = decide(predictiveOf([spread, pair]), rule).map((decision) =>
      explainDecision(decision, rule, classes),
    );
    expect(why[0]).toMatch(
      /^the mean probability is 0\.(7|699).*; the margin between the two highest mean probabilities is at least 0.5$/,
    );
    expect(why[1]).toMatch(/^ambiguous: .* between four and nine; the margin .* is not at least 0.5$/);
  });
});
