import { describe, expect, it } from "vitest";
import { nonconformity } from "../../packages/core/src/decision/nonconformity.js";
import { calibrateSets, predictionSets } from "../../packages/core/src/decision/prediction-sets.js";
import { Random } from "../../packages/core/src/math/random.js";
import type { Predictive } from "../../packages/core/src/predictive/predictive.js";
import { expectNescioError } from "../helpers/errors.js";
import { predictiveOf } from "../predictive/predictives.js";

const methods = ["lac", "aps", "raps"] as const;

/** Images whose label is drawn from probabilities that the network knows but for a temperature. */
function simulate(random: Random, images: number): { predictive: Predictive; labels: Uint8Array } {
  const labels = new Uint8Array(images);
  const probs = Array.from({ length: images }, (_, image) => {
    const outputs = Array.from({ length: 5 }, () => 2 * random.normal());
    const softmax = (temperature: number) => {
      const raised = outputs.map((output) => Math.exp(output / temperature));
      const total = raised.reduce((a, b) => a + b);
      return raised.map((value) => value / total);
    };
    let left = random.uniform();
    const truth = softmax(1);
    labels[image] = Math.max(
      0,
      truth.findIndex((p) => (left -= p) < 0),
    );
    return [softmax(0.5)];
  });
  return { predictive: predictiveOf(probs), labels };
}

describe("nonconformity", () => {
  const probs = Float32Array.of(0.125, 0.5, 0.25, 0.125);

  it("lac is what is left of the probability", () => {
    expect([...nonconformity(probs, "lac")]).toEqual([0.875, 0.5, 0.75, 0.875]);
  });

  it("aps adds up the classes before, and a share of the own; raps the rank beside", () => {
    const aps = nonconformity(probs, "aps");
    const u = aps[1] / 0.5;
    expect(u).toBeGreaterThan(0);
    expect(u).toBeLessThan(1);
    [0.75 + u * 0.125, u * 0.5, 0.5 + u * 0.25, 0.875 + u * 0.125].forEach((expected, c) => {
      expect(aps[c]).toBeCloseTo(expected, 6);
    });
    nonconformity(probs, "raps").forEach((score, c) => {
      expect(score - aps[c]).toBeCloseTo([0.2, 0, 0.1, 0.3][c], 12);
    });
  });

  it("the share is uniform over images, and each image's own", () => {
    const random = new Random(8);
    const shares = Array.from({ length: 2000 }, () => {
      const p = Math.fround(0.5 + random.uniform() / 2);
      const [score] = nonconformity(Float32Array.of(p, 1 - p), "aps");
      return score / p;
    }).sort((a, b) => a - b);
    const distance = Math.max(...shares.map((share, i) => Math.abs(share - (i + 0.5) / 2000)));
    // Kolmogorov–Smirnov at 0.1 %.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(2000));
    expect(nonconformity(probs.slice(), "aps")).toEqual(nonconformity(probs, "aps"));
  });
});

describe("calibrateSets", () => {
  it("takes the ⌈(n + 1) coverage⌉-th lowest score", () => {
    const probs = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map((p) => [[p, 1 - p]]);
    const at = (coverage: number) =>
      calibrateSets(predictiveOf(probs), new Uint8Array(9), { method: "lac", coverage }).threshold;
    expect(at(0.9)).toBeCloseTo(0.9, 6);
    expect(at(0.81)).toBeCloseTo(0.9, 6);
    expect(at(0.8)).toBeCloseTo(0.8, 6);
    expect(at(0.05)).toBeCloseTo(0.1, 6);
  });

  it.each(methods)("sets of %s hold the true class as often as promised", (method) => {
    const [runs, images, coverage] = [300, 199, 0.9];
    let held = 0;
    let size = 0;
    for (let run = 0; run < runs; run++) {
      const random = new Random(17, run);
      const { predictive, labels } = simulate(random, images);
      const rule = calibrateSets(predictive, labels, { method, coverage });
      expect(rule).toMatchObject({ method, coverage, images });
      const test = simulate(random, 40);
      predictionSets(test.predictive, rule).forEach((set, image) => {
        if (set.includes(test.labels[image])) held++;
        size += set.length;
      });
    }
    const tested = runs * 40;
    // The coverage of one calibration deviates by sqrt(0.09 / 201); that of its test images comes on top.
    const tolerance = 3 * Math.sqrt(0.09 / 201 / runs + 0.09 / tested);
    expect(held / tested).toBeGreaterThan(coverage - tolerance);
    // Not by naming all five.
    expect(size / tested).toBeLessThan(3.2);
    if (method !== "raps") expect(held / tested).toBeLessThan(coverage + 0.02);
  });

  const predictive = predictiveOf(Array.from({ length: 98 }, () => [[0.6, 0.4]]));
  it.each<[string, number[], number, "invalid-data" | "invalid-option", string]>([
    ["too few images", Array<number>(98).fill(0), 0.99, "invalid-data", "at least 99 images"],
    ["another number of labels", [0], 0.9, "invalid-data", "each of the 98 images"],
    ["a label outside", Array<number>(98).fill(2), 0.9, "invalid-data", "2 for image 0"],
    ["certainty", Array<number>(98).fill(0), 1, "invalid-option", "between 0 and 1"],
  ])("refuses %s", async (_, labels, coverage, code, words) => {
    await expectNescioError(
      () => calibrateSets(predictive, labels, { method: "lac", coverage }),
      code,
      words,
    );
  });
});

it("the rank of a coverage is whole where the product is: 0.55 · 100 is 55.00000000000001", () => {
  const even = predictiveOf(Array.from({ length: 99 }, (_, i) => [[(i + 1) / 100, 1 - (i + 1) / 100]]));
  const { threshold } = calibrateSets(even, new Uint8Array(99), { method: "lac", coverage: 0.55 });
  // The 55th lowest of 0.01, 0.02, ….
  expect(threshold).toBeCloseTo(0.55, 6);
});

it("a method that there is not is refused", async () => {
  const one = predictiveOf([[[0.2, 0.8]]]);
  const method = "loc" as "lac";
  await expectNescioError(
    () => calibrateSets(one, [1], { method, coverage: 0.4 }),
    "invalid-option",
    'method of prediction sets: expected one of lac, aps, raps, got "loc"',
  );
  await expectNescioError(
    () => predictionSets(one, { method, coverage: 0.4, threshold: 1, images: 1 }),
    "invalid-option",
    "method of prediction sets",
  );
});

describe("predictionSets", () => {
  const predictive = predictiveOf([[[0.2, 0.7, 0.1]], [[0.3, 0.3, 0.4]]]);
  const rule = { coverage: 0.9, images: 100 } as const;

  it("names the most probable class first; lac may name none, the others name one at least", () => {
    expect(predictionSets(predictive, { ...rule, method: "lac", threshold: 0.75 })).toEqual([[1], [2, 0, 1]]);
    expect(predictionSets(predictive, { ...rule, method: "lac", threshold: 0.5 })).toEqual([[1], []]);
    for (const method of ["aps", "raps"] as const) {
      expect(predictionSets(predictive, { ...rule, method, threshold: 0 })).toEqual([[1], [2]]);
      expect(predictionSets(predictive, { ...rule, method, threshold: 2 })).toEqual([
        [1, 0, 2],
        [2, 0, 1],
      ]);
    }
  });
});
