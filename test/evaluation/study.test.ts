import { describe, expect, it } from "vitest";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import { runStudies, runStudy } from "../../packages/core/src/evaluation/study.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { fakeFamiliarity, fakePosterior, shades } from "./fake-posterior.js";

const own = shades("own", 10, 250, 100, 140);
const other = shades("other", 120, 130, 255);
const strict = { kind: "max-probability", threshold: 0.9 } as const;
const familiar = { ...strict, alpha: 0.05 };

describe("runStudies", () => {
  it("predicts once and decides under each rule as runStudy does under one", async () => {
    const posterior = fakePosterior();
    const rules = [defaultRule, strict, familiar];
    const studies = await runStudies(posterior, own, [other], {
      rules,
      familiarity: fakeFamiliarity,
      samples: 2,
    });
    expect(posterior.predicted).toBe(7);
    for (const [i, rule] of rules.entries()) {
      const one = await runStudy(fakePosterior(), own, [other], {
        rule,
        familiarity: fakeFamiliarity,
        samples: 2,
      });
      expect(studies[i].decisions).toEqual(one.decisions);
      const { prediction, ...figures } = one.evaluation;
      expect(studies[i].evaluation).toMatchObject(figures);
      expect(prediction.images).toBe(7);
    }
    expect(studies.map(({ evaluation }) => evaluation.inDistribution.refused)).toEqual([0, 0.5, 0.5]);
    expect(studies[1].evaluation.inDistribution.reasons.unfamiliar).toBe(0);
    expect(studies[2].evaluation.inDistribution.reasons.unfamiliar).toBe(0.5);
  });

  it("scores familiarity only where a rule asks for it, and hands it on", async () => {
    const without = await runStudy(fakePosterior(), own, [other], {
      rule: strict,
      familiarity: fakeFamiliarity,
    });
    expect(without.scores).toBeUndefined();
    const { scores, evaluation, predictives, decisions } = await runStudy(fakePosterior(), own, [other], {
      rule: familiar,
      familiarity: fakeFamiliarity,
    });
    expect([...scores!.inDistribution.pValues]).toEqual([0.5, 0.5, Math.fround(0.01), Math.fround(0.01)]);
    expect(scores!.outOfDistribution).toHaveLength(1);
    const { pValues, tails } = scores!.inDistribution;
    expect(decisions.inDistribution).toEqual(decide(predictives.inDistribution, familiar, pValues, tails));
    expect(evaluation.outOfDistribution[0].reasons.unfamiliar).toBe(2 / 3);
  });

  it("refuses a rule that asks for a familiarity that is not there, and images without labels", async () => {
    const posterior = fakePosterior();
    const refused = runStudies(posterior, own, [], { rules: [strict, familiar] });
    await expect(refused).rejects.toThrow(/rule: expected familiarity p-values/);
    expect(posterior.predicted).toBe(0);
    const { labels, ...rest } = own;
    expect(labels).toBeDefined();
    await expect(runStudy(fakePosterior(), rest, [])).rejects.toThrow(/data set "own": expected labels/);
  });

  it("reports progress over all sets", async () => {
    const seen: [string, number, number][] = [];
    await runStudy(fakePosterior(), own, [other], { onProgress: (...all) => seen.push(all) });
    expect(seen).toEqual([
      ["own", 4, 7],
      ["other", 7, 7],
    ]);
  });
});
