import { describe, expect, test } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { negativeLogLikelihood } from "../../packages/core/src/predictive/negative-log-likelihood.js";
import { predictiveFrom } from "../../packages/core/src/predictive/predictive-from.js";
import { fitTemperature, withTemperature } from "../../packages/core/src/predictive/temperature.js";
import { expectNescioError } from "../helpers/errors.js";

/** Logits of five classes, and labels drawn from their softmax. */
function calibrated(items: number, seed: number): { logits: number[]; labels: number[] } {
  const random = new Random(seed);
  const logits: number[] = [];
  const labels = Array.from({ length: items }, () => {
    const row = Array.from({ length: 5 }, () => 2 * random.normal());
    logits.push(...row);
    let left = random.uniform() * row.reduce((sum, z) => sum + Math.exp(z), 0);
    return Math.max(
      0,
      row.findIndex((z) => (left -= Math.exp(z)) <= 0),
    );
  });
  return { logits, labels };
}

const of = (logits: number[]) => predictiveFrom(logits, { kind: "logits", classes: 5 });

describe("temperature scaling", () => {
  test.each([0.4, 1, 3])("finds the temperature that logits were multiplied by: %d", (temperature) => {
    const { logits, labels } = calibrated(4000, 3);
    const found = fitTemperature(of(logits.map((z) => z * temperature)), labels);
    // The standard error of its logarithm is about 2 % with so many labels.
    expect(Math.abs(Math.log(found / temperature))).toBeLessThan(0.08);
  });

  test("is where the likelihood is greatest, with several samples too", () => {
    const { logits, labels } = calibrated(300, 4);
    const samples = predictiveFrom(
      logits.map((z) => 3 * z),
      { kind: "logits", classes: 5, samples: 3 },
    );
    const own = labels.filter((_, i) => i % 3 === 0);
    const found = fitTemperature(samples, own);
    const loss = (t: number) => negativeLogLikelihood(withTemperature(samples, t), own);
    for (const factor of [0.8, 0.95, 1.05, 1.25]) expect(loss(found)).toBeLessThan(loss(found * factor));
  });

  test("divides log-probabilities, and leaves rows that sum to 1", () => {
    const { logits } = calibrated(20, 5);
    const before = of(logits);
    const after = withTemperature(before, 2.5);
    const expected = of(logits.map((z) => z / 2.5));
    after.logProbs.forEach((value, i) => expect(value).toBeCloseTo(expected.logProbs[i], 5));
    expect(withTemperature(before, 1).logProbs.every((v, i) => Math.abs(v - before.logProbs[i]) < 1e-5)).toBe(
      true,
    );
    const certain = predictiveFrom([0, 1], { kind: "probabilities", classes: 2 });
    expect(Array.from(withTemperature(certain, 3).logProbs)).toEqual([-Infinity, 0]);
  });

  test("says what cannot be", async () => {
    const certain = predictiveFrom([0, 1], { kind: "probabilities", classes: 2 });
    await expectNescioError(() => fitTemperature(certain, [0]), "invalid-data", "called impossible");
    await expectNescioError(() => fitTemperature(certain, [2]), "invalid-data", "labels");
    for (const temperature of [0, -1, NaN, Infinity]) {
      await expectNescioError(() => withTemperature(certain, temperature), "invalid-option", "above 0");
    }
  });
});
