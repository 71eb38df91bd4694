import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  decide,
  decodeModel,
  defaultSeed,
  glyphs,
  noise,
  parseRule,
  type ImageDataset,
  type Model,
  type Rule,
} from "@nescio/core";
import { evaluatePredictives } from "@nescio/core/internal";
import { ruleOf } from "../../packages/studio/page/src/engine/rule-of.js";
import { runningVerdicts } from "../../packages/studio/page/src/engine/running-verdicts.js";
import {
  study,
  type Scored,
  type Studied,
  type StudyImages,
} from "../../packages/studio/page/src/engine/study.js";
import { studyFigures } from "../../packages/studio/page/src/engine/study-figures.js";
import { Turns } from "../../packages/studio/page/src/engine/turns.js";
import { root } from "../helpers/sources.js";

const samples = 5;

let model: Model;
let images: StudyImages;
let studied: Studied;

beforeAll(async () => {
  model = decodeModel(readFileSync(join(root, "packages/cli/models/mnist.nescio")), "mnist.nescio");
  images = {
    // Not a multiple of the images of a turn.
    labelled: glyphs({ count: 77, seed: 5, kind: "digits" }),
    others: [
      { name: "letters", images: glyphs({ count: 20, seed: 6, kind: "letters" }) },
      { name: "noise", images: noise({ count: 9, height: 28, width: 28, channels: 1, seed: 7 }) },
    ],
  };
  studied = await study(model, images, samples, new WeakMap(), { turns: new Turns() });
});

describe("a study", () => {
  test("says in small pieces what one prediction says", async () => {
    for (const [set, { predictive, scores }] of [
      [images.labelled, studied.labelled] as const,
      ...images.others.map((other, i) => [other.images, studied.others[i].assessment] as const),
    ]) {
      const whole = await model.posterior.predict(set, { samples, threads: 1 });
      expect(predictive).toEqual(whole);
      const all = await model.familiarity!.score(set, { threads: 1 });
      expect(scores!.scores).toEqual(all.scores);
      expect(scores!.pValues).toEqual(all.pValues);
    }
  });

  test("scores images once, whatever networks look at them", async () => {
    let scored = 0;
    const { familiarity } = model;
    const counting = {
      ...model,
      familiarity: {
        kind: familiarity!.kind,
        close: () => familiarity!.close(),
        score: (set: ImageDataset, options?: object) => {
          scored += set.count;
          return familiarity!.score(set, options);
        },
      },
    } as Model;
    const memory: Scored = new WeakMap();
    const few = { labelled: glyphs({ count: 10, seed: 1, kind: "digits" }), others: [] };
    await study(counting, few, 2, memory, { turns: new Turns() });
    await study(counting, few, 3, memory, { turns: new Turns() });
    expect(scored).toBe(10);
  });

  test("counts all images, and stops when it is told to", async () => {
    const stop = new AbortController();
    let done = 0;
    const running = study(model, images, samples, new WeakMap(), {
      turns: new Turns(),
      signal: stop.signal,
      onImages: (more) => {
        done += more;
        if (done >= 16) stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: "aborted" });
    expect(done).toBe(16);
  });
});

describe("figures of a rule", () => {
  const rules: readonly string[] = [
    "quantile:0.5:0.2",
    "quantile:0.1:0.9",
    "max-probability:0.9",
    "entropy:0.3",
    "mutual-information:0.05",
  ];

  /** The rules, without familiarity and with; and the model's own. */
  const all = (): Rule[] => [
    ...rules.map((text) => parseRule(text)),
    ...rules.map((text) => ({ ...parseRule(text), alpha: 0.05 })),
    model.rule,
  ];

  test("are counted one by one", () => {
    for (const rule of all()) {
      const { predictive, scores } = studied.labelled;
      const { pValues } = scores!;
      const decisions = decide(predictive, rule, rule.alpha === undefined ? undefined : pValues);
      let [answered, wrong] = [0, 0];
      decisions.forEach(({ refused, best }, i) => {
        if (refused) return;
        answered++;
        if (best !== studied.labels[i]) wrong++;
      });
      const figures = studyFigures(studied, rule);
      expect(figures.answered).toMatchObject({ count: answered, of: 77 });
      expect(figures.wrong?.count).toBe(answered === 0 ? undefined : wrong);
      // Where the rule stands is a point of its own curve.
      if (answered > 0) {
        expect(figures.curve).toContainEqual({ coverage: answered / 77, risk: wrong / answered });
      }
    }
  });

  test("are those of an evaluation, with their intervals", () => {
    for (const rule of all()) {
      const figures = studyFigures(studied, rule);
      const own = { predictive: studied.labelled.predictive, ...studied.labelled.scores };
      const { evaluation } = evaluatePredictives({
        rule,
        seed: defaultSeed,
        inDistribution: { dataset: "digits", ...own, labels: studied.labels },
        outOfDistribution: studied.others.map(({ name, assessment }) => ({
          dataset: name,
          predictive: assessment.predictive,
          ...assessment.scores,
        })),
        prediction: { seconds: 1, images: 1 },
      });
      const { inDistribution, outOfDistribution } = evaluation;
      expect(figures.answered.count / 77).toBeCloseTo(1 - inDistribution.refused, 12);
      closeTo(figures.answered.interval, complement(inDistribution.intervals.refused));
      if (figures.wrong !== undefined) {
        closeTo(figures.wrong.interval, complement(inDistribution.intervals.accuracyOnAccepted!));
      }
      expect(figures.refused.map(({ count, of }) => count / of)).toEqual(
        outOfDistribution.map(({ refused }) => refused),
      );
      expect(figures.curve).toEqual(inDistribution.riskCoverage);
    }
  });

  test("a threshold of 1 answers nothing, and one of 0 on the median everything", () => {
    const [nothing, everything] = [1, 0].map((threshold) =>
      studyFigures(studied, ruleOf(model, { kind: "quantile", q: 0.5, threshold, familiarity: false })),
    );
    expect(nothing.answered.count).toBe(0);
    expect(nothing.wrong).toBeUndefined();
    expect(nothing.refused.map(({ count }) => count)).toEqual([20, 9]);
    expect(everything.answered.count).toBe(77);
    expect(everything.refused.map(({ count }) => count)).toEqual([0, 0]);
  });
});

test("the verdict after some networks is that of so many networks", async () => {
  const set = glyphs({ count: 1, seed: 11, kind: "letters" });
  const { logProbs } = await model.posterior.predict(set, { samples: 16, threads: 1 });
  const { scores, pValues } = await model.familiarity!.score(set, { threads: 1 });
  const familiar = { score: scores[0], pValue: pValues[0], nearest: new Uint32Array() };
  for (const rule of [model.rule, parseRule("quantile:0.25:0.4"), parseRule("margin:0.3")]) {
    const running = runningVerdicts(model, { logProbs, samples: 16, familiar }, rule);
    expect(running).toHaveLength(16);
    for (const s of [1, 7, 16]) {
      const predictive = { images: 1, samples: s, classes: 10, logProbs: logProbs.slice(0, 10 * s) };
      const [decision] = decide(predictive, rule, rule.alpha === undefined ? undefined : pValues);
      expect(running[s - 1]).toMatchObject({
        refused: decision.refused,
        labels: decision.labels.map(String),
        leader: String(decision.best),
        value: decision.probabilities[decision.best],
      });
    }
  }
});

function complement([low, high]: readonly [number, number]): readonly [number, number] {
  return [1 - high, 1 - low];
}

function closeTo(found: readonly [number, number], wanted: readonly [number, number]): void {
  expect(found[0]).toBeCloseTo(wanted[0], 12);
  expect(found[1]).toBeCloseTo(wanted[1], 12);
}
