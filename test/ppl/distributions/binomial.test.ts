import { describe, expect, it } from "vitest";
import { binomial } from "../../../packages/ppl/src/distributions/binomial.js";
import { grad, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { describeDistribution } from "./contract.js";
import { float64, numbers } from "./values.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function pmf(k: number, n: number, p: number): number {
  let value = (1 - p) ** n;
  for (let i = 1; i <= k; i++) value *= (((n - i + 1) / i) * p) / (1 - p);
  return value;
}

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "Binomial",
  parameters: ["totalCount", "probs"],
  make: (totalCount, probs) => binomial(totalCount, probs),
  // Logarithms of factorials of 100 are 360.
  tolerance: 2e-4,
  noGradient: ["totalCount"],
  reference: [
    {
      params: [10, 0.3],
      logProb: [
        [0, -3.566749439387],
        [3, -1.321151277767],
        [7, -4.710342719316],
        [10, -12.03972804326],
      ],
      mean: 3,
      variance: 2.1,
    },
    {
      params: [1, 0.6],
      logProb: [
        [0, -0.9162907318742],
        [1, -0.510825623766],
      ],
      mean: 0.6,
      variance: 0.24,
    },
    {
      params: [100, 0.04],
      logProb: [
        [0, -4.082199452026],
        [4, -1.612500110469],
        [30, -40.78171872151],
      ],
      mean: 4,
      variance: 3.84,
    },
    {
      params: [50, 0.9],
      logProb: [
        [20, -39.70084896079],
        [45, -1.687807099709],
        [50, -5.268025782891],
      ],
      mean: 45,
      variance: 4.5,
    },
  ],
  outside: [-1, 11, 2.5, Infinity],
  bad: [
    { params: [1.5, 0.5], parameter: "totalCount" },
    { params: [-1, 0.5], parameter: "totalCount" },
    { params: [3, 1.5], parameter: "probs" },
  ],
  pmf: (k, { params }) => pmf(k, params[0], params[1]),
});

// Origin: scipy.special 1.17.1 (gammaln, log_expit), float64.
describeDistribution({
  name: "Binomial",
  parameters: ["totalCount", "logits"],
  make: (totalCount, logits) => binomial(totalCount, { logits }),
  tolerance: 2e-4,
  noGradient: ["totalCount"],
  reference: [
    {
      params: [10, -0.8],
      logProb: [
        [0, -3.711006659478],
        [3, -1.323514916696],
        [7, -4.523514916696],
        [10, -11.71100665948],
      ],
      mean: 3.100255188724,
      variance: 2.139096965203,
    },
    {
      params: [1, 0.4],
      logProb: [
        [0, -0.9130152524],
        [1, -0.5130152524],
      ],
      mean: 0.5986876601125,
      variance: 0.2402607457415,
    },
    {
      params: [100, -3],
      logProb: [
        [0, -4.858735157374],
        [4, -1.676820494426],
        [30, -36.21663951642],
      ],
      mean: 4.742587317757,
      variance: 4.517665973091,
    },
    {
      params: [50, 2.2],
      logProb: [
        [20, -39.77025184625],
        [45, -1.687824418571],
        [50, -5.254165988435],
      ],
      mean: 45.01247554402,
      variance: 4.490016452003,
    },
  ],
  outside: [-1, 11, 2.5],
  bad: [{ params: [3, NaN], parameter: "logits" }],
  pmf: (k, { params }) => pmf(k, params[0], sigmoid(params[1])),
});

describe("Binomial", () => {
  it("gives 0 and −∞ for what is certain and impossible", () => {
    const d = binomial(3, float64([0, 1]));
    expect(numbers(d.logProb(0))).toEqual([expect.closeTo(0, 10), -Infinity]);
    expect(numbers(d.logProb(3))).toEqual([-Infinity, expect.closeTo(0, 10)]);
    d.dispose();
  });

  it("takes infinite logits for the probabilities 0 and 1, with finite gradients", () => {
    const logits = [-Infinity, Infinity, -Infinity, Infinity];
    const values = float64([0, 3, 3, 0]);
    const d = binomial(3, { logits: float64(logits) });
    expect(numbers(d.logProb(values.ref))).toEqual([
      expect.closeTo(0, 10),
      expect.closeTo(0, 10),
      -Infinity,
      -Infinity,
    ]);
    expect(numbers(d.mean())).toEqual([0, 3, 0, 3]);
    d.dispose();
    const slope = grad((l: JaxArray) => np.sum(binomial(3, { logits: l }).logProb(values.ref)));
    expect(numbers(slope(float64(logits))).every(Number.isFinite)).toBe(true);
    values.dispose();
  });

  it("counts no trials as 0", () => {
    const d = binomial(0, float64([0.3]));
    expect(numbers(d.logProb(0))).toEqual([expect.closeTo(0, 10)]);
    expect(numbers(d.logProb(1))).toEqual([-Infinity]);
    d.dispose();
  });
});
