import { describe, expect, it } from "vitest";
import { calibrateRule } from "../../packages/core/src/decision/calibrate-rule.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { checkRule } from "../../packages/core/src/decision/rule-schema.js";
import { measures } from "../../packages/core/src/decision/rules/index.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";
import { predictiveOf } from "../predictive/predictives.js";

const facts = { dataset: "digits", seed: 7 };

/** Two classes, the label drawn by the probability itself; now and then a sample of another opinion. */
function simulate(images: number) {
  const random = new Random(12);
  const labels = new Uint8Array(images);
  const probs = Array.from({ length: images }, (_, image) => {
    const p = 1 / (1 + Math.exp(-9 * random.normal()));
    labels[image] = random.uniform() < p ? 0 : 1;
    const other = Math.min(1, Math.max(0, p + 0.02 * random.normal()));
    return [
      [p, 1 - p],
      [other, 1 - other],
    ];
  });
  const pValues = Float32Array.from({ length: images }, () => random.uniform());
  return { predictive: predictiveOf(probs), labels, pValues };
}

const { predictive, labels, pValues } = simulate(3000);

describe("calibrateRule", () => {
  it.each(measures)("writes down with a threshold on %s what decide then does", (measure) => {
    // How much two samples differ says little here about which is right.
    const maxError = measure === "mutual-information" ? 0.09 : 0.04;
    const contract = { maxError, confidence: 0.95 };
    const familiar = { alpha: 0.05, pValues };
    const rule = calibrateRule(predictive, labels, { measure, contract, familiar, ...facts });
    expect(checkRule(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
    const { calibration } = rule;
    expect(rule).toMatchObject({ kind: measure, alpha: 0.05 });
    expect(calibration).toMatchObject({ contract, ...facts, images: 3000, samples: 2 });
    const answered = decide(predictive, rule, pValues).flatMap(({ refused, best }, i) =>
      refused ? [] : [best === labels[i]],
    );
    expect(calibration!.answered).toBe(answered.length / 3000);
    expect(calibration!.error).toBe(answered.filter((right) => !right).length / answered.length);
    expect(calibration!.answered).toBeGreaterThan(0.1);
    expect(calibration!.error).toBeLessThan(calibration!.errorBound!);
    expect(calibration!.errorBound).toBeLessThanOrEqual(maxError);
  });

  it.each(measures)("refuses no more than asked, by %s and familiarity together", (measure) => {
    const familiar = { alpha: 0.05, pValues };
    const rule = calibrateRule(predictive, labels, {
      ...{ measure, contract: { maxRefusal: 0.2 }, familiar },
      ...facts,
    });
    expect(rule.calibration!.errorBound).toBeUndefined();
    // Equal scores, of which mutual information has many at 0, are answered together.
    expect(rule.calibration!.answered).toBeGreaterThanOrEqual(0.8);
    if (measure !== "mutual-information") expect(rule.calibration!.answered).toBeLessThan(0.8007);
  });

  it.each(["max-probability", "margin"] as const)(
    "answers what was tested where %s is closer to 1 than numbers are",
    (measure) => {
      // Doubts of 1e-20 to 1e-18: no threshold tells them apart. The less sure half of them is wrong.
      const tiny = Array.from({ length: 1000 }, (_, i) => [[1, 1e-20 * (1 + i / 10)]]);
      const half = Uint8Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : 1));
      const near = predictiveOf(tiny);
      const contract = { maxError: 0.05, confidence: 0.9 };
      expect(() => calibrateRule(near, half, { measure, contract, ...facts })).toThrow("too many answers");
      // With others that are surer still, the rule answers those alone, and says so.
      const sure = predictiveOf([...tiny, ...Array.from({ length: 1000 }, () => [[1, 0]])]);
      const labels = new Uint8Array(2000);
      labels.set(half);
      const rule = calibrateRule(sure, labels, { measure, contract, ...facts });
      expect(rule.threshold).toBe(1);
      expect(rule.calibration).toMatchObject({ answered: 0.5, error: 0 });
      expect(rule.calibration!.errorBound).toBeLessThanOrEqual(0.05);
    },
  );

  it("refuses labels that are none of the predictive", async () => {
    const ask = { measure: "entropy", contract: { maxError: 0.05, confidence: 0.9 }, ...facts } as const;
    await expectNescioError(
      () => calibrateRule(predictive, labels.subarray(1), ask),
      "invalid-data",
      "labels",
    );
    const other = Uint8Array.from(labels, () => 2);
    await expectNescioError(() => calibrateRule(predictive, other, ask), "invalid-data", "2 for image 0");
  });

  it("says what could be promised where the contract cannot be kept", async () => {
    const ask =
      (contract: { maxError: number; confidence: number } | { maxRefusal: number }, alpha?: number) => () =>
        calibrateRule(predictive, labels, {
          measure: "entropy",
          contract,
          familiar: alpha === undefined ? undefined : { alpha, pValues },
          ...facts,
        });
    const few = { maxError: 0.0001, confidence: 0.999 };
    await expectNescioError(ask(few), "unmet", "0.01 % errors", "99.9 % confidence", "3000 images, too few");
    const error = await expectNescioError(
      ask(few),
      "unmet",
      "At this confidence they allow",
      "0.01 % needs at least",
    );
    const [, least] = /they allow ([\d.]+) %/.exec(error.message)!;
    const rule = ask({ maxError: Number(least) / 100, confidence: 0.999 })();
    expect(rule.calibration!.errorBound).toBeLessThanOrEqual(Number(least) / 100);
    await expectNescioError(ask({ maxRefusal: 0.04 }, 0.05), "unmet", "4 % of genuine images", "alpha");
    const wrong = Uint8Array.from(labels, (label) => 1 - label);
    const all = { measure: "entropy", contract: { maxError: 0.05, confidence: 0.9 }, ...facts } as const;
    await expectNescioError(
      () => calibrateRule(predictive, wrong, all),
      "unmet",
      "too many answers are wrong",
    );
  });
});
