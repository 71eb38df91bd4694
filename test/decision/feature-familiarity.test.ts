import { describe, expect, test } from "vitest";
import { calibrateOutputs, decideOutputs } from "../../packages/core/src/decision/calibrate-outputs.js";
import { fitFeatures, scoreFeatures } from "../../packages/core/src/decision/feature-familiarity.js";
import { decodeOutputRule, encodeOutputRule } from "../../packages/core/src/decision/output-rule.js";
import { Random } from "../../packages/core/src/math/random.js";
import { predictiveFrom } from "../../packages/core/src/predictive/predictive-from.js";
import { expectNescioError } from "../helpers/errors.js";
import { classes, predictions } from "../helpers/predictions.js";

/** Points around a place, of very different spreads by dimension; the last number is always the same. */
function points(count: number, seed: number, at = 0) {
  const random = new Random(seed);
  const data = Array.from({ length: count }, () => [
    at + random.normal(),
    1000 * (at + random.normal()),
    0.001 * random.normal(),
    7,
  ]).flat();
  return { dimensions: 4, data };
}

function outputs(count: number, seed: number) {
  const rows = predictions(count, seed);
  const probabilities = rows.flatMap((row) => row.probabilities);
  return {
    predictive: predictiveFrom(probabilities, { kind: "probabilities", classes: 3 }),
    labels: rows.map(({ label }) => label),
  };
}

const options = { classes, kind: "probabilities", dataset: "held out" } as const;

describe("familiarity by features", () => {
  test("is the distance to the third nearest, each feature in its own spread, or by the angle", () => {
    const reference = { dimensions: 2, data: [0, 0, 2, 0, 0, 20, 2, 20] };
    const calibration = { dimensions: 2, data: [0, 0, 1, 10, 9, 9] };
    const plain = fitFeatures(reference, calibration, { seed: 1 });
    expect([...plain.centre, ...plain.scale]).toEqual([1, 10, 1, 10]);
    const { scores } = scoreFeatures(plain, { dimensions: 2, data: [0, 0, 1, 10] });
    // From (−1, −1) to (−1, −1), (1, −1), (−1, 1), (1, 1); from the middle to all of them alike.
    expect(scores[0]).toBeCloseTo(-2, 6);
    expect(scores[1]).toBeCloseTo(-Math.SQRT2, 6);
    const turned = fitFeatures({ dimensions: 2, data: [1, 0, 2, 0, 0, 3] }, calibration, {
      metric: "cosine",
      seed: 1,
    });
    const angle = scoreFeatures(turned, { dimensions: 2, data: [50, 0, 0, 0] }).scores;
    expect(angle[0]).toBeCloseTo(-Math.SQRT2, 6);
    expect(angle[1]).toBeCloseTo(-1, 6);
  });

  test("calls genuine rows unfamiliar as often as it says, and strange ones always", () => {
    const alpha = 0.05;
    const shares = Array.from({ length: 30 }, (_, seed) => {
      const known = fitFeatures(points(200, seed), points(199, seed + 100), { seed });
      const { pValues } = scoreFeatures(known, points(200, seed + 200));
      return pValues.filter((p) => p <= alpha).length / 200;
    });
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    // Its standard deviation is 0.022 / √30.
    expect(Math.abs(mean - alpha)).toBeLessThan(0.013);
    const known = fitFeatures(points(200, 1), points(199, 2), { seed: 1 });
    const strange = scoreFeatures(known, points(50, 3, 8));
    expect(Math.max(...strange.pValues)).toBeCloseTo(1 / 200, 6);
    expect(Math.max(...strange.tails)).toBeLessThan(1 / 200);
  });

  test("takes part in a rule, which keeps its promise and is written and read again", async () => {
    const { predictive, labels } = outputs(2000, 1);
    const features = { own: points(2000, 5), reference: points(300, 6), alpha: 0.02 };
    const contract = { maxError: 0.15, confidence: 0.9 };
    const rule = calibrateOutputs(predictive, labels, { ...options, contract, features });
    expect(rule.rule.alpha).toBe(0.02);
    // A fifth found the temperature, a fifth of the rest calibrates p-values.
    expect(rule.rule.calibration!.images).toBe(1280);
    expect(rule.familiarity!.calibration).toHaveLength(320);
    const text = encodeOutputRule(rule);
    expect(decodeOutputRule(text)).toEqual(rule);
    const fresh = outputs(1500, 2);
    const decided = decideOutputs(fresh.predictive, decodeOutputRule(text), points(1500, 7));
    const strange = decided.filter(({ kind }) => kind === "unfamiliar").length / 1500;
    expect(strange).toBeLessThan(0.05);
    const answered = decided.flatMap(({ refused, best }, i) => (refused ? [] : [best === fresh.labels[i]]));
    expect(answered.length).toBeGreaterThan(500);
    expect(answered.filter((right) => !right).length / answered.length).toBeLessThan(0.17);
    const far = decideOutputs(fresh.predictive, rule, points(1500, 8, 9));
    expect(far.every(({ kind, refused }) => kind === "unfamiliar" && refused)).toBe(true);

    await expectNescioError(
      () => decideOutputs(fresh.predictive, rule),
      "invalid-option",
      "4 numbers of each row",
    );
    const narrow = { dimensions: 3, data: new Float32Array(4500) };
    await expectNescioError(
      () => decideOutputs(fresh.predictive, rule, narrow),
      "invalid-data",
      "4 numbers a row",
    );
    const changed = text.replace(/("reference": \{\s*"base64": ")(.)/, (_, head: string, first: string) => {
      return head + (first === "A" ? "B" : "A");
    });
    await expectNescioError(() => decodeOutputRule(changed), "invalid-data", "familiarity.reference");
    const { familiarity: _, ...without } = JSON.parse(text) as Record<string, unknown>;
    await expectNescioError(() => decodeOutputRule(JSON.stringify(without)), "invalid-data", "familiarity");
  });

  test("without reference rows it takes some of the held-out ones; of too many it keeps some", () => {
    const { predictive, labels } = outputs(1000, 1);
    const rule = calibrateOutputs(predictive, labels, {
      ...{ ...options, temperature: false, contract: { maxRefusal: 0.2 } },
      features: { own: points(1000, 5), metric: "cosine" },
    });
    expect(rule.familiarity!.reference).toHaveLength(4 * 400);
    expect(rule.rule.calibration!.images).toBe(400);
    const wide = { dimensions: 2 ** 16, data: new Float32Array(20 * 2 ** 16).fill(1) };
    expect(fitFeatures(wide, wide, { seed: 1 }).reference).toHaveLength(16 * 2 ** 16);
  });

  test("says what is wrong", async () => {
    const { predictive, labels } = outputs(300, 1);
    const run = (features: object) => () =>
      calibrateOutputs(predictive, labels, {
        ...{ ...options, contract: { maxRefusal: 0.2 } },
        features: { own: points(300, 1), ...features },
      });
    await expectNescioError(run({}), "unmet", "at least 99 rows", "60, a fifth of 300");
    await expectNescioError(run({ own: points(299, 1) }), "invalid-data", "of 299 rows");
    await expectNescioError(run({ alpha: 0 }), "invalid-option", "alpha");
    await expectNescioError(run({ alpha: 0.1, metric: "city-block" }), "invalid-option", "city-block");
    const holes = { dimensions: 4, data: points(300, 1).data.map((x, i) => (i === 9 ? NaN : x)) };
    await expectNescioError(run({ own: holes }), "invalid-data", "NaN in row 3");
    await expectNescioError(
      run({ alpha: 0.1, reference: { dimensions: 3, data: [1, 2, 3] } }),
      "invalid-data",
      "3",
    );
  });
});
