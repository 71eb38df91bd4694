import { describe, expect, it } from "vitest";
import { poisson } from "../../../packages/ppl/src/distributions/poisson.js";
import { describeDistribution } from "./contract.js";
import { float64, numbers } from "./values.js";

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "Poisson",
  parameters: ["rate"],
  make: poisson,
  // Logarithms of factorials of 100 are 360.
  tolerance: 2e-4,
  reference: [
    {
      params: [2.5],
      logProb: [
        [0, -2.5],
        [1, -1.583709268126],
        [3, -1.542887273606],
        [12, -11.49172571317],
      ],
      mean: 2.5,
      variance: 2.5,
    },
    {
      params: [0.2],
      logProb: [
        [0, -0.2],
        [1, -1.809437912434],
        [4, -9.815805480084],
      ],
      mean: 0.2,
      variance: 0.2,
    },
    {
      params: [40],
      logProb: [
        [20, -8.558027378475],
        [40, -2.7654615502],
        [70, -12.2174817778],
      ],
      mean: 40,
      variance: 40,
    },
    {
      params: [100],
      logProb: [
        [70, -8.077130546611],
        [100, -3.222356956754],
        [130, -7.460701163583],
      ],
      mean: 100,
      variance: 100,
    },
  ],
  outside: [-1, 2.5, Infinity],
  bad: [
    { params: [-1], parameter: "rate" },
    { params: [[1, Infinity]], parameter: "rate" },
  ],
  pmf: (k, { params }) => {
    const [rate] = params;
    let logarithm = -rate;
    for (let i = 1; i <= k; i++) logarithm += Math.log(rate / i);
    return Math.exp(logarithm);
  },
});

describe("Poisson of rate 0", () => {
  it("is always 0", () => {
    const d = poisson(float64([0]));
    expect(numbers(d.logProb(0))).toEqual([expect.closeTo(0, 10)]);
    expect(numbers(d.logProb(1))).toEqual([-Infinity]);
    d.dispose();
  });
});
