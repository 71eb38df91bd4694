import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import { checkRule } from "../../packages/core/src/decision/rule-schema.js";
import { formatRule, parseRule } from "../../packages/core/src/decision/rule-text.js";
import type { Rule } from "../../packages/core/src/decision/rule.js";
import { measures } from "../../packages/core/src/decision/rules/index.js";
import { NescioError } from "../../packages/core/src/errors.js";

fc.configureGlobal({ seed: 20_191 });

const rule = (q: number, threshold: number): Rule => ({ kind: "quantile", q, threshold });

describe("parseRule and formatRule", () => {
  it.each([
    ["quantile:0.5:0.2", defaultRule],
    ["quantile:0.1:0.5", rule(0.1, 0.5)],
    [" quantile:1:0 ", rule(1, 0)],
    ["quantile:.5:1e-3", rule(0.5, 0.001)],
    ["max-probability:0.9", { kind: "max-probability", threshold: 0.9 }],
    ["Entropy:0.3", { kind: "entropy", threshold: 0.3 }],
    ["entropy:2.5+familiarity:.01", { kind: "entropy", threshold: 2.5, alpha: 0.01 }],
    ["mutual-information:5e-2", { kind: "mutual-information", threshold: 0.05 }],
    [
      "margin:0.5+class:0:1e-1+class:12:Never+familiarity:.01",
      {
        ...{ kind: "margin", threshold: 0.5, alpha: 0.01 },
        byClass: [
          { label: 0, threshold: 0.1 },
          { label: 12, threshold: null },
        ],
      },
    ],
    ["quantile:0.5:0.2+familiarity:0.01", { ...rule(0.5, 0.2), alpha: 0.01 }],
  ])("reads %s", (text, expected) => {
    expect(parseRule(text)).toEqual(expected);
  });

  it("reads what it wrote", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    fc.assert(
      fc.property(share, share, fc.double({ min: 1e-9, max: 0.999, noNaN: true }), (q, threshold, alpha) => {
        for (const plain of [
          rule(q, threshold),
          ...measures.map((kind) => ({
            kind,
            threshold,
          })),
        ]) {
          expect(parseRule(formatRule(plain))).toEqual(plain);
          expect(parseRule(formatRule({ ...plain, alpha }))).toEqual({ ...plain, alpha });
        }
      }),
    );
  });

  it.each([
    "",
    "median",
    "quantile",
    "quantile:0.5",
    "quantile:0.5:0.2:1",
    "quantile:1.1:0.2",
    "quantile:0.5:20",
    "quantile:-0.1:0.2",
    "quantile:NaN:0.2",
    "quantile::",
    "quantile:0x1:0.2",
    "quantile:0.5 0.2",
    "max-probability",
    "max-probability:0.9+class:1",
    "max-probability:0.9+class:1:2",
    "max-probability:0.9+class:2:0.5+class:1:0.5",
    "max-probability:0.9+familiarity:0.1+class:2:0.5",
    "quantile:0.5:0.2+class:1:0.5",
    "max-probability:0.5:0.9",
    "max-probability:1.5",
    "entropy:-1",
    "entropy:1e999",
    "entropy:0.3+familiarity",
    "entropy:0.3+familiarity:0",
    "entropy:0.3+familiarity:1",
    "familiarity:0.01",
    "entropy:0.3+familiarity:0.01+familiarity:0.01",
  ])("refuses %j", (text) => {
    const attempt = (): Rule => parseRule(text);
    expect(attempt).toThrow(NescioError);
    expect(attempt).toThrow(/rule: expected "quantile:Q:T".* For example quantile:0.5:0.2/);
  });

  it.each([
    undefined,
    {},
    { kind: "conformal" },
    rule(NaN, 0.2),
    rule(0.5, -1),
    { ...defaultRule, threshhold: 1 },
    { kind: "entropy", q: 0.5, threshold: 0.2 },
    { kind: "entropy", threshold: Infinity },
    { ...defaultRule, alpha: 0 },
    { ...defaultRule, calibration: {} },
    { ...defaultRule, sets: { method: "lac", coverage: 1, threshold: 0.5, images: 10 } },
  ])("checkRule refuses %j", (value) => {
    expect(() => checkRule(value)).toThrow(NescioError);
  });
});
