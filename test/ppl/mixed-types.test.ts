import { describe, expect, test } from "vitest";
import * as distributions from "../../packages/ppl/src/distributions/index.js";
import { normal } from "../../packages/ppl/src/distributions/normal.js";
import { studentT } from "../../packages/ppl/src/distributions/student-t.js";
import { seed } from "../../packages/ppl/src/handlers/seed.js";
import { trace } from "../../packages/ppl/src/handlers/trace.js";
import { np, type JaxArray } from "../../packages/ppl/src/jax.js";
import { modelPotential } from "../../packages/ppl/src/mcmc/model-potential.js";
import { sgd } from "../../packages/ppl/src/optimizers/index.js";
import { param } from "../../packages/ppl/src/primitives/param.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import { disposeState, svi } from "../../packages/ppl/src/svi/svi.js";
import { traceMeanFieldElbo } from "../../packages/ppl/src/svi/mean-field-elbo.js";
import { expectNescioError } from "../helpers/errors.js";

const numbers = [0.5, -1, 2.5];
const makers: readonly [string, () => JaxArray][] = [
  ["float32", () => np.array(Float32Array.from(numbers))],
  ["float64", () => np.array(Float64Array.from(numbers))],
];

describe.each(makers)("data of type %s", (_, data) => {
  test.each(["float32", "float64"] as const)("under chains that compute in %s", (dtype) => {
    const model = (y: JaxArray): void => {
      const z = sample("z", normal(0, 1));
      sample("y", studentT(3, z, 2), { obs: y });
    };
    const target = modelPotential(model, [data()], { dtype });
    const gradient = new Float64Array(1);
    target.potential(Float64Array.of(0.3), gradient);
    // −d/dz log p: z, and for each y −(ν + 1) r / (ν σ² + r²) with r = y − z.
    const slope = numbers.reduce((sum, y) => sum - (4 * (y - 0.3)) / (12 + (y - 0.3) ** 2), 0.3);
    expect(gradient[0]).toBeCloseTo(slope, 5);
    target.dispose();
  });

  test.each([
    ["drawn", undefined],
    ["in closed form", traceMeanFieldElbo()],
  ])("in steps whose parameters are float32, divergences %s", (_, loss) => {
    const inference = svi({
      model: (y: JaxArray) => {
        const z = sample("z", normal(0, np.array(Float64Array.of(1)).sum()));
        sample("y", normal(z, 1), { obs: y });
      },
      guide: (_y: JaxArray) => void sample("z", normal(param("m", 0.25), 0.001)),
      optimizer: sgd({ learningRate: 0.1 }),
      ...(loss && { loss }),
    });
    const { state } = inference.step(inference.init(0, data()), data());
    expect(state.unconstrained.m.dtype).toBe("float32");
    const slope = numbers.reduce((sum, y) => sum + (0.25 - y), 0.25);
    expect(state.unconstrained.m.ref.item()).toBeCloseTo(0.25 - 0.1 * slope, 2);
    disposeState(state);
    inference.dispose();
  });
});

describe("a parameter that is no number is told", () => {
  const cases: readonly [string, (...params: number[]) => distributions.Distribution, number[]][] = [
    ["beta", distributions.beta, [1, 1]],
    ["bernoulli", distributions.bernoulli, [0.5]],
    ["bernoulli by logits", (logits) => distributions.bernoulli({ logits }), [0]],
    ["binomial", distributions.binomial, [3, 0.5]],
    ["binomial by logits", (n, logits) => distributions.binomial(n, { logits }), [3, 0]],
    ["categorical", (p) => distributions.categorical([p, 1]), [0]],
    ["categorical by logits", (l) => distributions.categorical({ logits: [l, 1] }), [0]],
    ["cauchy", distributions.cauchy, [0, 1]],
    ["delta", (value) => distributions.delta(value), [0]],
    ["dirichlet", (c) => distributions.dirichlet([c, 1]), [1]],
    ["exponential", distributions.exponential, [1]],
    ["gamma", distributions.gamma, [1, 1]],
    ["half-Cauchy", distributions.halfCauchy, [1]],
    ["half-normal", distributions.halfNormal, [1]],
    ["inverse gamma", distributions.inverseGamma, [1, 1]],
    ["Laplace", distributions.laplace, [0, 1]],
    ["log-normal", distributions.logNormal, [0, 1]],
    ["normal", distributions.normal, [0, 1]],
    ["Poisson", distributions.poisson, [1]],
    ["Student's t", distributions.studentT, [1, 0, 1]],
    ["uniform", distributions.uniform, [0, 1]],
  ];
  const each = cases.flatMap(([name, make, params]) =>
    params.map((_, i) => [`${name}, parameter ${i + 1}`, make, params.with(i, NaN), params] as const),
  );

  test.each(each)("%s", async (_, make, params, right) => {
    const program = (given: readonly number[]) => seed(() => void sample("x", make(...given)), 0);
    await expectNescioError(() => trace(program(params))(), "invalid-program", 'site "x": ', "got NaN");
    trace(program(right))().dispose();
  });
});
