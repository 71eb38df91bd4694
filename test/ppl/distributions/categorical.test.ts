import { describe, expect, it } from "vitest";
import { categorical } from "../../../packages/ppl/src/distributions/categorical.js";
import { kl } from "../../../packages/ppl/src/distributions/kl.js";
import { jit, np, valueAndGrad, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { describeDistribution } from "./contract.js";
import { float32, float64, numbers } from "./values.js";

const outside = [-1, 3, 0.5, Infinity];

// Origin: logarithms by numpy 2.4.6, float64.
describeDistribution({
  name: "Categorical",
  parameters: ["probs"],
  parameterDims: [1],
  make: (probs) => categorical(probs),
  // Central differences leave the simplex.
  noGradient: ["probs"],
  reference: [
    {
      params: [[0.2, 0.5, 0.3]],
      logProb: [
        [0, -1.609437912434],
        [1, -0.6931471805599],
        [2, -1.203972804326],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [[0.05, 0.9, 0.05]],
      logProb: [
        [0, -2.995732273554],
        [1, -0.1053605156578],
        [2, -2.995732273554],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [[0.5, 0.25, 0.25]],
      logProb: [
        [0, -0.6931471805599],
        [1, -1.38629436112],
        [2, -1.38629436112],
      ],
      mean: NaN,
      variance: NaN,
    },
  ],
  outside,
  bad: [
    { params: [[0.5, 0.6]], parameter: "probs" },
    { params: [[1.5, -0.5]], parameter: "probs" },
  ],
  pmf: (k, { params }) => params[0][k] ?? 0,
});

// Origin: scipy.special.log_softmax 1.17.1, float64.
describeDistribution({
  name: "Categorical",
  parameters: ["logits"],
  parameterDims: [1],
  make: (logits) => categorical({ logits }),
  reference: [
    {
      params: [[0.5, -1, 2]],
      logProb: [
        [0, -1.741311296657],
        [1, -3.241311296657],
        [2, -0.2413112966572],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [[3, 0, -1]],
      logProb: [
        [0, -0.06588390375743],
        [1, -3.065883903757],
        [2, -4.065883903757],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [[10, 10, 10]],
      logProb: [
        [0, -1.098612288668],
        [1, -1.098612288668],
        [2, -1.098612288668],
      ],
      mean: NaN,
      variance: NaN,
    },
  ],
  outside,
  bad: [{ params: [[1, Infinity, 0]], parameter: "logits" }],
  pmf: (k, { params }) => {
    const [logits] = params;
    const weights = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
    return (weights[k] ?? 0) / weights.reduce((sum, weight) => sum + weight, 0);
  },
});

describe("Categorical", () => {
  it("gives −∞ to a class without probability, and never draws it", () => {
    const d = categorical(float64([0.25, 0, 0.75]));
    expect(numbers(d.logProb(1))).toEqual([-Infinity]);
    expect(numbers(d.sample(key(1), [2000]))).not.toContain(1);
    d.dispose();
  });

  it.each(["eager", "compiled"])(
    "takes a logit of −∞ for a probability of 0, with a finite gradient, %s",
    (how) => {
      const density = (logits: JaxArray): JaxArray => np.sum(categorical({ logits }).logProb([0, 2]));
      const derivative = valueAndGrad(density);
      const f = how === "eager" ? derivative : jit(derivative);
      const [value, gradient] = f(float32([1, -Infinity, 2]));
      const [p, q] = [1 / (1 + Math.E), 1 / (1 + 1 / Math.E)];
      expect(numbers(value)[0]).toBeCloseTo(Math.log(p) + Math.log(q), 5);
      expect(numbers(gradient)).toEqual([expect.closeTo(1 - 2 * p, 5), 0, expect.closeTo(1 - 2 * q, 5)]);
      const d = categorical({ logits: [1, -Infinity, 2] });
      expect(numbers(d.logProb([1]))).toEqual([-Infinity]);
      expect(numbers(d.sample(key(1), [2000]))).not.toContain(1);
      d.dispose();
    },
  );

  it("has a finite divergence from another without the same class", () => {
    const [q, p] = [categorical({ logits: [0, -Infinity, 0] }), categorical({ logits: [1, -Infinity, 1] })];
    expect(numbers(kl(q, p)!)).toEqual([expect.closeTo(0, 6)]);
    q.dispose();
    p.dispose();
  });

  it("refuses logits of which none is a number", async () => {
    const d = categorical({ logits: [-Infinity, -Infinity] });
    await expectNescioError(
      () => d.logProb(0),
      "invalid-program",
      "Categorical.logits",
      "not all of them −∞",
    );
    d.dispose();
  });

  it("is exact where one class has almost all", () => {
    const d = categorical({ logits: float64([30, 0, -40]) });
    // Origin: scipy.special.log_softmax.
    expect(numbers(d.logProb(float64([0, 1, 2])))).toEqual([
      expect.closeTo(-9.348e-14, 14),
      expect.closeTo(-30, 12),
      expect.closeTo(-70, 12),
    ]);
    d.dispose();
    const large = categorical({ logits: float32([1000, 1000]) });
    expect(numbers(large.logProb(1))[0]).toBeCloseTo(-Math.LN2, 6);
    large.dispose();
  });

  it("has the gradient of the cross-entropy, compiled, for integer labels", () => {
    const labels = np.array([2, 0], { dtype: np.int32 });
    const f = jit(valueAndGrad((logits: JaxArray) => np.sum(categorical({ logits }).logProb(labels.ref))));
    const logits = [
      [1, 2, 3],
      [0, 0, 0],
    ];
    const [value, gradient] = f(float32(logits));
    const softmax = [0.09003057, 0.24472847, 0.66524096, 1 / 3, 1 / 3, 1 / 3];
    expect(numbers(value)[0]).toBeCloseTo(Math.log(softmax[2]) + Math.log(softmax[3]), 5);
    const target = [0, 0, 1, 1, 0, 0];
    numbers(gradient).forEach((g, i) => {
      expect(g).toBeCloseTo(target[i] - softmax[i], 5);
    });
    f.dispose();
    labels.dispose();
  });

  it("has the gradient of the logarithm for probabilities", () => {
    const f = valueAndGrad((probs: JaxArray) => np.sum(categorical(probs).logProb(1)));
    const [value, gradient] = f(float64([0.2, 0.5, 0.3]));
    expect(numbers(value)[0]).toBeCloseTo(Math.log(0.5), 12);
    expect(numbers(gradient)).toEqual([0, 2, 0]);
  });

  it("draws int32", () => {
    const d = categorical({ logits: float32([0, 1]) });
    const drawn = d.sample(key(1), [3]);
    expect(drawn.dtype).toBe(np.int32);
    drawn.dispose();
    d.dispose();
  });

  it("refuses probabilities that are no vector", async () => {
    await expectNescioError(() => categorical(0.5), "invalid-program", "Categorical.probs", "1 axis");
  });
});
