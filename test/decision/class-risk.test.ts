import { describe, expect, test } from "vitest";
import { calibrateRule } from "../../packages/core/src/decision/calibrate-rule.js";
import { classRisk } from "../../packages/core/src/decision/class-risk.js";
import { confidenceScores } from "../../packages/core/src/decision/confidence-scores.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { explainDecision } from "../../packages/core/src/decision/explain.js";
import { checkRule } from "../../packages/core/src/decision/rule-schema.js";
import { formatRule, parseRule } from "../../packages/core/src/decision/rule-text.js";
import { measures } from "../../packages/core/src/decision/rules/index.js";
import { decodeRule, encodeRule } from "../../packages/core/src/decision/stored-rule.js";
import { Random } from "../../packages/core/src/math/random.js";
import { predictiveFrom } from "../../packages/core/src/predictive/predictive-from.js";
import { expectNescioError } from "../helpers/errors.js";

/** Three classes, the first one rare, and twice as sure as it should be: at all thresholds it is the most wrong one. */
function rows(count: number, seed: number) {
  const random = new Random(seed);
  const outputs: number[] = [];
  const labels = Uint32Array.from({ length: count }, () => {
    const logits = [2 * random.normal() - 1.5, 2 * random.normal() + 1, 2 * random.normal()];
    outputs.push(2 * logits[0], logits[1], logits[2]);
    let left = random.uniform() * logits.reduce((sum, z) => sum + Math.exp(z), 0);
    return Math.max(
      0,
      logits.findIndex((z) => (left -= Math.exp(z)) <= 0),
    );
  });
  return { predictive: predictiveFrom(outputs, { kind: "logits", classes: 3 }), labels };
}

/** Of one sample networks do not disagree. */
const informative = measures.filter((measure) => measure !== "mutual-information");

const facts = { measure: "max-probability", dataset: "held out", seed: 1 } as const;
const { predictive, labels } = rows(4000, 1);

/** Share of wrong answers among those that name a class. */
function errorOf(decisions: ReturnType<typeof decide>, truth: ArrayLike<number>, label: number): number {
  const answers = decisions.flatMap(({ refused, best }, i) => (refused || best !== label ? [] : [truth[i]]));
  return answers.filter((each) => each !== label).length / Math.max(1, answers.length);
}

describe("a contract by class", () => {
  test("keeps what it promises of each class as often as it says", () => {
    const fresh = rows(30_000, 999);
    const byClass = [
      { label: 0, maxError: 0.3 },
      { label: 1, maxError: 0.15 },
    ];
    const contract = { byClass, others: 0.2, confidence: 0.8 };
    const mosts = [0.3, 0.15, 0.2];
    const overall = { maxError: 0.2, confidence: 0.8 };
    const simulations = 40;
    let [broken, brokenWithout] = [0, 0];
    for (let seed = 0; seed < simulations; seed++) {
      const own = rows(1500, seed);
      const decided = (asked: typeof contract | typeof overall) =>
        decide(
          fresh.predictive,
          calibrateRule(own.predictive, own.labels, {
            ...facts,
            contract: asked,
            hopeless: "never-answered",
          }),
        );
      const decisions = decided(contract);
      if (mosts.some((most, label) => errorOf(decisions, fresh.labels, label) > most)) broken++;
      if (errorOf(decided(overall), fresh.labels, 0) > 0.3) brokenWithout++;
    }
    // Promised: at most 8 of 40; 15 and more come about once in a hundred times if it is just that.
    expect(broken).toBeLessThan(15);
    // One promise over all classes is none for the rare one.
    expect(brokenWithout).toBeGreaterThan(35);
  });

  test.each(informative)("writes down with thresholds on %s what decide then does", (measure) => {
    const contract = { byClass: [{ label: 1, maxError: 0.2 }], others: 0.3, confidence: 0.9 };
    const rule = calibrateRule(predictive, labels, { ...facts, measure, contract });
    expect(checkRule(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
    expect(decodeRule(JSON.parse(JSON.stringify(encodeRule(rule))))).toEqual(rule);
    const { calibration, ...plain } = rule;
    expect(parseRule(formatRule(rule))).toEqual(plain);
    const decisions = decide(predictive, rule);
    const [own] = calibration!.byClass!;
    expect(own.label).toBe(1);
    expect(own.error).toBe(errorOf(decisions, labels, 1));
    expect(own.errorBound).toBeLessThanOrEqual(0.2);
    expect(own.images + calibration!.others!.images).toBe(4000);
    const given = decisions.filter(({ refused }) => !refused);
    expect(calibration!.answered).toBe(given.length / 4000);
    const ofOthers = given.filter(({ best }) => best !== 1).length;
    expect(calibration!.others!.answered).toBeCloseTo(ofOthers / calibration!.others!.images, 12);
    // Score and refusal agree, as for every rule with one threshold.
    for (const { refused, score } of decisions) expect(refused ? score <= 1 : score >= 1).toBe(true);
  });

  test.each(informative)(
    "answers other classes always where nothing is promised of them, by %s",
    (measure) => {
      const contract = { byClass: [{ label: 0, maxError: 0.3 }], confidence: 0.9 };
      const rule = calibrateRule(predictive, labels, { ...facts, measure, contract });
      const decisions = decide(predictive, rule);
      expect(decisions.some(({ refused }) => refused)).toBe(true);
      expect(decisions.every(({ refused, best }) => !refused || best === 0)).toBe(true);
      expect(rule.calibration!.others).toMatchObject({ answered: 1 });
      expect(rule.calibration!.others!.errorBound).toBeUndefined();
      // What hesitates most.
      const even = predictiveFrom([0.33, 0.34, 0.33], { kind: "probabilities", classes: 3 });
      expect(decide(even, rule)[0].refused).toBe(false);
    },
  );

  test("a class that allows no promise is never answered, or the promise is unmet", async () => {
    // Of the first class too few are the most probable to promise so little.
    const byClass = [0, 1, 2].map((label) => ({ label, maxError: label === 0 ? 0.1 : 0.3 }));
    const few = rows(700, 3);
    const contract = { byClass, confidence: 0.99 };
    const ask = (more: object) => () =>
      calibrateRule(few.predictive, few.labels, { ...facts, contract, ...more });
    await expectNescioError(
      ask({ classes: ["fraud", "fine", "odd"], things: "rows" }),
      "unmet",
      "at most 10 % errors among those answered as fraud, with 99 % confidence for 3 promises together",
      "rows that fraud is the most probable class of",
      "At this confidence they allow",
    );
    const rule = ask({ hopeless: "never-answered" })();
    expect(rule.byClass![0]).toEqual({ label: 0, threshold: null });
    expect(formatRule(rule)).toContain("+class:0:never");
    const decisions = decide(few.predictive, rule);
    expect(decisions.every(({ refused, best }) => refused || best !== 0)).toBe(true);
    const lost = decisions.find(({ best }) => best === 0)!;
    expect(lost).toMatchObject({ kind: "uncertain", labels: [], score: 0 });
    expect(explainDecision(lost, rule, ["fraud", "fine", "odd"])).toMatch(
      /fraud comes nearest .* never answered/,
    );
    const none = byClass.map(({ label }) => ({ label, maxError: 0.0001 }));
    await expectNescioError(
      ask({ contract: { byClass: none, confidence: 0.99 }, hopeless: "never-answered" }),
      "unmet",
      "too few even if no answer were wrong",
    );
    // A class that nothing is the most probable of.
    const pair = predictiveFrom([0.6, 0.4, 0.7, 0.3], { kind: "probabilities", classes: 2 });
    const both = { byClass: [{ label: 1, maxError: 0.5 }], confidence: 0.5 };
    await expectNescioError(
      () => calibrateRule(pair, [0, 0], { ...facts, contract: both }),
      "unmet",
      "0 images that class 1 is the most probable class of",
    );
  });

  test("splits its confidence over all that it promises", () => {
    const scores = confidenceScores(predictive, "max-probability");
    const correct = Array.from(scores.best, (label, i) => label === labels[i]);
    const byClass = [0, 2].map((label) => ({ label, maxError: 0.3 }));
    const parts = classRisk(scores, correct, { byClass, others: 0.3, confidence: 0.97 }, 3);
    expect(parts.map(({ label }) => label)).toEqual([0, 2, undefined]);
    for (const { confidence } of parts) expect(confidence).toBeCloseTo(0.99, 12);
  });

  test("is refused where it is none", async () => {
    const ask = (contract: object) => () =>
      calibrateRule(predictive, labels, { ...facts, contract: { confidence: 0.9, ...contract } as never });
    const one = { label: 1, maxError: 0.1 };
    await expectNescioError(ask({ byClass: [] }), "invalid-option", "a class at least");
    await expectNescioError(ask({ byClass: [{ label: 3, maxError: 0.1 }] }), "invalid-option", "from 0 to 2");
    await expectNescioError(ask({ byClass: [one, one] }), "invalid-option", "each once");
    await expectNescioError(ask({ byClass: [{ ...one, maxError: 1 }] }), "invalid-option", "of class 1");
    await expectNescioError(ask({ byClass: [one], confidence: 0 }), "invalid-option", "confidence");
    const all = [0, 1, 2].map((label) => ({ label, maxError: 0.1 }));
    await expectNescioError(ask({ byClass: all, others: 0.1 }), "invalid-option", "other classes");
    const rule = { kind: "max-probability", threshold: 0.5 } as const;
    const own = { label: 1, threshold: 0.7 };
    await expectNescioError(() => checkRule({ ...rule, byClass: [own, own] }), "invalid-option", "byClass");
    await expectNescioError(
      () => checkRule({ ...rule, byClass: [{ label: 1, threshold: 2 }] }),
      "invalid-option",
      "2",
    );
    await expectNescioError(
      () => checkRule({ kind: "quantile", q: 0.5, threshold: 0.2, byClass: [own] }),
      "invalid-option",
      "byClass",
    );
    await expectNescioError(
      () => decide(predictive, { ...rule, byClass: [{ label: 7, threshold: 0.5 }] }),
      "invalid-option",
      "one of class 7",
    );
  });
});
