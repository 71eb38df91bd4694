import { expect, it } from "vitest";
import { checkRule } from "../../packages/core/src/decision/rule-schema.js";
import type { Rule } from "../../packages/core/src/decision/rule.js";
import { decodeRule, encodeRule } from "../../packages/core/src/decision/stored-rule.js";
import { expectNescioError } from "../helpers/errors.js";

const facts = { dataset: "digits", images: 400, samples: 20, seed: 7, answered: 0.9, error: 0.01 };
const sets = { method: "lac", coverage: 0.9, threshold: 0.4, images: 400 } as const;

it.each<[Rule, string]>([
  [{ kind: "quantile", q: 0.1, threshold: 0.5 }, '{"kind":"quantile","q":0.1,"threshold":0.5}'],
  [
    {
      kind: "max-probability",
      threshold: 0.99,
      alpha: 0.0125,
      calibration: { contract: { maxRefusal: 0.027 }, ...facts },
      sets,
    },
    // As in the files of every version.
    '{"kind":"max-probability","threshold":0.99,"familiarity":0.0125,"calibration":{"asked":{"maxRefusal":0.027},' +
      `${JSON.stringify(facts).slice(1)},"sets":${JSON.stringify(sets)}}`,
  ],
])("%j is stored under the names that files have, and read again", (rule, text) => {
  expect(JSON.stringify(encodeRule(rule))).toBe(text);
  expect(decodeRule(JSON.parse(text))).toEqual(rule);
});

it("keeps the names of files and those of rules apart", async () => {
  const rule = { kind: "entropy", threshold: 0.3, alpha: 0.01 } as const;
  await expectNescioError(() => decodeRule(rule), "invalid-option", "alpha = 0.01");
  await expectNescioError(() => checkRule(encodeRule(rule)), "invalid-option", "familiarity = 0.01");
  const calibration = { contract: { maxRefusal: 0.1 }, ...facts };
  await expectNescioError(() => decodeRule({ ...encodeRule(rule), calibration }), "invalid-option", "asked");
});

it.each([null, 3, {}, { kind: "energy", threshold: 1 }, { kind: "entropy", threshold: 1, familiarity: 1 }])(
  "refuses %j",
  async (value) => {
    await expectNescioError(() => decodeRule(value), "invalid-option", "rule: expected");
  },
);

it.each([0, 1])("a contract of %i refused is none", async (maxRefusal) => {
  const calibration = { contract: { maxRefusal }, dataset: "digits", images: 9, samples: 2, seed: 1 };
  const found = { answered: 1, error: 0 };
  const rule = { kind: "entropy", threshold: 0.3, calibration: { ...calibration, ...found } };
  await expectNescioError(() => checkRule(rule), "invalid-option", "maxRefusal");
});
