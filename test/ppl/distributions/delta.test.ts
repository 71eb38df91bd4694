import { describe, expect, it } from "vitest";
import { delta } from "../../../packages/ppl/src/distributions/delta.js";
import { grad, jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { float32, float64, numbers } from "./values.js";

describe("Delta", () => {
  it("has all its mass at its value", () => {
    const d = delta(float64([1, 2]));
    expect(d.batchShape).toEqual([2]);
    expect(numbers(d.logProb(float64([1, 3])))).toEqual([0, -Infinity]);
    expect(numbers(d.logProb(float64([NaN, 2])))).toEqual([NaN, 0]);
    expect(numbers(d.mean())).toEqual([1, 2]);
    expect(numbers(d.variance())).toEqual([0, 0]);
    d.dispose();
  });

  it("takes vectors and a logarithmic density", () => {
    const d = delta(float64([[1, 2], [3, 4]]), float64([0.5, -1]), 1); // prettier-ignore
    expect(d.batchShape).toEqual([2]);
    expect(d.eventShape).toEqual([2]);
    expect(d.support.eventDims).toBe(1);
    expect(numbers(d.logProb(float64([[1, 2], [3, 5]])))).toEqual([0.5, -Infinity]); // prettier-ignore
    expect(numbers(d.logProb(float64([1, 2])))).toEqual([0.5, -Infinity]);
    d.dispose();
  });

  it("takes plain numbers", () => {
    const d = delta(3, 0.25);
    expect(numbers(d.logProb(3))).toEqual([0.25]);
    expect(numbers(d.logProb(2))).toEqual([-Infinity]);
    expect(numbers(d.sample(key(0), [2]))).toEqual([3, 3]);
  });

  it("draws its value, whose gradient is that of the draw, and none of the density", () => {
    const d = delta(float32([1, 2]), 0, 1);
    expect(d.sample(key(0), [3]).shape).toEqual([3, 2]);
    d.dispose();
    const drawn = grad((value: JaxArray) => np.sum(delta(value, 0, 1).sample(key(0), [3])));
    expect(numbers(drawn(float64([1, 2])))).toEqual([3, 3]);
    const density = jit(grad((value: JaxArray) => np.sum(delta(value).logProb(float64([1, 5])))));
    expect(numbers(density(float64([1, 2])))).toEqual([0, 0]);
    density.dispose();
  });

  it("keeps nothing", () => {
    const round = (): void => {
      const d = delta(float32([1, 2]), float32([0, 1]));
      numbers(d.sample(key(1), [2]));
      numbers(d.logProb(float32([1, 3])));
      numbers(d.mean());
      numbers(d.variance());
      d.dispose();
    };
    round();
    const before = liveSlots();
    for (let i = 0; i < 3; i++) round();
    expect(liveSlots()).toBe(before);
  });

  it("refuses values and densities that are no numbers, and values with too few axes", async () => {
    const refused = (run: () => unknown, subject: string): Promise<unknown> =>
      expectNescioError(run, "invalid-program", subject);
    await refused(() => delta(float32([1, NaN])).check("w"), 'site "w": Delta.value');
    await refused(() => delta(1, Infinity).check(), "Delta.logDensity");
    await refused(() => delta(float32([1]), 0, 2), "Delta.value");
  });
});
