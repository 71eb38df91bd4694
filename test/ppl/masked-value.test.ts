import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  bernoulli,
  beta,
  binomial,
  categorical,
  dirichlet,
  exponential,
  gamma,
  halfNormal,
  inverseGamma,
  logNormal,
  multivariateNormal,
  normal,
  poisson,
  studentT,
  toEvent,
  transformedDistribution,
  uniform,
  type Distribution,
} from "../../packages/ppl/src/distributions/index.js";
import { autoNormal } from "../../packages/ppl/src/guides/index.js";
import { mask } from "../../packages/ppl/src/handlers/mask.js";
import { seed } from "../../packages/ppl/src/handlers/seed.js";
import { trace } from "../../packages/ppl/src/handlers/trace.js";
import { np, type JaxArray } from "../../packages/ppl/src/jax.js";
import { modelPotential } from "../../packages/ppl/src/mcmc/model-potential.js";
import { adam } from "../../packages/ppl/src/optimizers/index.js";
import { factor } from "../../packages/ppl/src/primitives/factor.js";
import { plate } from "../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import { traceElbo } from "../../packages/ppl/src/svi/elbo.js";
import { traceMeanFieldElbo } from "../../packages/ppl/src/svi/mean-field-elbo.js";
import { disposeState, svi } from "../../packages/ppl/src/svi/svi.js";
import { expTransform } from "../../packages/ppl/src/transforms/index.js";
import { expectNescioError } from "../helpers/errors.js";

const which = np.array([true, false, true]);
// The mask is lent to every run: none of them may keep it.
let references = 0;
beforeEach(() => (references = which.refCount));
afterEach(() => expect(which.refCount).toBe(references));

interface Case {
  /** From a positive random variable. */
  readonly make: (x: JaxArray) => Distribution;
  /** Two values that count. */
  readonly seen: readonly [unknown, unknown];
  /** In the place of the one that does not. */
  readonly missing: readonly unknown[];
}

const vector = (x: JaxArray, ...rest: number[]): JaxArray =>
  np.stack([x, ...rest.map((value) => np.array(value, { dtype: x.dtype }))]);

const cases: Record<string, Case> = {
  normal: { make: (x) => normal(0, x), seen: [1, 2], missing: [NaN, Infinity] },
  beta: { make: (x) => beta(x, 1), seen: [0.2, 0.7], missing: [0, 1, NaN, -3] },
  gamma: { make: (x) => gamma(x, 1), seen: [0.2, 0.7], missing: [0, NaN, Infinity] },
  inverseGamma: { make: (x) => inverseGamma(x, 1), seen: [0.2, 0.7], missing: [0, NaN] },
  exponential: { make: (x) => exponential(x), seen: [0.2, 0.7], missing: [NaN, -1] },
  halfNormal: { make: (x) => halfNormal(x), seen: [0.2, 0.7], missing: [NaN, Infinity] },
  logNormal: { make: (x) => logNormal(0, x), seen: [0.2, 0.7], missing: [NaN, 0] },
  studentT: { make: (x) => studentT(x, 0, 1), seen: [1, 2], missing: [NaN] },
  uniform: { make: (x) => uniform(0, x.add(2)), seen: [1, 2], missing: [NaN, 1e9] },
  bernoulli: {
    make: (x) => bernoulli({ logits: x }),
    seen: [0, 1],
    missing: [NaN, 7],
  },
  binomial: { make: (x) => binomial(3, x.div(x.add(1))), seen: [0, 3], missing: [NaN, 4] },
  poisson: { make: (x) => poisson(x), seen: [0, 3], missing: [NaN, -1] },
  categorical: { make: (x) => categorical({ logits: vector(x, 0) }), seen: [0, 1], missing: [NaN, 5] },
  dirichlet: {
    make: (x) => dirichlet(vector(x, 2)),
    seen: [
      [0.2, 0.8],
      [0.5, 0.5],
    ],
    missing: [
      [0, 1],
      [NaN, NaN],
    ],
  },
  multivariateNormal: {
    make: (x) =>
      multivariateNormal(
        vector(x, 0),
        np.array([
          [1, 0],
          [0.5, 1],
        ]),
      ),
    seen: [
      [1, 2],
      [3, 4],
    ],
    missing: [[NaN, 1]],
  },
  toEvent: {
    make: (x) => toEvent(gamma(vector(x, 2), 1), 1),
    seen: [
      [1, 2],
      [3, 4],
    ],
    missing: [[0, 1]],
  },
  transformed: {
    make: (x) => transformedDistribution(normal(0, x), [expTransform]),
    seen: [1, 2],
    missing: [0, NaN],
  },
};

describe("what a mask leaves out changes neither value nor gradient", () => {
  const at = Float64Array.of(0.3);
  const potentialOf = (model: (obs: JaxArray) => void, obs: unknown): [number, number] => {
    const target = modelPotential(model, [np.array(obs as number[])]);
    const gradient = new Float64Array(1);
    const energy = target.potential(at, gradient);
    target.dispose();
    return [energy, gradient[0]];
  };

  test.each(Object.entries(cases))("%s", (_, { make, seen: [first, second], missing }) => {
    const model = (obs: JaxArray): void => {
      const x = sample("x", exponential(1));
      sample("y", make(x), { obs });
    };
    const masked = (obs: JaxArray): void => {
      const x = sample("x", exponential(1));
      mask(() => plate("n", 3, () => sample("y", make(x), { obs })), which)();
    };
    const [energy, slope] = potentialOf(model, [first, second]);
    expect(Number.isFinite(energy) && Number.isFinite(slope)).toBe(true);
    for (const other of missing) {
      const [found, gradient] = potentialOf(masked, [first, other, second]);
      expect(found, String(other)).toBeCloseTo(energy, 6);
      expect(gradient, String(other)).toBeCloseTo(slope, 6);
    }
  });
});

describe("masks and sites", () => {
  const missing = (): JaxArray => np.array([1, NaN, 2]);

  test("NaN that counts is refused, by a mask of all too", async () => {
    const model = (obs: JaxArray): void => void sample("y", normal(0, 1), { obs });
    await expectNescioError(() => trace(model)(missing()), "invalid-program", 'site "y"', "got NaN");
    await expectNescioError(() => trace(mask(model, true))(missing()), "invalid-program", "got NaN");
    const run = trace(mask(model, false))(missing());
    expect(run.logDensity().item()).toBe(0);
    run.dispose();
  });

  test("the data are recorded as they were given", () => {
    const run = trace(mask((obs: JaxArray) => void sample("y", normal(0, 1), { obs }), which))(missing());
    expect(run.sites.get("y")!.value.ref.js()).toEqual([1, NaN, 2]);
    run.dispose();
  });

  test("what counts in no mask of several does not count", () => {
    const outer = np.array([false, true, true]);
    const twice = mask(
      mask((obs: JaxArray) => void sample("y", normal(0, 1), { obs }), which),
      outer,
    );
    const run = trace(twice)(np.array([NaN, NaN, 0]));
    expect(run.logDensity().item()).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 5);
    run.dispose();
    outer.dispose();
  });

  test("a discrete observation of whole numbers may be missing too", () => {
    const run = trace(
      mask((obs: JaxArray) => void sample("y", categorical(np.array([0.5, 0.5])), { obs }), which),
    )(np.array(Int32Array.of(1, -1, 0)));
    expect(run.logDensity().item()).toBeCloseTo(2 * Math.log(0.5), 5);
    run.dispose();
  });

  test("a random variable that is left out is drawn, and has no density", () => {
    const run = trace(
      seed(
        mask(() => plate("n", 3, () => sample("z", normal(0, 1))), which),
        1,
      ),
    )();
    const drawn = run.sites.get("z")!.value.ref.js() as number[];
    expect(drawn.every(Number.isFinite)).toBe(true);
    const expected = [drawn[0], drawn[2]].map((z) => -0.5 * z * z - 0.5 * Math.log(2 * Math.PI));
    expect(run.logDensity().item()).toBeCloseTo(expected[0] + expected[1], 5);
    run.dispose();
  });

  test("terms of a factor that are left out may be NaN", () => {
    const run = trace(mask(() => factor("f", np.array([1, NaN, 2])), which))();
    expect(run.logDensity().item()).toBe(3);
    run.dispose();
  });
});

test.each([
  ["traceElbo", traceElbo],
  ["traceMeanFieldElbo", traceMeanFieldElbo],
] as const)("variational inference by %s does without what is missing", async (_, elbo) => {
  const model = (obs: JaxArray): void => {
    const m = sample("m", normal(0, 10));
    mask(() => plate("n", 3, () => sample("y", normal(m, 1), { obs })), which)();
  };
  const inference = svi({
    model,
    guide: autoNormal(model),
    optimizer: adam({ learningRate: 0.05 }),
    loss: elbo({ particles: 8 }),
  });
  const { state } = await inference.run({ steps: 400, seed: 1, batch: () => [np.array([1, NaN, 2])] });
  const params = inference.params(state);
  expect(params["auto.m.loc"].item()).toBeCloseTo(1.5, 0);
  const scale = params["auto.m.scale"].item();
  expect(Math.abs(scale / Math.sqrt(1 / 2.01) - 1)).toBeLessThan(0.15);
  disposeState(state);
  inference.dispose();
});
