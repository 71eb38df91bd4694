import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkPredictive,
  forcedLabels,
  meanProbs,
  mutualInformation,
  predictiveEntropy,
} from "../../packages/core/src/predictive/summaries.js";
import { predictiveOf } from "./predictives.js";

fc.configureGlobal({ seed: 20_191 });

/** Outputs `[image][sample][class]` of one size, as a network's last layer gives them. */
const outputs = fc
  .record({
    images: fc.integer({ min: 1, max: 4 }),
    samples: fc.integer({ min: 1, max: 15 }),
    classes: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ images, samples, classes }) => {
    const row = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
      minLength: classes,
      maxLength: classes,
    });
    const image = fc.array(row, { minLength: samples, maxLength: samples });
    return fc.array(image, { minLength: images, maxLength: images });
  });

function softmax(row: readonly number[]): number[] {
  const max = Math.max(...row);
  const total = row.reduce((sum, x) => sum + Math.exp(x - max), 0);
  return row.map((x) => Math.exp(x - max) / total);
}

const predictives = outputs.map((all) => predictiveOf(all.map((image) => image.map(softmax))));

describe("meanProbs", () => {
  it("averages probabilities, not their logarithms", () => {
    const means = meanProbs(
      predictiveOf([
        [
          [0.8, 0.2],
          [0.4, 0.6],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ]),
    );
    [0.6, 0.4, 0.5, 0.5].forEach((expected, i) => expect(means[i]).toBeCloseTo(expected, 6));
  });

  it("adds up to 1 for each image", () => {
    fc.assert(
      fc.property(predictives, (predictive) => {
        const means = meanProbs(predictive);
        for (let image = 0; image < predictive.images; image++) {
          const row = means.subarray(image * predictive.classes, (image + 1) * predictive.classes);
          expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        }
      }),
    );
  });
});

describe("entropy and mutual information", () => {
  const agreeUnsure = [
    [0.5, 0.5],
    [0.5, 0.5],
  ];
  const sureButAtOdds = [
    [1, 0],
    [0, 1],
  ];
  const certain = [
    [1, 0],
    [1, 0],
  ];
  const between = [
    [0.9, 0.1],
    [0.3, 0.7],
  ];
  const predictive = predictiveOf([agreeUnsure, sureButAtOdds, certain, between]);
  const h = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

  it("is the entropy of the mean", () => {
    const entropy = predictiveEntropy(predictive);
    [Math.LN2, Math.LN2, 0, h(0.6)].forEach((expected, i) => expect(entropy[i]).toBeCloseTo(expected, 6));
  });

  it("tells disagreement from shared doubt", () => {
    const information = mutualInformation(predictive);
    [0, Math.LN2, 0, h(0.6) - (h(0.9) + h(0.3)) / 2].forEach((expected, i) =>
      expect(information[i]).toBeCloseTo(expected, 6),
    );
  });

  it("keeps the digits that single precision has not next to certainty", () => {
    // Of means rounded to f32 both would be 0.
    const near = predictiveOf([[[1, 1e-12]], [[1, 1e-9]]]);
    const entropy = predictiveEntropy(near);
    [1e-12, 1e-9].forEach((p, i) => expect(entropy[i] / (p - p * Math.log(p))).toBeCloseTo(1, 4));
  });

  it("stays between 0, the entropy and log(classes)", () => {
    fc.assert(
      fc.property(predictives, (p) => {
        const entropy = predictiveEntropy(p);
        mutualInformation(p).forEach((information, i) => {
          expect(information).toBeGreaterThanOrEqual(0);
          expect(information).toBeLessThanOrEqual(entropy[i] + 1e-5);
          expect(entropy[i]).toBeLessThanOrEqual(Math.log(p.classes) + 1e-5);
        });
      }),
    );
  });
});

describe("forcedLabels", () => {
  it("is the argmax of the mean final-layer output", () => {
    fc.assert(
      fc.property(outputs, (all) => {
        const predictive = predictiveOf(all.map((image) => image.map(softmax)));
        forcedLabels(predictive).forEach((label, image) => {
          const first = all[image].slice(0, 10);
          const means = first[0].map((_, c) => first.reduce((sum, row) => sum + row[c], 0) / first.length);
          // 32-bit log-probabilities may swap outputs that are as good as equal.
          expect(means[label]).toBeGreaterThan(Math.max(...means) - 1e-4);
        });
      }),
    );
  });

  it("looks at the first ten samples only, or at as many as asked", () => {
    const first = Array.from({ length: 10 }, () => [0.6, 0.4]);
    const rest = Array.from({ length: 90 }, () => [0.1, 0.9]);
    const predictive = predictiveOf([[...first, ...rest]]);
    expect([...forcedLabels(predictive)]).toEqual([0]);
    expect([...forcedLabels(predictive, 100)]).toEqual([1]);
    expect([...forcedLabels(predictive, 10)]).toEqual([0]);
    expect([...forcedLabels(predictive, 11)]).toEqual([0]);
  });

  it("averages log-probabilities: one sample that is sure outweighs two that lean", () => {
    const sample = [
      [0.001, 0.999],
      [0.6, 0.4],
      [0.6, 0.4],
    ];
    expect([...forcedLabels(predictiveOf([sample]))]).toEqual([1]);
  });

  it("gives a tie to the lowest class", () => {
    expect([...forcedLabels(predictiveOf([[[0.2, 0.4, 0.4]]]))]).toEqual([1]);
  });

  it.each([0, 3, 1.5, NaN])("refuses %d of 2 samples", (samples) => {
    const predictive = predictiveOf([
      [
        [1, 0],
        [1, 0],
      ],
    ]);
    expect(() => forcedLabels(predictive, samples)).toThrow(/an integer from 1 to the 2 samples/);
  });
});

describe("checkPredictive", () => {
  const logProbs = Float32Array.from([0.5, 0.5, 1, 0], Math.log);
  const good = { images: 1, samples: 2, classes: 2, logProbs };
  it("takes -Infinity, and a hair over 0", () => {
    expect(() => checkPredictive(good)).not.toThrow();
    expect(() => checkPredictive({ ...good, logProbs: Float32Array.of(0, -3, 1e-6, -9) })).not.toThrow();
  });

  it.each([
    [{ images: 0, logProbs: new Float32Array(0) }, /a positive number of images, got 0/],
    [{ samples: 1.5 }, /a positive number of samples, got 1.5/],
    [
      // Their number is looked at before the values.
      { classes: 65_537, images: 1, samples: 1 },
      /at most 65536 classes, got 65537/,
    ],
    [{ images: 2 }, /expected 8 values \(2 × 2 × 2\), got 4/],
    [{ logProbs: Float32Array.of(-1, -1, NaN, -1) }, /got NaN for image 0, sample 1, class 0/],
    [{ logProbs: Float32Array.of(-1, Infinity, -1, -1) }, /got Infinity for image 0, sample 0, class 1/],
    [{ logProbs: Float32Array.of(-1, -1, -1, 3) }, /log-softmax/],
  ])("refuses %j", (change, message) => {
    expect(() => checkPredictive({ ...good, ...change })).toThrow(message);
  });
});
