import { describe, expect, it } from "vitest";
import { grad, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { expm1 } from "../../../packages/ppl/src/math/expm1.js";
import { float32, float64, numbers } from "../distributions/values.js";

const points = [-700, -20, -1.001, -0.999, -0.3, -1e-3, -1e-12, 0, 1e-12, 1e-5, 0.2, 0.999, 1.001, 5, 80];

describe("expm1", () => {
  it.each([
    { type: "float32", as: float32, error: 3e-7 },
    { type: "float64", as: float64, error: 4e-15 },
  ])("is that of the platform in $type, alone or among others", ({ as, error }) => {
    const rounded = numbers(as(points));
    const together = numbers(expm1(as(points)));
    rounded.forEach((x, i) => {
      const expected = Math.expm1(x);
      for (const found of [together[i], ...numbers(expm1(as(x)))]) {
        expect(Math.abs(found - expected), `at ${x}: ${found}`).toBeLessThanOrEqual(
          error * Math.abs(expected),
        );
      }
    });
  });

  it("keeps NaN and knows infinities", () => {
    expect(numbers(expm1(float32([NaN, Infinity, -Infinity])))).toEqual([NaN, Infinity, -1]);
  });

  it("has exp for its first and second derivative", () => {
    const first = (x: JaxArray): JaxArray => np.sum(expm1(x));
    const second = (x: JaxArray): JaxArray => np.sum(grad(first)(x));
    for (const by of [first, second]) {
      const slopes = numbers(grad(by)(float64([-3, -1e-6, 0.5, 4])));
      [-3, -1e-6, 0.5, 4].forEach((x, i) => expect(slopes[i]).toBeCloseTo(Math.exp(x), 12));
    }
  });
});
