import { describe, expect, test } from "vitest";
import {
  decodeOutputRule,
  encodeOutputRule,
  type OutputRule,
} from "../../packages/core/src/decision/output-rule.js";
import { expectNescioError } from "../helpers/errors.js";

const rule: OutputRule = {
  classes: ["fraud", "fine"],
  outputs: {
    kind: "logits",
    samples: 3,
    columns: ["a_fraud", "a_fine", "b_fraud", "b_fine", "c_fraud", "c_fine"],
  },
  temperature: 1.7,
  rule: {
    kind: "max-probability",
    threshold: 0.9,
    calibration: {
      ...{
        contract: { maxError: 0.01, confidence: 0.9 },
        dataset: "held-out.csv",
        images: 900,
        samples: 3,
        seed: 0,
      },
      ...{ answered: 0.9, error: 0.002, errorBound: 0.009 },
    },
  },
};
const text = encodeOutputRule(rule);

describe("a rule file", () => {
  test("holds what is written into it, and people can read it", () => {
    expect(decodeOutputRule(text)).toEqual(rule);
    const { temperature: _, ...plain } = rule;
    expect(decodeOutputRule(encodeOutputRule(plain))).toEqual(plain);
    expect(text).toMatch(/^\{\n {2}"nescio": "rule",\n/);
  });

  const changed = (change: object) => JSON.stringify({ ...(JSON.parse(text) as object), ...change });
  test.each([
    ["{", "no JSON"],
    ["[]", "expected an object"],
    [changed({ version: 2 }), "rule.json, version"],
    [changed({ classes: ["a", "a"] }), "names that are all different"],
    [changed({ classes: ["a"] }), "rule.json, classes"],
    [changed({ outputs: { kind: "odds", samples: 1 } }), "rule.json, outputs.kind"],
    [
      changed({ outputs: { kind: "logits", samples: 1, columns: ["a"] } }),
      "one column for each class and sample",
    ],
    [changed({ temperature: 0 }), "rule.json, temperature"],
    [changed({ rule: { kind: "max-probability", threshold: 2 } }), "rule.json, rule"],
    [changed({ extra: 1 }), "rule.json, extra"],
  ])("%s is refused", async (wrong, message) => {
    await expectNescioError(() => decodeOutputRule(wrong, "rule.json"), "invalid-data", message);
  });
});
