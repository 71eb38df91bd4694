import { describe, expect, it, test } from "vitest";
import { decide } from "../../../packages/core/src/decision/decide.js";
import { explainDecision } from "../../../packages/core/src/decision/explain.js";
import { ruleForms } from "../../../packages/core/src/decision/rule-form.js";
import { checkRule } from "../../../packages/core/src/decision/rule-schema.js";
import { formatRule, parseRule } from "../../../packages/core/src/decision/rule-text.js";
import type { Rule } from "../../../packages/core/src/decision/rule.js";
import {
  measures,
  ruleKindOf,
  ruleKinds,
  thresholdKindOf,
} from "../../../packages/core/src/decision/rules/index.js";
import { statisticName } from "../../../packages/core/src/decision/rules/rule-kind.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";
import { predictiveOf } from "../../predictive/predictives.js";

const random = new Random(57);
const classes = ["four", "nine", "two"];

/** Images that the networks are more or less sure of, and agree on more or less. */
const predictive = predictiveOf(
  Array.from({ length: 300 }, () => {
    const outputs = classes.map(() => 3 * random.normal());
    const spread = 4 * random.uniform();
    return Array.from({ length: 8 }, () => {
      const raised = outputs.map((output) => Math.exp(output + spread * random.normal()));
      const total = raised.reduce((a, b) => a + b);
      return raised.map((value) => value / total);
    });
  }),
);

/** A rule of the kind whose numbers lie at shares of their ranges; those without an end are taken to end at 1. */
function ruleAt(kind: string, at: (index: number) => number): Rule {
  const numbers = ruleKindOf({ kind }).parameters.map(({ name, range }, i) => {
    const most = Math.min(1, range.most);
    return [name, range.least + at(i) * (most - range.least)];
  });
  return checkRule({ kind, ...Object.fromEntries(numbers) });
}

test("the kinds have names of their own", () => {
  expect(new Set(ruleKinds.map(({ kind }) => kind)).size).toBe(ruleKinds.length);
  expect(measures.length).toBeGreaterThan(2);
});

describe.each(ruleKinds.map(({ kind }) => kind))("%s", (kind) => {
  const { parameters } = ruleKindOf({ kind });
  const middle = ruleAt(kind, () => 0.4);

  it("is read from its text, as the help lists it", () => {
    const form = ruleForms.find((text) => text.startsWith(`${kind}:`))!;
    const text = parameters.reduce((all, { symbol }) => all.replace(`:${symbol}`, ":0.4"), form);
    expect(parseRule(text)).toEqual(middle);
    expect(formatRule(middle)).toBe(text);
  });

  it.each(parameters.map(({ name, range }) => ({ name, range })))(
    "keeps $name in its range",
    async ({ name, range: { least, most } }) => {
      expect(checkRule({ ...middle, [name]: least })).toHaveProperty(name, least);
      const beyond = most === Infinity ? [least - 1e-9, most] : [least - 1e-9, most + 1e-9];
      for (const value of [...beyond, NaN, "0.4", undefined]) {
        await expectNescioError(() => checkRule({ ...middle, [name]: value }), "invalid-option", name);
      }
    },
  );

  it("answers where its headroom is over 1, under some thresholds part of the images", () => {
    const answered = [0, 0.1, 0.2, 0.4, 0.7, 1].map((share) => {
      const rule = ruleAt(kind, () => share);
      const decisions = decide(predictive, rule);
      for (const decision of decisions) {
        const headroom = ruleKindOf(rule).headroom(decision, rule);
        if (headroom !== 1) expect(headroom > 1).toBe(!decision.refused);
        expect(decision.refused || decision.labels.includes(decision.best)).toBe(true);
      }
      return decisions.filter(({ refused }) => !refused).length;
    });
    expect(answered.filter((count) => count > 0 && count < 300).length).toBeGreaterThan(1);
  });

  it("says why, and when it answers, with its threshold and unit", () => {
    const written = ruleKindOf(middle).condition(middle);
    const { range } = parameters.at(-1)!;
    expect(written).toContain(range.format(0.4));
    const reasons = decide(predictive, middle).map((decision) => ({
      refused: decision.refused,
      why: explainDecision(decision, middle, classes),
    }));
    for (const { why } of reasons) {
      expect(why).toContain(range.format(0.4));
      expect(why.includes("nats")).toBe(range.note === "in nats");
    }
    const [yes, no] = [false, true].map(
      (refused) => reasons.find((reason) => reason.refused === refused)!.why,
    );
    expect(yes).not.toBe(no);
  });

  it("has words for the report, which name what its probabilities are", () => {
    const entry = ruleKindOf(middle);
    expect(entry.otherwise).toMatch(/I don't know.*\.$/);
    expect(statisticName(entry.statistic(middle))).toMatch(/^(mean|median|[\d.]+\u00a0% quantile)$/);
    const line = entry.probabilityLine(middle);
    if (line === undefined) return;
    // The class that is answered, and no other, lies over the line.
    for (const { refused, best, probabilities } of decide(predictive, middle)) {
      expect(probabilities[best] > line).toBe(!refused);
    }
  });
});

describe.each(measures)("a threshold on %s", (measure) => {
  it("is surer on one side only: what answers less, answers part of the same images", () => {
    const { thresholdFor } = thresholdKindOf(measure);
    const answers = [0.05, 0.2, 0.6].map((limit) => {
      const decisions = decide(predictive, { kind: measure, threshold: thresholdFor(limit) });
      return new Set(decisions.flatMap(({ refused }, image) => (refused ? [] : [image])));
    });
    expect(answers[2].size).toBeGreaterThan(answers[0].size);
    for (const image of answers[0]) expect(answers[1]).toContain(image);
    for (const image of answers[1]) expect(answers[2]).toContain(image);
  });
});

it("a kind that is not in the table is refused, as is a measure that is none", async () => {
  await expectNescioError(() => ruleKindOf({ kind: "energy" }), "invalid-option", "quantile", "got energy");
  await expectNescioError(() => thresholdKindOf("quantile"), "invalid-option", "entropy", "got quantile");
});
