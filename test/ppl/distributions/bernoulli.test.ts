import { describe, expect, it } from "vitest";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { grad, jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { describeDistribution } from "./contract.js";
import { float32, float64, numbers } from "./values.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const pmf = (k: number, p: number): number => (k === 0 ? 1 - p : k === 1 ? p : 0);
const outside = [-1, 2, 0.5, Infinity, -Infinity];

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "Bernoulli",
  parameters: ["probs"],
  make: (probs) => bernoulli(probs),
  reference: [
    {
      params: [0.3],
      logProb: [
        [0, -0.3566749439387],
        [1, -1.203972804326],
      ],
      mean: 0.3,
      variance: 0.21,
    },
    {
      params: [0.5],
      logProb: [
        [0, -0.6931471805599],
        [1, -0.6931471805599],
      ],
      mean: 0.5,
      variance: 0.25,
    },
    {
      params: [0.9],
      logProb: [
        [0, -2.302585092994],
        [1, -0.1053605156578],
      ],
      mean: 0.9,
      variance: 0.09,
    },
    {
      params: [0.05],
      logProb: [
        [0, -0.05129329438755],
        [1, -2.995732273554],
      ],
      mean: 0.05,
      variance: 0.0475,
    },
  ],
  outside,
  bad: [
    { params: [-0.1], parameter: "probs" },
    { params: [[0.5, 1.1]], parameter: "probs" },
    { params: [NaN], parameter: "probs" },
  ],
  pmf: (k, { params }) => pmf(k, params[0]),
});

// Origin: scipy.special.log_expit 1.17.1, float64.
describeDistribution({
  name: "Bernoulli",
  parameters: ["logits"],
  make: (logits) => bernoulli({ logits }),
  reference: [
    {
      params: [-0.8],
      logProb: [
        [0, -0.3711006659478],
        [1, -1.171100665948],
      ],
      mean: 0.3100255188724,
      variance: 0.2139096965203,
    },
    {
      params: [0],
      logProb: [
        [0, -0.6931471805599],
        [1, -0.6931471805599],
      ],
      mean: 0.5,
      variance: 0.25,
    },
    {
      params: [2.5],
      logProb: [
        [0, -2.578889734293],
        [1, -0.07888973429255],
      ],
      mean: 0.9241418199788,
      variance: 0.07010371654511,
    },
    {
      params: [-3],
      logProb: [
        [0, -0.04858735157374],
        [1, -3.048587351574],
      ],
      mean: 0.04742587317757,
      variance: 0.04517665973091,
    },
  ],
  outside,
  bad: [{ params: [[1, NaN]], parameter: "logits" }],
  pmf: (k, { params }) => pmf(k, sigmoid(params[0])),
});

describe("Bernoulli of extreme probabilities", () => {
  it("gives 0 and −∞ for what is certain and impossible, and gradients that are no NaN", () => {
    const d = bernoulli(float64([0, 1]));
    expect(numbers(d.logProb(0))).toEqual([0, -Infinity]);
    expect(numbers(d.logProb(1))).toEqual([-Infinity, 0]);
    d.dispose();
    const certain = grad((p: JaxArray) => np.sum(bernoulli(p).logProb(float64([0, 1]))));
    expect(numbers(certain(float64([0, 1])))).toEqual([-1, 1]);
  });

  it.each(["eager", "compiled"])("takes infinite logits for 0 and 1, with finite gradients, %s", (how) => {
    const logits = [-Infinity, Infinity, -Infinity, Infinity, 0];
    const values = float64([0, 1, 1, 0, 1]);
    const d = bernoulli({ logits: float64(logits) });
    expect(numbers(d.logProb(values.ref))).toEqual([
      0,
      0,
      -Infinity,
      -Infinity,
      expect.closeTo(-Math.LN2, 9),
    ]);
    expect(numbers(d.sample(key(0)))).toEqual([0, 1, 0, 1, expect.any(Number)]);
    expect([numbers(d.mean()), numbers(d.variance())]).toEqual([
      [0, 1, 0, 1, 0.5],
      [0, 0, 0, 0, 0.25],
    ]);
    d.dispose();
    const slope = grad((l: JaxArray) => np.sum(bernoulli({ logits: l }).logProb(values.ref)));
    const f = how === "eager" ? slope : jit(slope);
    expect(numbers(f(float64(logits)))).toEqual([0, 0, 1, -1, 0.5]);
    values.dispose();
  });

  it("is right for small ones and for large logits, in float32", () => {
    const d = bernoulli(float32(1e-9));
    expect(numbers(d.logProb(0))[0] / -1e-9).toBeCloseTo(1, 6);
    d.dispose();
    const l = bernoulli({ logits: float32([-30, 80]) });
    // Origin: scipy.special.log_expit.
    expect(numbers(l.logProb(0))[0] / -9.357622968839e-14).toBeCloseTo(1, 5);
    expect(numbers(l.logProb(1))[0]).toBeCloseTo(-30, 5);
    expect(numbers(l.logProb(0))[1]).toBeCloseTo(-80, 5);
    l.dispose();
  });
});
