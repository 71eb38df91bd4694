import { expect, it } from "vitest";
import { confidenceScores } from "../../packages/core/src/decision/confidence-scores.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import type { Rule } from "../../packages/core/src/decision/rule.js";
import { measures } from "../../packages/core/src/decision/rules/index.js";
import { thresholdFor } from "../../packages/core/src/decision/threshold-for.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";
import { predictiveOf } from "../predictive/predictives.js";

const random = new Random(21);
const predictive = predictiveOf(
  Array.from({ length: 50 }, () => {
    const outputs = Array.from({ length: 3 }, () => 4 * random.normal());
    return Array.from({ length: 4 }, () => {
      const raised = outputs.map((output) => Math.exp(output + random.normal()));
      const total = raised.reduce((a, b) => a + b);
      return raised.map((value) => value / total);
    });
  }),
);
const pValues = Array.from({ length: 50 }, () => random.uniform());

it.each(measures)(
  "a %s threshold at any image's score answers that image and what scores higher, no other",
  (kind) => {
    const alpha = 0.2;
    const { scores, best } = confidenceScores(predictive, kind, { pValues, alpha });
    expect(scores.filter((score) => score === -Infinity)).toHaveLength(
      pValues.filter((p) => p <= alpha).length,
    );
    for (const score of scores) {
      if (score === -Infinity) continue;
      const rule: Rule = { kind, threshold: thresholdFor(kind, -score), alpha };
      decide(predictive, rule, pValues).forEach((decision, image) => {
        expect(decision.refused).toBe(scores[image] < score);
        expect(decision.best).toBe(best[image]);
      });
    }
  },
);

it("refuses p-values of another number", async () => {
  const few = { pValues: [0.5], alpha: 0.1 };
  await expectNescioError(
    () => confidenceScores(predictive, "entropy", few),
    "invalid-data",
    "each of the 50",
  );
});
