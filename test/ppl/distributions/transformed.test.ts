import { describe, expect, it } from "vitest";
import {
  exponential,
  laplace,
  logNormal,
  normal,
  toEvent,
  transformedDistribution,
  type Distribution,
} from "../../../packages/ppl/src/distributions/index.js";
import { grad, jit, np, type ArrayLike, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import {
  affineTransform,
  expTransform,
  sigmoidTransform,
  stickBreakingTransform,
} from "../../../packages/ppl/src/transforms/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { ksCritical, ksStatistic, normalCdf } from "../../helpers/ks.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { differences, expectClose, float32, float64, numbers } from "./values.js";

const viaExp = (loc: ArrayLike, scale: ArrayLike): Distribution =>
  transformedDistribution(normal(loc, scale), [expTransform]);
const logitNormal = (loc: ArrayLike, scale: ArrayLike): Distribution =>
  transformedDistribution(normal(loc, scale), [sigmoidTransform]);

describe("transformedDistribution", () => {
  it("is the log-normal where a normal goes through exp", () => {
    const [a, b] = [viaExp(0.7, 0.4), logNormal(0.7, 0.4)];
    const values = [0.05, 0.6, 1.3, 30];
    expectClose(numbers(a.logProb(float64(values))), numbers(b.logProb(float64(values))), 1e-6);
    expect(numbers(a.logProb(float32([0, -1, -Infinity, NaN])))).toEqual([
      -Infinity,
      -Infinity,
      -Infinity,
      NaN,
    ]);
    expectClose(numbers(a.sample(key(1), [9])), numbers(b.sample(key(1), [9])), 1e-6);
    expectClose(numbers(a.logProb(1.3)), numbers(b.logProb(1.3)), 1e-5);
    expect(numbers(a.mean())).toEqual([NaN]);
    expect(numbers(a.variance())).toEqual([NaN]);
  });

  it("has densities that integrate to 1, and draws to go with them", () => {
    const d = logitNormal(-0.5, 0.8);
    const n = 2000;
    const grid = Array.from({ length: n }, (_, i) => (i + 0.5) / n);
    const densities = numbers(d.logProb(float64(grid))).map(Math.exp);
    expect(densities.reduce((sum, p) => sum + p, 0) / n).toBeCloseTo(1, 6);
    const drawn = numbers(d.sample(key(5), [4000]));
    const cdf = (x: number): number => normalCdf((Math.log(x / (1 - x)) + 0.5) / 0.8);
    expect(ksStatistic(drawn, cdf)).toBeLessThan(ksCritical(drawn.length, 1e-4));
  });

  it("knows mean and variance of affine transforms, in the order given", () => {
    const scale = float32([2, -3]);
    const d = transformedDistribution(laplace(1, 0.5), [affineTransform(10, scale), affineTransform(0, 2)]);
    expect(d.batchShape).toEqual([2]);
    expect(numbers(d.mean())).toEqual([24, 14]);
    expect(numbers(d.variance())).toEqual([8, 18]);
    // Copies along the axes of the transform are drawn each for itself.
    const drawn = numbers(d.sample(key(1)));
    expect((drawn[0] / 2 - 10) / 2).not.toBeCloseTo((drawn[1] / 2 - 10) / -3, 3);
    expect(d.sample(key(1), [5]).shape).toEqual([5, 2]);
    const expected = [2, -3].map((s) => {
      const size = 2 * Math.abs(s);
      return -Math.abs(15 - 20 - 2 * s) / (0.5 * size) - Math.log(2 * 0.5 * size);
    });
    expectClose(numbers(d.logProb(15)), expected, 1e-5);
    expect(scale.refCount).toBe(1);
    scale.dispose();
  });

  it("keeps to the support of its base", () => {
    const d = transformedDistribution(exponential(2), [affineTransform(1, -3)]);
    // 1 − 3x for x ≥ 0: at most 1.
    expectClose(numbers(d.logProb(float64([-2, 1.5]))), [Math.log(2 / 3) - 2, -Infinity], 1e-9);
    expect(numbers(d.support.check(float32([1, 1.01, -5])))).toEqual([1, 0, 1]);
    expect(numbers(d.support.check(d.sample(key(1), [50])))).not.toContain(0);
    expect(d.support.words).toContain("affine");
  });

  it("makes vectors of numbers where the transform needs them", () => {
    const d = transformedDistribution(normal(np.zeros([4, 2]), 1), [stickBreakingTransform]);
    expect([d.batchShape, d.eventShape, d.support.eventDims]).toEqual([[4], [3], 1]);
    const drawn = d.sample(key(1), [6]);
    expect(drawn.shape).toEqual([6, 4, 3]);
    expect(numbers(np.sum(drawn, -1)).every((sum) => Math.abs(sum - 1) < 1e-5)).toBe(true);
    // At equal parts x = 0, and the volume there is that of a Dirichlet: (1/3)³ after offsets.
    const expected = -Math.log(2 * Math.PI) + 3 * Math.log(3);
    expectClose(numbers(d.logProb(float32([1 / 3, 1 / 3, 1 / 3]))), [1, 2, 3, 4].fill(expected), 1e-5);
    expect(numbers(d.logProb(float32([0.5, 0.6, 0.5])))).toEqual([1, 2, 3, 4].fill(-Infinity));
    d.dispose();
  });

  it("sums the volume over vectors of its base", () => {
    const d = transformedDistribution(toEvent(normal(np.zeros([2]), 1)), [expTransform]);
    expect([d.batchShape, d.eventShape]).toEqual([[], [2]]);
    const one = numbers(logNormal(0, 1).logProb(float64([0.5, 2])));
    expectClose(numbers(d.logProb(float64([0.5, 2]))), [one[0] + one[1]], 1e-9);
    expect(numbers(d.logProb(float64([0.5, -2])))).toEqual([-Infinity]);
    d.dispose();
  });

  it("has the gradients of its log-probability and draws, none of them NaN next to values outside", () => {
    const at = [0.3, 0.2, 0.7].map(float64);
    const logProb = (value: JaxArray, loc: JaxArray, scale: JaxArray): JaxArray =>
      np.sum(logitNormal(loc, scale).logProb(value));
    const sum = (value: JaxArray, loc: JaxArray, scale: JaxArray): JaxArray => {
      value.dispose();
      return np.sum(logitNormal(loc, scale).sample(key(2), [3]));
    };
    const mixed = (loc: JaxArray, scale: JaxArray): JaxArray =>
      np.sum(np.where(np.array([true, false]), logitNormal(loc, scale).logProb(float64([0.3, 2])), 0));
    const by = (f: (...args: JaxArray[]) => JaxArray, args: JaxArray[], i: number): number[] =>
      numbers(
        (grad(f, { argnums: i }) as (...given: JaxArray[]) => JaxArray)(...args.map((each) => each.ref)),
      );
    for (const i of [0, 1, 2]) expectClose(by(logProb, at, i), differences(logProb, at, i), 1e-6);
    for (const i of [1, 2]) expectClose(by(sum, at, i), differences(sum, at, i), 1e-6);
    for (const i of [0, 1]) expectClose(by(mixed, at.slice(1), i), by(logProb, at, i + 1), 1e-9);
  });

  it("is the same compiled", () => {
    const compiled = jit((value: JaxArray, loc: JaxArray) => logitNormal(loc, 0.5).logProb(value));
    const values = float32([0.1, 0.9, 1.5]);
    expectClose(
      numbers(compiled(values.ref, float32(0.2))),
      numbers(logitNormal(0.2, 0.5).logProb(values)),
      1e-5,
    );
    compiled.dispose();
  });

  it("keeps nothing", () => {
    const use = (): void => {
      const d = viaExp(float32([0, 1]), float32(0.5)).ref();
      d.dispose();
      d.check();
      for (const array of [d.sample(key(1), [2]), d.logProb(float32(0.5)), d.mean(), d.variance()]) {
        numbers(array);
      }
      d.dispose();
    };
    use();
    const before = liveSlots();
    use();
    expect(liveSlots()).toBe(before);
  });

  it("refuses bases without the axes that are needed, and bad parameters", async () => {
    await expectNescioError(
      () => transformedDistribution(normal(0, 1), [stickBreakingTransform]),
      "invalid-program",
      "transformedDistribution(Normal)",
      "at least 1 axes",
      "shape []",
    );
    await expectNescioError(() => viaExp(0, -1).check("w"), "invalid-program", 'site "w"', "Normal.scale");
  });
});
