import { describe, expect, it } from "vitest";
import {
  cauchy,
  expand,
  exponential,
  halfNormal,
  laplace,
  logNormal,
  normal,
  toEvent,
  transformedDistribution,
  uniform,
  type Distribution,
} from "../../../packages/ppl/src/distributions/index.js";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { beta } from "../../../packages/ppl/src/distributions/beta.js";
import { categorical } from "../../../packages/ppl/src/distributions/categorical.js";
import { delta } from "../../../packages/ppl/src/distributions/delta.js";
import { dirichlet } from "../../../packages/ppl/src/distributions/dirichlet.js";
import { gamma } from "../../../packages/ppl/src/distributions/gamma.js";
import { inverseGamma } from "../../../packages/ppl/src/distributions/inverse-gamma.js";
import { kl } from "../../../packages/ppl/src/distributions/kl.js";
import { multivariateNormal } from "../../../packages/ppl/src/distributions/multivariate-normal.js";
import { poisson } from "../../../packages/ppl/src/distributions/poisson.js";
import { grad, jit, np, valueAndGrad, type ArrayLike, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { expTransform } from "../../../packages/ppl/src/transforms/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { differences, expectClose, float32, float64, numbers, type Nested } from "./values.js";

type Make = (...params: ArrayLike[]) => Distribution;

interface Pair {
  readonly name: string;
  readonly make: Make;
  readonly q: readonly Nested[];
  readonly p: readonly Nested[];
  readonly expected: number;
  /** Of probabilities: central differences leave the simplex. */
  readonly fixed?: boolean;
}

// Origin: scipy 1.17.1 in double precision, from its densities: integrate.quad for numbers, dblquad for vectors, sums for
// what is counted; none of the closed forms.
const pairs: readonly Pair[] = [
  { name: "Normal", make: normal, q: [0.3, 1.2], p: [-1, 0.7], expected: 2.15488105 },
  { name: "Normal", make: normal, q: [2, 0.1], p: [0, 1], expected: 3.807585093 },
  { name: "Normal", make: normal, q: [0, 1], p: [0, 1], expected: 0 },
  { name: "LogNormal", make: logNormal, q: [0.3, 0.6], p: [-0.2, 1.1], expected: 0.3582019193 },
  { name: "HalfNormal", make: halfNormal, q: [0.5], p: [2], expected: 0.9175443611 },
  { name: "Laplace", make: laplace, q: [0.4, 1.5], p: [-0.3, 0.6], expected: 0.8180986479751 },
  { name: "Laplace", make: laplace, q: [0.4, 0.5], p: [3, 2], expected: 1.687673502 },
  { name: "Exponential", make: exponential, q: [0.7], p: [3], expected: 1.830427053 },
  { name: "Gamma", make: gamma, q: [2.5, 1.5], p: [4, 0.8], expected: 1.800109609 },
  { name: "Gamma", make: gamma, q: [0.6, 3], p: [1, 0.5], expected: 1.509773297 },
  { name: "InverseGamma", make: inverseGamma, q: [3, 2], p: [4.5, 1.2], expected: 1.475128195 },
  { name: "Beta", make: beta, q: [2.5, 1.5], p: [1, 4], expected: 2.46119217 },
  { name: "Beta", make: beta, q: [12, 7], p: [0.5, 0.4], expected: 1.253685922 },
  { name: "Uniform", make: uniform, q: [0.5, 2], p: [-1, 4], expected: 1.203972804 },
  { name: "Bernoulli", make: (probs) => bernoulli(probs), q: [0.3], p: [0.6], expected: 0.183786897387 },
  {
    name: "Bernoulli of logits",
    make: (logits) => bernoulli({ logits }),
    q: [-0.8],
    p: [1.5],
    expected: 0.617253918628,
  },
  { name: "Poisson", make: poisson, q: [3.5], p: [6], expected: 0.613512247436 },
  {
    name: "Categorical",
    make: (probs) => categorical(probs),
    q: [[0.2, 0.5, 0.3]],
    p: [[0.4, 0.1, 0.5]],
    expected: 0.512841832975,
    fixed: true,
  },
  {
    name: "Categorical of logits",
    make: (logits) => categorical({ logits }),
    q: [[0.5, -1, 2]],
    p: [[0, 3, 1]],
    expected: 1.645326660476,
  },
  { name: "Dirichlet", make: dirichlet, q: [[2, 1.5, 3]], p: [[1, 2.5, 0.8]], expected: 1.817933591 },
  {
    name: "MultivariateNormal",
    make: (loc, scaleTril) => multivariateNormal(loc, np.tril(scaleTril)),
    q: [[0.3, -1], [[1.2, 0], [0.4, 0.7]]], // prettier-ignore
    p: [[1, 0.5], [[0.9, 0], [-0.5, 1.6]]], // prettier-ignore
    expected: 1.7451355825,
  },
];

/** The divergence, which must be known; what it was of is disposed. */
function divergence(q: Distribution, p: Distribution): JaxArray {
  const found = kl(q, p);
  expect(found).toBeDefined();
  q.dispose();
  p.dispose();
  return found!;
}

describe("kl", () => {
  it.each(pairs)("is the integral for $name $q and $p", ({ make, q, p, expected }) => {
    for (const [as, error] of [
      [float32, 2e-5],
      [float64, 1e-8],
    ] as const) {
      const found = divergence(make(...q.map(as)), make(...p.map(as)));
      expect(found.dtype).toBe(as(0).dtype);
      expect(found.shape).toEqual([]);
      expectClose(numbers(found), [expected], error);
    }
  });

  it.each(pairs.filter(({ fixed }) => fixed !== true))(
    "has the gradient by the parameters of $name $q and $p, compiled",
    ({ make, q, p }) => {
      const f = (...params: JaxArray[]): JaxArray =>
        np.sum(divergence(make(...params.slice(0, q.length)), make(...params.slice(q.length))));
      const at = [...q, ...p].map(float64);
      const all = jit(grad(f, { argnums: at.map((_, i) => i) })) as (...params: JaxArray[]) => JaxArray[];
      const compiled = jit(f) as (...params: JaxArray[]) => JaxArray;
      all(...at.map((array) => array.ref)).forEach((gradient, i) => {
        expectClose(numbers(gradient), differences(compiled, at, i), 1e-6);
      });
    },
  );

  it("is 0 for a distribution and itself, and has the shape that their batches broadcast to", () => {
    for (const { make, q, p } of pairs) {
      expectClose(numbers(divergence(make(...q.map(float64)), make(...q.map(float64)))), [0], 1e-12);
      const stack = (value: Nested): JaxArray => float64([value, value]);
      const one = numbers(divergence(make(...q.map(float64)), make(...p.map(float64))))[0];
      const many = divergence(
        make(...q.map((value) => np.expandDims(stack(value), 0))),
        make(...p.map((value) => float64([[value], [value], [value]]))),
      );
      expect(many.shape).toEqual([3, 2]);
      expectClose(
        numbers(many),
        Array.from({ length: 6 }, () => one),
        1e-12,
      );
    }
  });

  it("takes plain numbers too", () => {
    const scalar = pairs.filter(({ q, p }) => [...q, ...p].every((value) => typeof value === "number"));
    expect(scalar.length).toBeGreaterThan(8);
    for (const { make, q, p, expected } of scalar) {
      expectClose(numbers(divergence(make(...(q as number[])), make(...(p as number[])))), [expected], 2e-5);
    }
  });

  it("keeps nothing", () => {
    const round = (): void => {
      for (const { make, q, p } of pairs) {
        numbers(divergence(make(...q.map(float32)), make(...p.map(float32))));
        const plain = [...q, ...p].every((value) => typeof value === "number");
        if (plain) divergence(make(...(q as number[])), make(...(p as number[]))).dispose();
      }
    };
    round();
    const before = liveSlots();
    round();
    expect(liveSlots()).toBe(before);
  });

  it("sums over what toEvent makes one value, through expand in any order", () => {
    const locs = [[0.3], [0.4]];
    const expected = locs.map(([loc]) =>
      [1, 2, 3].reduce((sum, scale) => sum + 0.5 * (loc ** 2 + scale ** 2 - 1) - Math.log(scale), 0),
    );
    const q = (): Distribution => toEvent(normal(float64(locs), float64([1, 2, 3])), 1);
    const priors = [
      toEvent(expand(normal(0, 1), [2, 3]), 1),
      expand(toEvent(expand(normal(0, 1), [3])), [2]),
      toEvent(toEvent(expand(normal(float64([0]), 1), [1, 3]), 1), 0),
    ];
    for (const p of priors) expectClose(numbers(divergence(q(), p)), expected, 1e-12);
    // Nothing is taken from the side that is repeated: the prior may be the one with the batch.
    const found = divergence(toEvent(expand(normal(float64(0.3), 1), [3])), q().ref());
    expect(found.shape).toEqual([2]);
    found.dispose();
  });

  it("compares a standard Normal prior given as numbers with a network's weights, compiled", () => {
    const f = jit(
      valueAndGrad(
        (loc: JaxArray, scale: JaxArray) =>
          kl(toEvent(normal(loc, scale)), toEvent(expand(normal(0, 1), [2, 2])))!,
        { argnums: [0, 1] },
      ),
    );
    const loc = [[0.5, -1], [2, 0]]; // prettier-ignore
    const scale = [[1, 0.5], [0.1, 3]]; // prettier-ignore
    const [value, [byLoc, byScale]] = f(float32(loc), float32(scale));
    const scales = scale.flat();
    const expected = loc
      .flat()
      .reduce((sum, m, i) => sum + 0.5 * (m ** 2 + scales[i] ** 2 - 1) - Math.log(scales[i]), 0);
    expectClose(numbers(value), [expected], 1e-5);
    expectClose(numbers(byLoc), loc.flat(), 1e-6);
    expectClose(numbers(byScale), scales.map((s) => s - 1 / s), 1e-5); // prettier-ignore
    f.dispose();
  });

  it("is the negative logarithmic density of the prior for a Delta", () => {
    const value = [0.3, 1.7];
    const found = divergence(delta(float64(value), 0.25, 1), toEvent(expand(cauchy(0, 1), [2])));
    const expected = 0.25 + value.reduce((sum, x) => sum + Math.log(Math.PI * (1 + x * x)), 0);
    expectClose(numbers(found), [expected], 1e-9);
    expect(numbers(divergence(toEvent(delta(float64([-1]))), toEvent(expand(exponential(1), [1]))))).toEqual([
      Infinity,
    ]);
  });

  it("is infinite where q goes beyond p, and unmoved by what q never gives", () => {
    expect(numbers(divergence(uniform(float64([0, 1]), 3), uniform(0.5, 3)))).toEqual([
      Infinity,
      expect.closeTo(Math.log(2.5 / 2), 12),
    ]);
    const found = divergence(bernoulli(float64([0, 1, 0.5, 0])), bernoulli(float64([0.4, 0.6, 0, 0])));
    expect(numbers(found)).toEqual([
      expect.closeTo(-Math.log(0.6), 12),
      expect.closeTo(-Math.log(0.6), 12),
      Infinity,
      0,
    ]);
    expectClose(
      numbers(divergence(categorical(float64([0, 0.5, 0.5])), categorical(float64([0.4, 0.1, 0.5])))),
      [0.80471895621705],
      1e-12,
    );
  });

  it("compares probabilities with logits", () => {
    // Origin as above.
    const found = divergence(bernoulli(float64(0.7)), bernoulli({ logits: float64(-1.5) }));
    expectClose(numbers(found), [0.640548975927859], 1e-12);
    const classes = divergence(
      categorical(float64([0.2, 0.5, 0.3])),
      categorical({ logits: float64([0, 3, 1]) }),
    );
    expectClose(numbers(classes), [0.340193005491712], 1e-12);
  });

  it("says where it knows none", () => {
    const shapes = [normal(0, 1), toEvent(expand(normal(0, 1), [2]))] as const;
    for (const [q, p] of [
      [normal(0, 1), laplace(0, 1)],
      [normal(0, 1), cauchy(0, 1)],
      [cauchy(0, 1), cauchy(0, 2)],
      [transformedDistribution(normal(0, 1), [expTransform]), normal(0, 1)],
      [
        transformedDistribution(normal(0, 1), [expTransform]),
        transformedDistribution(normal(0, 1), [expTransform]),
      ],
      shapes,
    ]) {
      expect(kl(q, p)).toBeUndefined();
    }
  });

  it("refuses bad parameters", async () => {
    await expectNescioError(() => kl(normal(0, -1), normal(0, 1)), "invalid-program", "Normal.scale");
    await expectNescioError(() => kl(normal(0, 1), normal(0, NaN)), "invalid-program", "Normal.scale");
  });
});
