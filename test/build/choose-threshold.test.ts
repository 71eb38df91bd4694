import { describe, expect, test } from "vitest";
import { certify, chooseThreshold } from "../../packages/core/src/build/choose-threshold.js";
import { Random } from "../../packages/core/src/math/random.js";
import type { Predictive } from "../../packages/core/src/predictive/predictive.js";

/** Images of two classes whose probabilities are true: the best class is right with its probability. */
function truthful(images: number, random: Random): { predictive: Predictive; labels: Uint8Array } {
  const logProbs = new Float32Array(images * 2);
  const labels = Uint8Array.from({ length: images }, (_, i) => {
    const p = 0.5 + 0.5 * random.uniform() ** 0.25;
    logProbs.set([Math.log(p), Math.log1p(-p)], 2 * i);
    return random.uniform() < p ? 0 : 1;
  });
  return { predictive: { images, samples: 1, classes: 2, logProbs }, labels };
}

describe("chooseThreshold", () => {
  test("of true probabilities it refuses where an error costs more than a refusal (Chow 1970)", () => {
    const { predictive, labels } = truthful(60_000, new Random(1));
    // A wrong answer is worth ten refusals.
    expect(chooseThreshold(predictive, labels)).toBeCloseTo(0.1, 1);
  });

  test("without a wrong answer, doubtful ones are refused all the same", () => {
    const doubts = [0.001, 0.01, 0.02, 0.3, 0.45];
    const logProbs = Float32Array.from(doubts.flatMap((doubt) => [Math.log1p(-doubt), Math.log(doubt)]));
    const predictive = { images: 5, samples: 1, classes: 2, logProbs };
    const limit = chooseThreshold(predictive, new Uint8Array(5));
    expect(limit).toBeGreaterThan(0.02);
    expect(limit).toBeLessThan(0.3);
  });
});

test("of given shares the cheapest is answered, those of one doubt together", () => {
  const doubts = [0.01, 0.02, 0.02, 0.02, 0.3, 0.35, 0.4, 0.45, 0.46, 0.47];
  const logProbs = Float32Array.from(doubts.flatMap((doubt) => [Math.log1p(-doubt), Math.log(doubt)]));
  const predictive = { images: 10, samples: 1, classes: 2, logProbs };
  const limit = (coverages: readonly number[]): number =>
    chooseThreshold(predictive, new Uint8Array(10), coverages);
  expect(limit([0.5, 0.2])).toBeGreaterThan(0.3);
  expect(limit([0.5, 0.2])).toBeLessThan(0.35);
  expect(limit([1, 0.9])).toBeCloseTo(0.465, 2);
  // Two of ten would part three of one doubt.
  expect(limit([0.2])).toBeGreaterThan(0.02);
  expect(limit([0.2])).toBeLessThan(0.3);
});

test("what was chosen among several by the same images is promised with less", () => {
  const { predictive, labels } = truthful(200, new Random(5));
  const options = { limit: 0.1, confidence: 0.9, dataset: "some", seed: 1 };
  const one = certify(predictive, labels, options);
  const eight = certify(predictive, labels, { ...options, looks: 8 });
  const careful = certify(predictive, labels, { ...options, confidence: 1 - 0.1 / 8 });
  expect(eight.rule.calibration!.errorBound).toBeGreaterThan(one.rule.calibration!.errorBound!);
  expect(eight.rule.calibration!.errorBound).toBeCloseTo(careful.rule.calibration!.errorBound!, 12);
  expect(eight.rule.calibration!.contract).toMatchObject({ confidence: 0.9 });
});

test("what is certified is broken no more often than promised", () => {
  const random = new Random(7);
  const options = { limit: 0.1, confidence: 0.9, dataset: "some", seed: 1 };
  // The true share of wrong answers among those with a doubt of at most 0.1.
  const many = truthful(400_000, random);
  const truth = certify(many.predictive, many.labels, options);
  const risk = truth.wrong / truth.answered;
  let broken = 0;
  const trials = 600;
  for (let trial = 0; trial < trials; trial++) {
    const { predictive, labels } = truthful(80, random);
    const { rule } = certify(predictive, labels, options);
    if (rule.calibration!.errorBound! < risk) broken++;
  }
  expect(broken / trials).toBeLessThan(0.1 + 3 * Math.sqrt((0.1 * 0.9) / trials));
  expect(broken).toBeGreaterThan(0);
});

test("a rule that answers nothing promises nothing", () => {
  const { predictive, labels } = truthful(20, new Random(3));
  const pValues = new Float32Array(20).fill(0.001);
  const options = {
    limit: 0.5,
    confidence: 0.95,
    dataset: "some",
    seed: 1,
    familiar: { alpha: 0.05, pValues },
  };
  const { rule, answered } = certify(predictive, labels, options);
  expect(answered).toBe(0);
  expect(rule.calibration).toBeUndefined();
});
