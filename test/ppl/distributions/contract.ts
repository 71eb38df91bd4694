import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../packages/ppl/src/distributions/index.js";
import { grad, jit, np, vmap, type ArrayLike, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { chiSquare, chiSquareCritical } from "../../helpers/chi-square.js";
import { expectNescioError } from "../../helpers/errors.js";
import { ksCritical, ksStatistic } from "../../helpers/ks.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { differences, expectClose, flat, float32, float64, numbers, shapeOf, type Nested } from "./values.js";

/** What is known of a distribution with certain parameters, from elsewhere. */
export interface Reference<P extends Nested = Nested> {
  readonly params: readonly P[];
  /** Values with the logarithms of their density or mass. */
  readonly logProb: readonly (readonly [value: Nested, logProb: number])[];
  readonly mean: Nested;
  readonly variance: Nested;
}

export interface DistributionSuite<P extends Nested = Nested> {
  /** As errors call it. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly make: (...params: ArrayLike[]) => Distribution;
  /** How many of the last axes of each parameter belong to one value of it; none by default. */
  readonly parameterDims?: readonly number[];
  readonly reference: readonly Reference<P>[];
  /** Values to which the first reference gives no probability; none where all is possible. */
  readonly outside?: readonly Nested[];
  readonly bad: readonly { readonly params: readonly Nested[]; readonly parameter: string }[];
  /** Distribution function of the draws, or of their entry `entry` (the first by default), for a reference. */
  readonly cdf?: (x: number, reference: Reference<P>) => number;
  readonly entry?: number;
  /** Probabilities of 0, 1, …, in place of `cdf`. */
  readonly pmf?: (k: number, reference: Reference<P>) => number;
  /** Parameters, or "value", that cannot be moved a little each by itself; no gradient is looked at. */
  readonly noGradient?: readonly string[];
  /** Parameters whose gradient of a draw is right only on average, so that it is tested elsewhere. */
  readonly noPathwise?: readonly string[];
  /** Largest relative error in float32; absolute where the number is below 1. */
  readonly tolerance?: number;
}

const draws = 4000;

/** What every distribution must do. Deterministic: keys are fixed. */
export function describeDistribution<P extends Nested>(suite: DistributionSuite<P>): void {
  const { name, parameters, make, reference, tolerance = 1e-5 } = suite;
  const [first] = reference;
  const outside = suite.outside ?? [];
  const { discrete } = build(first.params).support;
  const moves = (argument: string): boolean => !(suite.noGradient ?? []).includes(argument);
  const scalar = reference.every(({ params }) => params.every((param) => typeof param === "number"));

  function build(params: readonly Nested[], as: (value: Nested) => ArrayLike = float32): Distribution {
    return make(...params.map(as));
  }

  describe(name, () => {
    describe.each([
      { type: np.float32, as: float32, error: tolerance },
      { type: np.float64, as: float64, error: Math.min(tolerance, 1e-11) },
    ])("in $type", ({ type, as, error }) => {
      it.each(reference)("is as elsewhere for $params", (each) => {
        const d = build(each.params, as);
        const logProb = d.logProb(as(valuesOf(each)));
        expect(logProb.dtype).toBe(type);
        expectClose(numbers(logProb), logProbsOf(each), error, "logProb");
        expectClose(numbers(d.mean()), flat(each.mean), error, "mean");
        expectClose(numbers(d.variance()), flat(each.variance), error, "variance");
        d.dispose();
      });

      it("gives no probability to what is outside, and NaN to NaN", () => {
        const d = build(first.params, as);
        for (const value of outside) expect(numbers(d.logProb(as(value)))).toEqual([-Infinity]);
        expect(numbers(d.logProb(as(first.logProb[0][0]).mul(NaN)))).toEqual([NaN]);
        d.dispose();
      });
    });

    if (scalar) {
      it("takes plain numbers", () => {
        for (const { params, logProb } of reference as readonly Reference<number>[]) {
          const d = make(...params);
          expect(d.arrays).toEqual([]);
          expect(d.sample(key(1)).shape).toEqual(d.eventShape);
          for (const [value, expected] of logProb) {
            if (typeof value !== "number") continue;
            expectClose(numbers(d.logProb(value)), [expected], tolerance, `logProb(${value})`);
          }
        }
      });
    }

    it("takes integers for values", () => {
      const d = build(first.params);
      const rounded = flat(valuesOf(first)).map(Math.round);
      const given = (dtype: JaxArray["dtype"]): JaxArray =>
        np.array(rounded, { shape: shapeOf(valuesOf(first)), dtype });
      expectClose(numbers(d.logProb(given(np.int32))), numbers(d.logProb(given(np.float32))), 1e-6);
      d.dispose();
    });

    it("is the same compiled, and mapped over values", () => {
      const compiled = jit((value: JaxArray, ...params: JaxArray[]) => make(...params).logProb(value));
      for (const [as, error] of [
        [float32, tolerance],
        [float64, Math.min(tolerance, 1e-11)],
      ] as const) {
        const found = compiled(as(valuesOf(first)), ...first.params.map(as));
        expectClose(numbers(found), logProbsOf(first), error);
      }
      compiled.dispose();
      const d = build(first.params);
      const mapped = vmap((value: JaxArray) => d.logProb(value));
      expectClose(numbers(mapped(float32(valuesOf(first)))), logProbsOf(first), tolerance);
      d.dispose();
    });

    it("is a batch of copies where parameters are batches", () => {
      const alike = reference.filter(({ params }) => sameShape(params, first.params));
      const [value] = first.logProb[0];
      const single = alike.flatMap(({ params }) => numbers(build(params).logProb(float32(value))));
      const d = build(parameters.map((_, i) => alike.map(({ params }) => params[i])));
      const copies = alike.length;
      expect(d.batchShape).toEqual([copies]);
      expectClose(numbers(d.logProb(float32(value))), single, 1e-5);
      const column = np.expandDims(float32(valuesOf(first)), 1);
      expect(d.logProb(column).shape).toEqual([first.logProb.length, copies]);
      expect(d.sample(key(1)).shape).toEqual([copies, ...d.eventShape]);
      expect(d.sample(key(1), [4, 2]).shape).toEqual([4, 2, copies, ...d.eventShape]);
      expect(d.mean().shape).toEqual([copies, ...d.eventShape]);
      expect(d.variance().shape).toEqual([copies, ...d.eventShape]);
      d.dispose();
    });

    it("broadcasts its parameters, and refuses those that cannot be", async () => {
      const repeated = (i: number, ...batch: number[]): JaxArray => {
        const dims = suite.parameterDims?.[i] ?? 0;
        const own = float32(first.params[i]);
        const event = own.shape.slice(own.ndim - dims);
        return np.broadcastTo(own, [...batch, ...event]);
      };
      const d = make(...parameters.map((_, i) => (i === 0 ? repeated(i, 3, 1) : repeated(i, 2))));
      const batch = parameters.length > 1 ? [3, 2] : [3, 1];
      expect(d.batchShape).toEqual(batch);
      const drawn = d.sample(key(1), [5]);
      expect(drawn.shape).toEqual([5, ...batch, ...d.eventShape]);
      // Copies are drawn each for itself; the counted ones may agree by chance.
      if (!discrete) expect(new Set(numbers(drawn)).size).toBeGreaterThan(5);
      else drawn.dispose();
      d.dispose();
      if (parameters.length === 1) return;
      await expectNescioError(
        () => make(...parameters.map((_, i) => repeated(i, i === 0 ? 3 : 2))),
        "invalid-program",
        name,
        "broadcast",
      );
    });

    if (suite.cdf) {
      it("draws what its distribution function says", () => {
        for (const each of reference) {
          const d = build(each.params);
          const size = d.eventShape.reduce((product, extent) => product * extent, 1);
          const drawn = numbers(d.sample(key(20), [draws])).filter((_, i) => i % size === (suite.entry ?? 0));
          const distance = ksStatistic(drawn, (x) => suite.cdf!(x, each));
          expect(distance, `params ${JSON.stringify(each.params)}`).toBeLessThan(ksCritical(draws, 1e-4));
          d.dispose();
        }
      });
    }

    if (suite.pmf) {
      it("draws what its probabilities say", () => {
        for (const each of reference) {
          const d = build(each.params);
          const drawn = numbers(d.sample(key(20), [draws]));
          const observed = Array.from({ length: Math.max(...drawn) + 1 }, () => 0);
          for (const k of drawn) observed[k]++;
          const probabilities = observed.map((_, k) => suite.pmf!(k, each));
          const rest = 1 - probabilities.reduce((sum, p) => sum + p, 0);
          const expected = [...probabilities, Math.max(0, rest)].map((p) => p * draws);
          const { statistic, degrees } = chiSquare([...observed, 0], expected);
          expect(statistic, `params ${JSON.stringify(each.params)}`).toBeLessThan(chiSquareCritical(degrees));
          d.dispose();
        }
      });
    }

    it.each(reference)("draws the same from the same key, from its support, for $params", ({ params }) => {
      const d = build(params);
      const drawn = numbers(d.sample(key(3), [200]));
      expect(numbers(d.sample(key(3), [200]))).toEqual(drawn);
      expect(numbers(d.sample(key(4), [200]))).not.toEqual(drawn);
      expect(numbers(d.support.check(d.sample(key(3), [200])))).not.toContain(0);
      const compiled = jit((k: JaxArray, ...given: JaxArray[]) => make(...given).sample(k, [200]));
      expectClose(numbers(compiled(key(3), ...params.map(float32))), drawn, 1e-4);
      compiled.dispose();
      d.dispose();
    });

    const logProbOf = (value: JaxArray, ...params: JaxArray[]): JaxArray =>
      np.sum(make(...params).logProb(value));

    it.each(
      ["value", ...parameters]
        .map((argument, i) => ({ argument, i }))
        .filter(({ argument }) => moves(argument)),
    )("has the gradient of its log-probability by $argument", ({ argument, i }) => {
      if (discrete && argument === "value") return;
      let checked = 0;
      const f = jit(logProbOf);
      const slope = jit(gradientOf(logProbOf, i));
      for (const { params, logProb } of reference) {
        for (const [value] of logProb) {
          const at = [value, ...params].map(float64);
          const expected = differences(f, at, i);
          // At the edge of the support there are none.
          if (!expected.every(Number.isFinite)) continue;
          expectClose(
            numbers(slope(...refs(at))),
            expected,
            1e-6,
            `of ${JSON.stringify([value, ...params])}`,
          );
          checked++;
        }
      }
      expect(checked).toBeGreaterThan(0);
      f.dispose();
      slope.dispose();
    });

    if (outside.length > 0) {
      it("has finite gradients next to values outside", () => {
        const both = [first.logProb[0][0], outside[0]];
        const inside = (...params: JaxArray[]): JaxArray => {
          const logProb = make(...params).logProb(float64(both));
          return np.sum(np.where(np.array([true, false]), logProb, 0));
        };
        const at = first.params.map(float64);
        parameters.filter(moves).forEach((parameter) => {
          const found = numbers(gradientOf(inside, parameters.indexOf(parameter))(...refs(at)));
          expect(found.every(Number.isFinite), parameter).toBe(true);
        });
      });
    }

    it("lets gradients flow from draws to parameters, or says that it does not", () => {
      const drawn = (...params: JaxArray[]): JaxArray =>
        np.sum(
          make(...params)
            .sample(key(7), [5])
            .astype(np.float64),
        );
      const at = first.params.map(float64);
      const { reparameterized } = build(first.params);
      parameters.filter(moves).forEach((parameter) => {
        const i = parameters.indexOf(parameter);
        const slopes = numbers(gradientOf(drawn, i)(...refs(at)));
        if (!reparameterized) expect(slopes.every((slope) => slope === 0)).toBe(true);
        else if (!(suite.noPathwise ?? []).includes(parameter)) {
          expectClose(slopes, differences(drawn, at, i), 1e-6, parameter);
        }
      });
    });

    it("keeps nothing", () => {
      const use = (): void => {
        const d = build(first.params).ref();
        d.dispose();
        d.check();
        for (const array of [d.sample(key(1), [3]), d.logProb(float32(valuesOf(first)))]) numbers(array);
        for (const array of [d.mean(), d.variance()]) numbers(array);
        d.dispose();
      };
      use();
      const before = liveSlots();
      for (let i = 0; i < 3; i++) use();
      expect(liveSlots()).toBe(before);
    });

    it.each(suite.bad)("refuses $params, naming $parameter and the site", async ({ params, parameter }) => {
      const refused = (run: (d: Distribution) => unknown, ...parts: string[]): Promise<unknown> =>
        expectNescioError(() => run(build(params)), "invalid-program", `${name}.${parameter}`, ...parts);
      await refused((d) => d.check());
      await refused((d) => d.check("w"), 'site "w"');
      await refused((d) => d.sample(key(1)));
      await refused((d) => d.logProb(float32(first.logProb[0][0])));
    });
  });
}

function valuesOf({ logProb }: Reference): Nested {
  return logProb.map(([value]) => value);
}

function logProbsOf({ logProb }: Reference): number[] {
  return logProb.map(([, expected]) => expected);
}

function sameShape(a: readonly Nested[], b: readonly Nested[]): boolean {
  return a.every((value, i) => shapeOf(value).join() === shapeOf(b[i]).join());
}

/** The function's derivatives by the entries of argument `index`. */
function gradientOf(f: (...args: JaxArray[]) => JaxArray, index: number): (...args: JaxArray[]) => JaxArray {
  return grad(f, { argnums: index });
}

/** One more reference to each. */
function refs(arrays: readonly JaxArray[]): JaxArray[] {
  return arrays.map((array) => array.ref);
}
