import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../../packages/core/src/decision/decide.js";
import { defaultRule } from "../../../packages/core/src/decision/preset-rules.js";
import type { Rule } from "../../../packages/core/src/decision/rule.js";
import { quantile } from "../../../packages/core/src/math/quantile.js";
import { predictiveOf } from "../../predictive/predictives.js";

fc.configureGlobal({ seed: 20_191 });

const rule = (q: number, threshold: number): Rule => ({ kind: "quantile", q, threshold });

describe("the quantile rule", () => {
  it("answers, hesitates and refuses", () => {
    const decisions = decide(
      predictiveOf([
        [
          [0.9, 0.05, 0.05],
          [0.8, 0.1, 0.1],
          [0.1, 0.8, 0.1],
        ],
        [
          [0.3, 0.6, 0.1],
          [0.4, 0.5, 0.1],
          [0.3, 0.1, 0.6],
        ],
        [
          [0.9, 0.05, 0.05],
          [0.05, 0.9, 0.05],
          [0.05, 0.05, 0.9],
        ],
      ]),
      defaultRule,
    );
    expect(decisions.map(({ kind }) => kind)).toEqual(["answer", "ambiguous", "uncertain"]);
    expect(decisions.map(({ labels }) => labels)).toEqual([[0], [1, 0], []]);
    expect(decisions.map(({ best }) => best)).toEqual([0, 1, 0]);
    [
      [0.8, 0.1, 0.1],
      [0.3, 0.5, 0.1],
      [0.05, 0.05, 0.05],
    ].forEach((medians, image) => {
      medians.forEach((median, c) => expect(decisions[image].probabilities[c]).toBeCloseTo(median, 6));
      expect(decisions[image].score).toBe(decisions[image].probabilities[decisions[image].best]);
    });
  });

  it("interpolates between probabilities, not between their logarithms", () => {
    const [decision] = decide(
      predictiveOf([
        [
          [0.9, 0.1],
          [0.1, 0.9],
        ],
      ]),
      defaultRule,
    );
    expect(decision.probabilities[0]).toBeCloseTo(0.5, 6); // the logarithms would give 0.3
  });

  it("orders several answers by quantile, and equal quantiles by class", () => {
    const [first, tied] = decide(
      predictiveOf([[[0.25, 0.3, 0.05, 0.4]], [[0.1, 0.3, 0.3, 0.3]]]),
      defaultRule,
    );
    expect(first.labels).toEqual([3, 1, 0]);
    expect(tied.labels).toEqual([1, 2, 3]);
    expect(tied.best).toBe(1);
  });

  it("answers strictly over the threshold only", () => {
    const half = predictiveOf([[[0.5, 0.25, 0.25]]]);
    expect(decide(half, rule(0.5, 0.5))[0].kind).toBe("uncertain");
    expect(decide(half, rule(0.5, 0.25))[0].labels).toEqual([0]);
    expect(decide(half, rule(0.5, 0.2499))[0].labels).toEqual([0, 1, 2]);
    expect(decide(predictiveOf([[[1, 0]]]), rule(0.5, 1))[0].kind).toBe("uncertain");
    expect(decide(predictiveOf([[[1, 0]]]), rule(0.5, 0))[0].labels).toEqual([0]);
    // Compared as 32-bit floats: what differs by less than they can tell is equal.
    const third = predictiveOf([[[1 / 3, 2 / 3]]]);
    const { probabilities } = decide(third, defaultRule)[0];
    expect(decide(third, rule(0.5, probabilities[0] - 1e-10))[0].labels).toEqual([1]);
  });

  it("takes the lowest at q = 0 and the highest at q = 1", () => {
    const predictive = predictiveOf([
      [
        [0.9, 0.1],
        [0.6, 0.4],
        [0.3, 0.7],
      ],
    ]);
    const [lowest] = decide(predictive, rule(0, 0.2));
    expect(lowest.labels).toEqual([0]);
    expect(lowest.score).toBeCloseTo(0.3, 6);
    const [highest] = decide(predictive, rule(1, 0.2));
    expect(highest.labels).toEqual([0, 1]);
    expect(highest.probabilities[1]).toBeCloseTo(0.7, 6);
  });

  it("with one sample compares its probabilities, whatever q is", () => {
    for (const q of [0, 0.3, 1]) {
      const [decision] = decide(predictiveOf([[[0.7, 0.3]]]), rule(q, 0.5));
      expect(decision.labels).toEqual([0]);
      expect(decision.score).toBeCloseTo(0.7, 6);
    }
  });

  it("gives each class the quantile of its probabilities", () => {
    const probs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    const image = fc.array(probs, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(
        fc.array(image, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, q) => {
          decide(predictiveOf(all), rule(q, 0.2)).forEach((decision, i) => {
            decision.probabilities.forEach((found, c) => {
              const column = all[i].map((row) => row[c]);
              expect(found).toBeCloseTo(quantile(column, q), 5);
            });
            expect(decision.labels).toEqual(
              [0, 1, 2]
                .filter((c) => decision.probabilities[c] > Math.fround(0.2))
                .sort((a, b) => decision.probabilities[b] - decision.probabilities[a] || a - b),
            );
            expect(decision.score).toBe(Math.max(...decision.probabilities));
          });
        },
      ),
    );
  });

  it("keeps the quantiles of all images in one buffer", () => {
    const [a, b] = decide(predictiveOf([[[1, 0]], [[0, 1]]]), defaultRule);
    expect(a.probabilities.buffer).toBe(b.probabilities.buffer);
    expect([...b.probabilities]).toEqual([0, 1]);
  });

  it("refuses NaN and malformed rules", () => {
    const bad = { images: 1, samples: 1, classes: 2, logProbs: Float32Array.of(NaN, 0) };
    expect(() => decide(bad, defaultRule)).toThrow(/got NaN for image 0/);
    expect(() => decide(predictiveOf([[[1, 0]]]), rule(2, 0.2))).toThrow(/rule: expected/);
  });
});
