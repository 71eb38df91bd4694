import { describe, expect, it } from "vitest";
import { negativeLogLikelihood } from "../../packages/core/src/predictive/negative-log-likelihood.js";
import { predictiveOf } from "./predictives.js";

describe("negativeLogLikelihood", () => {
  it("is minus the mean logarithm of the label's mean probability", () => {
    const predictive = predictiveOf([
      [
        [0.8, 0.2],
        [0.4, 0.6],
      ],
      [
        [0.1, 0.9],
        [0.3, 0.7],
      ],
    ]);
    expect(negativeLogLikelihood(predictive, [0, 1])).toBeCloseTo(-(Math.log(0.6) + Math.log(0.8)) / 2, 6);
  });

  it("is log(classes) for a uniform guess and 0 for a certain one", () => {
    expect(negativeLogLikelihood(predictiveOf([[[0.25, 0.25, 0.25, 0.25]]]), [3])).toBeCloseTo(
      Math.log(4),
      6,
    );
    expect(negativeLogLikelihood(predictiveOf([[[0, 1]]]), [1])).toBe(0);
  });

  it("stays finite where the mean probability is too small for a 32-bit float", () => {
    const predictive = { images: 1, samples: 2, classes: 2, logProbs: Float32Array.of(-300, 0, -900, 0) };
    expect(negativeLogLikelihood(predictive, [0])).toBeCloseTo(300 + Math.LN2, 4);
  });

  it("is infinite where every sample calls the label impossible", () => {
    expect(negativeLogLikelihood(predictiveOf([[[0, 1]]]), [0])).toBe(Infinity);
  });

  it("refuses labels that do not fit", () => {
    const predictive = predictiveOf([[[0.5, 0.5]]]);
    expect(() => negativeLogLikelihood(predictive, [])).toThrow(
      /labels: expected one for each of the 1 images, got 0/,
    );
    expect(() => negativeLogLikelihood(predictive, [2])).toThrow(
      /integers from 0 to 1 \(2 classes\), got 2 for image 0/,
    );
    expect(() => negativeLogLikelihood(predictive, [0.5])).toThrow(/got 0.5 for image 0/);
  });
});
