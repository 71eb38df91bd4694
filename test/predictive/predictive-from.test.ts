import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrateRule } from "../../packages/core/src/decision/calibrate-rule.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { Random } from "../../packages/core/src/math/random.js";
import { predictiveFrom } from "../../packages/core/src/predictive/predictive-from.js";
import { meanProbs } from "../../packages/core/src/predictive/summaries.js";
import { expectNescioError } from "../helpers/errors.js";

const softmax = (row: readonly number[]): number[] => {
  const sum = row.reduce((total, z) => total + Math.exp(z), 0);
  return row.map((z) => Math.exp(z) / sum);
};

describe("predictiveFrom", () => {
  test("probabilities, their logarithms and logits of the same networks are one predictive", () => {
    const rows = fc.array(
      fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 9,
      },
    );
    fc.assert(
      fc.property(rows, fc.double({ min: -50, max: 50, noNaN: true }), (logits, shift) => {
        const probs = logits.map(softmax);
        const of = (kind: "probabilities" | "log-probabilities" | "logits", values: number[]) =>
          predictiveFrom(values, { kind, classes: 3 });
        const fromProbs = of("probabilities", probs.flat());
        const fromLogs = of("log-probabilities", probs.flat().map(Math.log));
        const fromLogits = of(
          "logits",
          logits.flat().map((z) => z + shift),
        );
        expect(fromProbs).toMatchObject({ images: logits.length, samples: 1, classes: 3 });
        fromProbs.logProbs.forEach((value, i) => {
          expect(fromLogs.logProbs[i]).toBeCloseTo(value, 4);
          expect(fromLogits.logProbs[i]).toBeCloseTo(value, 4);
        });
      }),
      { numRuns: 200 },
    );
  });

  test("samples may come first or behind the images", () => {
    // Two images, three members, two classes.
    const byImage = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5, 0.5, 0.6, 0.4];
    const byMember = [0.1, 0.9, 0.4, 0.6, 0.2, 0.8, 0.5, 0.5, 0.3, 0.7, 0.6, 0.4];
    const options = { kind: "probabilities", classes: 2, samples: 3 } as const;
    const first = predictiveFrom(byImage, options);
    expect(predictiveFrom(byMember, { ...options, order: "samples-first" })).toEqual(first);
    Array.from(meanProbs(first)).forEach((p, i) => expect(p).toBeCloseTo([0.2, 0.8, 0.5, 0.5][i], 6));
  });

  test("impossible classes, and sums as half precision leaves them", () => {
    const { logProbs } = predictiveFrom([0, 1, 0.6005, 0.4], { kind: "probabilities", classes: 2 });
    expect(Array.from(logProbs.subarray(0, 2))).toEqual([-Infinity, 0]);
    expect(Math.exp(logProbs[2]) + Math.exp(logProbs[3])).toBeCloseTo(1, 6);
    expect(predictiveFrom([-Infinity, 0], { kind: "log-probabilities", classes: 2 }).logProbs[0]).toBe(
      -Infinity,
    );
  });

  test.each([
    ["probabilities", [0.5, 0.5, 0.7, 0.6], "row 2: expected probabilities that sum to 1, got a sum of 1.3"],
    ["probabilities", [0.5, 0.5, -3, 4], "row 2, class 1: expected a probability, from 0 to 1, got -3"],
    ["probabilities", [NaN, 1], "row 1, class 1"],
    ["log-probabilities", [-1, -1], "a sum of 0.735759"],
    ["logits", [1, Infinity], "row 1, class 2: expected a finite number"],
    ["logits", [-Infinity, 1], "row 1, class 1: expected a finite number"],
  ] as const)("%s %j: %s", async (kind, values, message) => {
    await expectNescioError(() => predictiveFrom(values, { kind, classes: 2 }), "invalid-data", message);
  });

  test.each([
    [{ kind: "odds" }, "one of probabilities, log-probabilities, logits"],
    [{ classes: 1 }, "from 2 to 65536"],
    [{ classes: 3 }, "a multiple of 3 numbers"],
    [{ samples: 0 }, "a whole number from 1"],
    [{ order: "columns" }, "images-first or samples-first"],
  ])("%j is refused", async (more, message) => {
    const options = { kind: "probabilities", classes: 2, ...more } as never;
    await expectNescioError(() => predictiveFrom([0.5, 0.5], options), "invalid-option", message);
  });

  test("a thousand classes from another model go under contract", () => {
    const [classes, items, random] = [1000, 400, new Random(5)];
    const labels = Array.from({ length: items }, () => random.integer(classes));
    // Right nine times in ten where it is sure, at random where it is not.
    const logits = labels.flatMap((label, i) => {
      const sure = i % 4 !== 0;
      const said = sure && random.uniform() < 0.97 ? label : random.integer(classes);
      return Array.from({ length: classes }, (_, c) => (c === said ? (sure ? 12 : 3) : random.normal()));
    });
    const predictive = predictiveFrom(logits, { kind: "logits", classes });
    const rule = calibrateRule(predictive, labels, {
      measure: "max-probability",
      contract: { maxError: 0.1, confidence: 0.9 },
      dataset: "held out",
      seed: 0,
    });
    const answered = decide(predictive, rule).flatMap(({ refused, best }, i) =>
      refused ? [] : [best === labels[i]],
    );
    expect(answered.length).toBeGreaterThan(0.7 * items);
    expect(answered.filter((right) => !right).length / answered.length).toBeLessThan(0.1);
    expect(rule.calibration!.answered).toBeCloseTo(answered.length / items, 9);
  });
});
