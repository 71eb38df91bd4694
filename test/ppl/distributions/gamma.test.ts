import { describe, expect, it } from "vitest";
import { gamma } from "../../../packages/ppl/src/distributions/gamma.js";
import { cdfOf, numericCdf } from "../../helpers/numeric-cdf.js";
import { describeDistribution, type Reference } from "./contract.js";
import { float64, numbers } from "./values.js";

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "Gamma",
  parameters: ["concentration", "rate"],
  make: gamma,
  tolerance: 3e-5,
  reference: [
    {
      params: [2.5, 1.5],
      logProb: [
        [0.01, -6.193775379185],
        [0.7, -0.8560325161106],
        [2, -1.231299329363],
        [30, -39.16922402771],
      ],
      mean: 1.666666666667,
      variance: 1.111111111111,
    },
    {
      params: [0.3, 2],
      logProb: [
        [0.01, 2.315765289542],
        [0.05, 1.109158750838],
        [1, -2.88785384065],
        [8, -18.34346291983],
      ],
      mean: 0.15,
      variance: 0.075,
    },
    {
      params: [1, 0.5],
      logProb: [
        [0.3, -0.8431471805599],
        [5, -3.19314718056],
      ],
      mean: 2,
      variance: 4,
    },
    {
      params: [40, 4],
      logProb: [
        [3, -20.33410655779],
        [9.5, -1.379605670195],
        [25, -25.64382864599],
      ],
      mean: 10,
      variance: 2.5,
    },
  ],
  outside: [-1, -1e-30, Infinity, -Infinity],
  bad: [
    { params: [0, 1], parameter: "concentration" },
    { params: [[1, -2], 1], parameter: "concentration" },
    { params: [1, -1], parameter: "rate" },
    { params: [1, NaN], parameter: "rate" },
  ],
  cdf: cdfOf(({ params }: Reference<number>) => {
    const [a, b] = params;
    return numericCdf((u) => a * u - b * Math.exp(u), Math.log);
  }),
});

describe("Gamma at 0", () => {
  it("has the limit of its density", () => {
    const d = gamma(float64([0.5, 1, 2]), 3);
    expect(numbers(d.logProb(0))).toEqual([Infinity, expect.closeTo(Math.log(3), 12), -Infinity]);
    d.dispose();
  });
});
