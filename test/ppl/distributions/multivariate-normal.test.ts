import { describe, expect, it } from "vitest";
import { multivariateNormal } from "../../../packages/ppl/src/distributions/multivariate-normal.js";
import { grad, jit, np, vmap, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { normalCdf } from "../../helpers/ks.js";
import { describeDistribution } from "./contract.js";
import { float32, float64, numbers } from "./values.js";

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "MultivariateNormal",
  parameters: ["loc", "scaleTril"],
  parameterDims: [1, 2],
  // Central differences move the zeros above the diagonal, too, which would be refused.
  make: (loc, scaleTril) => multivariateNormal(loc, np.tril(scaleTril)),
  tolerance: 1e-4,
  reference: [
    {
      params: [
        [1, -2, 0.5],
        [
          [2, 0, 0],
          [0.5, 1.5, 0],
          [-0.3, 0.8, 0.6],
        ],
      ],
      logProb: [
        [[1, -2, 0.5], -3.344602264516],
        [[1.3, -2.2, 1.5], -5.344976492911],
        [[7, -6.5, -2.4], -17.84460226452],
      ],
      mean: [1, -2, 0.5],
      variance: [4, 2.5, 1.09],
    },
    {
      params: [
        [0, 0, 0],
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      ],
      logProb: [
        [[0, 0, 0], -2.756815599614],
        [[0.3, -0.2, 1], -3.321815599614],
        [[3, -4, 2], -17.25681559961],
      ],
      mean: [0, 0, 0],
      variance: [1, 1, 1],
    },
    {
      params: [
        [10, 0, -10],
        [
          [0.1, 0, 0],
          [0.09, 0.05, 0],
          [-3, 2, 4],
        ],
      ],
      logProb: [
        [[10, 0, -10], 1.155207405813],
        [[10.3, -0.2, -9], -73.44479259397],
        [[10.3, 0.07, -19], -13.34479259416],
      ],
      mean: [10, 0, -10],
      variance: [0.01, 0.0106, 29],
    },
  ],
  bad: [
    {
      params: [
        [1, NaN, 1],
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      ],
      parameter: "loc",
    },
    {
      params: [
        [1, 1, 1],
        [
          [1, 0, 0],
          [0, -1, 0],
          [0, 0, 1],
        ],
      ],
      parameter: "scaleTril",
    },
    {
      params: [
        [1, 1, 1],
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 0],
        ],
      ],
      parameter: "scaleTril",
    },
  ],
  entry: 1,
  cdf: (x, { mean, variance }) =>
    normalCdf((x - (mean as number[])[1]) / Math.sqrt((variance as number[])[1])),
});

describe("MultivariateNormal", () => {
  const loc = [1, -2];
  const lower = [
    [2, 0],
    [0.5, 1.5],
  ];

  it("draws with its covariance", () => {
    const d = multivariateNormal(float32(loc), float32(lower));
    const count = 20000;
    const centred = d.sample(key(8), [count]).sub(float32(loc));
    const covariance = numbers(np.matmul(np.transpose(centred.ref), centred).div(count));
    d.dispose();
    [4, 1, 1, 2.5].forEach((expected, i) => {
      // Five standard errors of the largest entry, 4 √(2 / count).
      expect(Math.abs(covariance[i] - expected)).toBeLessThan(0.2);
    });
  });

  it("is differentiable in the factor when compiled, and mapped over a batch of them", () => {
    const f = (scale: JaxArray): JaxArray =>
      multivariateNormal(float64(loc), np.tril(scale)).logProb(float64([0, 1]));
    const gradient = grad(f);
    const eager = numbers(gradient(float64(lower)));
    const compiled = jit(gradient);
    expect(numbers(compiled(float64(lower)))).toEqual(
      eager.map((value) => expect.closeTo(value, 10) as number),
    );
    compiled.dispose();
    const both = vmap(gradient)(float64([lower, lower]));
    expect(numbers(both)).toEqual([...eager, ...eager].map((value) => expect.closeTo(value, 10) as number));
  });

  it("is a product of Normals where the factor is diagonal, in 33 dimensions, more than a power of two", () => {
    const n = 33;
    const scales = Array.from({ length: n }, (_, i) => 0.5 + 0.1 * i);
    const values = scales.map((_, i) => Math.sin(i));
    const d = multivariateNormal(np.zeros([n], { dtype: np.float64 }), np.diag(float64(scales)));
    const expected = scales.reduce(
      (sum, scale, i) => sum - 0.5 * (values[i] / scale) ** 2 - Math.log(scale) - 0.5 * Math.log(2 * Math.PI),
      0,
    );
    expect(numbers(d.logProb(float64(values)))[0]).toBeCloseTo(expected, 9);
    d.dispose();
  });

  it("refuses a factor that is not triangular, and one of another size", async () => {
    const full = float32([
      [1, 0.1],
      [0, 1],
    ]);
    const subject = "MultivariateNormal.scaleTril";
    await expectNescioError(
      () => multivariateNormal(float32(loc), full).check(),
      "invalid-program",
      subject,
      "lower triangular",
    );
    await expectNescioError(
      () => multivariateNormal(float32([1, 2, 3]), float32(lower)),
      "invalid-program",
      subject,
      "3 × 3 matrices",
    );
  });
});
