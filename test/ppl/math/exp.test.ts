import { describe, expect, test } from "vitest";
import { jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { fastExp } from "../../../packages/ppl/src/math/index.js";

describe("fastExp", () => {
  // What jax-js knows when it compiles, it computes in double precision, so that nothing is rounded on the way.
  test.each([-103, -87, -1.5, 0, 0.3, 5, 88])("of the constant %d is what it is of data", (x) => {
    const expected = Math.fround(Math.exp(x));
    const error = x < -87 ? 1e-45 : 3e-7 * expected;
    const data = fastExp(np.array([x, 1])).js() as number[];
    const compiled = jit((zero: JaxArray) => fastExp(np.full([2], x)).add(zero));
    const constants = compiled(np.array(0)).js() as number[];
    compiled.dispose();
    for (const value of [data[0], fastExp(x).item(), fastExp(np.array(x)).item(), ...constants]) {
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(error);
    }
  });
});
