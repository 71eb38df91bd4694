import { describe, expect, it } from "vitest";
import { dirichlet } from "../../../packages/ppl/src/distributions/dirichlet.js";
import { grad, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { cdfOf, logSigmoid, logit, numericCdf } from "../../helpers/numeric-cdf.js";
import { describeDistribution, type Reference } from "./contract.js";
import { float64, numbers } from "./values.js";

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "Dirichlet",
  // Moving one entry leaves the simplex.
  noGradient: ["value"],
  parameters: ["concentration"],
  parameterDims: [1],
  make: dirichlet,
  tolerance: 3e-5,
  reference: [
    {
      params: [[2, 1.5, 3]],
      logProb: [
        [[0.2, 0.3, 0.5], 1.492478441215],
        [[0.01, 0.04, 0.95], -1.226997570265],
        [[0.6, 0.3, 0.1], -0.6277850949846],
      ],
      mean: [0.3076923076923, 0.2307692307692, 0.4615384615385],
      variance: [0.02840236686391, 0.02366863905325, 0.03313609467456],
    },
    {
      params: [[0.3, 0.5, 0.7]],
      logProb: [
        [[0.2, 0.3, 0.5], -0.1132753268749],
        [[0.0001, 0.0099, 0.99], 6.70805120015],
      ],
      mean: [0.2, 0.3333333333333, 0.4666666666667],
      variance: [0.064, 0.08888888888889, 0.09955555555556],
    },
    {
      params: [[1, 1, 1]],
      logProb: [[[0.1, 0.2, 0.7], 0.6931471805599]],
      mean: [0.3333333333333, 0.3333333333333, 0.3333333333333],
      variance: [0.05555555555556, 0.05555555555556, 0.05555555555556],
    },
    {
      params: [[20, 5, 10]],
      logProb: [
        [[0.55, 0.15, 0.3], 3.477923851735],
        [[0.3, 0.2, 0.5], -2.2904975124],
      ],
      mean: [0.5714285714286, 0.1428571428571, 0.2857142857143],
      variance: [0.006802721088435, 0.003401360544218, 0.005668934240363],
    },
  ],
  outside: [
    [0.2, 0.3, 0.6],
    [-0.1, 0.6, 0.5],
  ],
  bad: [
    { params: [[1, 0, 1]], parameter: "concentration" },
    { params: [[1, -1, 1]], parameter: "concentration" },
  ],
  // An entry of a Dirichlet is Beta with its concentration and that of the others together.
  cdf: cdfOf(({ params }: Reference<readonly number[]>) => {
    const [[a, ...others]] = params;
    const b = others.reduce((sum, other) => sum + other, 0);
    return numericCdf((u) => a * logSigmoid(u) + b * logSigmoid(-u), logit);
  }),
});

describe("Dirichlet", () => {
  it("has the limit of its density where an entry is 0", () => {
    for (const [concentration, limit] of [
      [[0.5, 1, 2], Infinity],
      [[1, 1, 1], expect.closeTo(Math.log(2), 12)],
      [[2, 1, 1], -Infinity],
    ] as const) {
      const d = dirichlet(float64(concentration));
      expect(numbers(d.logProb(float64([0, 0.4, 0.6])))).toEqual([limit]);
      d.dispose();
    }
  });

  it("has the gradient (concentration − 1) / value", () => {
    const f = grad((x: JaxArray) => dirichlet(float64([2, 0.5, 3])).logProb(x));
    const gradient = numbers(f(float64([0.2, 0.3, 0.5])));
    [5, -0.5 / 0.3, 4].forEach((expected, i) => {
      expect(gradient[i]).toBeCloseTo(expected, 10);
    });
  });

  it("draws vectors that sum to 1, also for concentrations whose gamma variables underflow", () => {
    const d = dirichlet(np.full([4], 0.001));
    const sums = numbers(np.sum(d.sample(key(2), [200]), -1));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
    d.dispose();
  });

  it("refuses a concentration that is no vector", async () => {
    await expectNescioError(() => dirichlet(1), "invalid-program", "Dirichlet.concentration", "1 axis");
  });
});
