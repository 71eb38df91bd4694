import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { normal } from "../../packages/ppl/src/distributions/normal.js";
import { seed } from "../../packages/ppl/src/handlers/seed.js";
import { substitute } from "../../packages/ppl/src/handlers/substitute.js";
import { trace } from "../../packages/ppl/src/handlers/trace.js";
import { grad, jit, makeJaxpr, np, valueAndGrad, vmap, type JaxArray } from "../../packages/ppl/src/jax.js";
import { param } from "../../packages/ppl/src/primitives/param.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import { key } from "../../packages/ppl/src/random/index.js";
import { liveSlots } from "../helpers/live-arrays.js";

const uses = 260;
const [data, weights] = [
  [1, 2.5],
  [1, 2],
];

/** A site's value, a parameter and an argument, each used in every turn. */
function model(y: JaxArray): void {
  const mu = sample("mu", normal(0, 1));
  const w = param("w", np.array(weights));
  let x: JaxArray = np.zeros([2]);
  for (let i = 0; i < uses; i++) x = x.mul(0.5).add(mu).add(w.mul(y));
  sample("y", normal(x, 1), { obs: y });
}

function density(mu: JaxArray): JaxArray {
  const run = trace(seed(substitute(model, { mu }), 0))(np.array(data));
  const value = run.logDensity();
  run.dispose();
  mu.dispose();
  return value;
}

/** The same on paper: x is 2 (μ + w y) but for what has been halved 260 times. */
const expected = (mu: number): number => {
  const square = (x: number): number => -0.5 * x ** 2 - 0.5 * Math.log(2 * Math.PI);
  return square(mu) + data.reduce((sum, y, i) => sum + square(y - 2 * (mu + weights[i] * y)), 0);
};
const slope = (mu: number): number =>
  -mu + data.reduce((sum, y, i) => sum + 2 * (y - 2 * (mu + weights[i] * y)), 0);

let live = 0;
beforeAll(() => {
  // Generators are compiled for every shape once, and keep their constants.
  normal(0, 1).sample(key(0)).dispose();
});
beforeEach(() => (live = liveSlots()));
afterEach(() => expect(liveSlots()).toBe(live));

type Unary = (x: JaxArray) => JaxArray;

describe("values may be used more often than anyone counts, and nothing is left over", () => {
  test("computed at once", () => {
    expect(density(np.array(0.3)).item()).toBeCloseTo(expected(0.3), 3);
  });

  test("differentiated", () => {
    const [value, gradient] = (valueAndGrad(density) as unknown as (x: JaxArray) => JaxArray[])(
      np.array(0.3),
    );
    expect(value.item()).toBeCloseTo(expected(0.3), 3);
    expect(gradient.item()).toBeCloseTo(slope(0.3), 3);
  });

  test("compiled", () => {
    const compiled = jit(density);
    expect(compiled(np.array(0.3)).item()).toBeCloseTo(expected(0.3), 3);
    compiled.dispose();
  });

  test("differentiated, then compiled", () => {
    const compiled = jit(grad(density) as Unary);
    expect(compiled(np.array(0.3)).item()).toBeCloseTo(slope(0.3), 3);
    compiled.dispose();
  });

  test("for many values at once", () => {
    const values = (vmap(density as never) as unknown as Unary)(np.array([0.3, -1]));
    (values.js() as number[]).forEach((value, i) => expect(value).toBeCloseTo(expected([0.3, -1][i]), 3));
  });

  test("differentiated for many values at once", () => {
    const slopes = (vmap(grad(density) as never) as unknown as Unary)(np.array([0.3, -1]));
    (slopes.js() as number[]).forEach((value, i) => expect(value).toBeCloseTo(slope([0.3, -1][i]), 3));
  });

  test("recorded, and the recording has no more operations than were asked for", () => {
    const { jaxpr } = (makeJaxpr(density) as unknown as (x: JaxArray) => Recording)(np.array(0.3));
    expect(jaxpr.jaxpr.eqns.length).toBeLessThan(4 * uses + 20);
    jaxpr.dispose();
  });

  test("functions within a program may close over them", () => {
    const program = (y: JaxArray): JaxArray[] => {
      const a = sample("a", normal(0, 1));
      const square = (x: JaxArray): JaxArray => x.ref.mul(x).mul(a).add(a).sum();
      const doubled = jit((x: JaxArray) => x.mul(a).add(a));
      const result = [
        (grad(square) as Unary)(y),
        doubled(y).add(doubled(y)),
        (vmap(((x: JaxArray) => x.add(a)) as never) as unknown as Unary)(y),
        a,
      ];
      doubled.dispose();
      return result;
    };
    const run = trace(seed(program, 0))(np.array(data));
    const [gradient, twice, shifted, a] = run.result.map((array) => [array.js()].flat() as number[]);
    data.forEach((y, i) => {
      expect(gradient[i]).toBeCloseTo(2 * y * a[0], 5);
      expect(twice[i]).toBeCloseTo(2 * (y * a[0] + a[0]), 5);
      expect(shifted[i]).toBeCloseTo(y + a[0], 5);
    });
    run.dispose();
  });
});

interface Recording {
  readonly jaxpr: { readonly jaxpr: { readonly eqns: readonly unknown[] }; dispose(): void };
}
