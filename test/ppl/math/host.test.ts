import { describe, expect, test } from "vitest";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { modelPotential } from "../../../packages/ppl/src/mcmc/model-potential.js";
import { factor } from "../../../packages/ppl/src/primitives/factor.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { compile } from "../../../packages/ppl/src/tape/compile.js";
import { grad } from "../../../packages/ppl/src/transformations.js";
import { liveSlots } from "../../helpers/live-arrays.js";

/** Functions of numbers that a program has, whatever its arguments are. */
const known: Readonly<Record<string, [() => JaxArray, number[]]>> = {
  "a number": [() => np.tanh(np.array(0.5)), [Math.tanh(0.5)]],
  "an array": [() => np.exp(np.array([1, 2])), [Math.E, Math.exp(2)]],
  "two numbers": [() => np.logaddexp(np.array(1), np.array(2)), [Math.log(Math.E + Math.exp(2))]],
  "a row and a column": [() => np.power(np.array([2, 3]), np.array([[1], [2]])).reshape([-1]), [2, 3, 4, 9]],
  "a number and an array": [() => np.arctan2(np.array([1, -1]), np.array(0.5)), [1.1071487, -1.1071487]],
};

describe.each(Object.entries(known))("what is known of %s", (_, [of, expected]) => {
  const close = expected.map((x) => expect.closeTo(x, 5) as number);
  const plus = (x: JaxArray): JaxArray => of().add(x);

  test("is worked out in a compiled function", () => {
    const before = liveSlots();
    expect([compile(plus)(np.array(0)).js()].flat()).toEqual(close);
    expect(liveSlots()).toBe(before);
  });

  test("is worked out in a derivative", () => {
    const slope = grad((x: JaxArray) => np.sum(plus(x.ref).mul(x)));
    const total = expected.reduce((a, b) => a + b, 0);
    expect(slope(np.array(0)).js()).toBeCloseTo(total, 4);
    expect(compile(slope)(np.array(0)).js()).toBeCloseTo(total, 4);
  });

  test("is worked out in a model", () => {
    const potential = modelPotential(
      () => {
        sample("z", normal(0, 1));
        factor("f", of());
      },
      [],
      {},
    );
    const value = potential.potential(Float64Array.of(0), new Float64Array(1));
    const density = -0.5 * Math.log(2 * Math.PI) + expected.reduce((a, b) => a + b, 0);
    expect(value).toBeCloseTo(-density, 4);
    potential.dispose();
  });
});
