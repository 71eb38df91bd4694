import { describe, expect, it } from "vitest";
import { beta } from "../../../packages/ppl/src/distributions/beta.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { cdfOf, logSigmoid, logit, numericCdf } from "../../helpers/numeric-cdf.js";
import { describeDistribution, type Reference } from "./contract.js";
import { float64, numbers } from "./values.js";

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "Beta",
  parameters: ["a", "b"],
  make: beta,
  tolerance: 3e-5,
  reference: [
    {
      params: [2.5, 1.5],
      logProb: [
        [0.01, -5.284921610519],
        [0.3, -0.3564378420679],
        [0.75, 0.5031885471528],
        [0.9, 0.3185255164066],
      ],
      mean: 0.625,
      variance: 0.046875,
    },
    {
      params: [0.4, 0.6],
      logProb: [
        [0.01, 1.572210570163],
        [0.2, -0.1399915077849],
        [0.9, -0.2106613291787],
      ],
      mean: 0.4,
      variance: 0.12,
    },
    {
      params: [1, 1],
      logProb: [
        [0.3, 0],
        [0.8, 0],
      ],
      mean: 0.5,
      variance: 0.08333333333333,
    },
    {
      params: [30, 50],
      logProb: [
        [0.2, -4.139418737478],
        [0.375, 1.994088567126],
        [0.6, -6.24387421354],
      ],
      mean: 0.375,
      variance: 0.002893518518519,
    },
  ],
  outside: [-0.1, 1.1, Infinity, -Infinity],
  bad: [
    { params: [0, 1], parameter: "a" },
    { params: [1, [2, -1]], parameter: "b" },
  ],
  cdf: cdfOf(({ params }: Reference<number>) => {
    const [a, b] = params;
    return numericCdf((u) => a * logSigmoid(u) + b * logSigmoid(-u), logit);
  }),
});

describe("Beta at its ends", () => {
  it("has the limit of its density", () => {
    const d = beta(float64([0.5, 1, 2]), 1);
    expect(numbers(d.logProb(0))).toEqual([Infinity, expect.closeTo(0, 12), -Infinity]);
    expect(numbers(d.logProb(1))).toEqual([
      expect.closeTo(Math.log(0.5), 12),
      expect.closeTo(0, 12),
      expect.closeTo(Math.log(2), 12),
    ]);
    d.dispose();
    const mirrored = beta(1, float64([0.5, 1, 2]));
    expect(numbers(mirrored.logProb(1))).toEqual([Infinity, expect.closeTo(0, 12), -Infinity]);
    mirrored.dispose();
  });

  it("draws there for parameters so small that both gamma variables underflow", () => {
    const drawn = numbers(beta(0.001, 0.001).sample(key(5), [400]));
    expect(drawn.every((x) => x >= 0 && x <= 1)).toBe(true);
    // Half of them at each end; the standard deviation of the share is 0.025.
    const share = drawn.filter((x) => x > 0.5).length / drawn.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
  });
});
