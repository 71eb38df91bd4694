import { describe, expect, test } from "vitest";
import { nn, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { numbers } from "../distributions/values.js";
import { arrayOf, compiled, floatTypes, slopeOf, type Elementwise } from "./modes.js";

const inf = Infinity;
const pi = Math.PI;

/** What functions are at the ends of their range and where they are singular. */
const ends: Readonly<Record<string, { f: Elementwise; from: number[]; to: number[] }>> = {
  exp: { f: np.exp, from: [-inf, inf, NaN, -1000, 1000], to: [0, inf, NaN, 0, inf] },
  expm1: { f: np.expm1, from: [-inf, inf, NaN, 0, 1000], to: [-1, inf, NaN, 0, inf] },
  exp2: { f: np.exp2, from: [-inf, inf, NaN, -2000, 2000, 10], to: [0, inf, NaN, 0, inf, 1024] },
  log: { f: np.log, from: [-inf, inf, NaN, 0, -1], to: [NaN, inf, NaN, -inf, NaN] },
  log1p: { f: np.log1p, from: [-inf, inf, NaN, -1, -2, 0], to: [NaN, inf, NaN, -inf, NaN, 0] },
  log2: { f: np.log2, from: [-inf, inf, NaN, 0, -1, 8], to: [NaN, inf, NaN, -inf, NaN, 3] },
  log10: { f: np.log10, from: [-inf, inf, NaN, 0, -1, 1e6], to: [NaN, inf, NaN, -inf, NaN, 6] },
  sinh: { f: np.sinh, from: [-inf, inf, NaN, 0, -1000], to: [-inf, inf, NaN, 0, -inf] },
  cosh: { f: np.cosh, from: [-inf, inf, NaN, 0, -1000], to: [inf, inf, NaN, 1, inf] },
  tanh: { f: np.tanh, from: [-inf, inf, NaN, 0, -1000, 1000], to: [-1, 1, NaN, 0, -1, 1] },
  arcsinh: { f: np.arcsinh, from: [-inf, inf, NaN, 0], to: [-inf, inf, NaN, 0] },
  arccosh: { f: np.arccosh, from: [-inf, inf, NaN, 1, 0.5, -3], to: [NaN, inf, NaN, 0, NaN, NaN] },
  arctanh: { f: np.arctanh, from: [-inf, inf, NaN, 1, -1, 2, 0], to: [NaN, NaN, NaN, inf, -inf, NaN, 0] },
  sin: { f: np.sin, from: [-inf, inf, NaN, 0], to: [NaN, NaN, NaN, 0] },
  cos: { f: np.cos, from: [-inf, inf, NaN, 0], to: [NaN, NaN, NaN, 1] },
  tan: { f: np.tan, from: [-inf, inf, NaN, 0], to: [NaN, NaN, NaN, 0] },
  arcsin: { f: np.arcsin, from: [2, -2, NaN, 0], to: [NaN, NaN, NaN, 0] },
  arccos: { f: np.arccos, from: [2, -2, NaN, 1], to: [NaN, NaN, NaN, 0] },
  arctan: { f: np.arctan, from: [NaN, 0], to: [NaN, 0] },
  sinc: { f: np.sinc, from: [NaN, 0, 1, -2, 30], to: [NaN, 1, 0, 0, 0] },
  cbrt: { f: np.cbrt, from: [-inf, inf, NaN, 0, 27, -8], to: [-inf, inf, NaN, 0, 3, -2] },
  sigmoid: { f: nn.sigmoid, from: [-inf, inf, NaN, 1000], to: [0, 1, NaN, 1] },
  softplus: { f: nn.softplus, from: [-inf, inf, NaN, -1000, 1000], to: [0, inf, NaN, 0, 1000] },
  logSigmoid: { f: nn.logSigmoid, from: [-inf, inf, NaN, -1000], to: [-inf, 0, NaN, -1000] },
  silu: { f: nn.silu, from: [-inf, inf, NaN, -1000, 1000], to: [0, inf, NaN, 0, 1000] },
  gelu: { f: nn.gelu, from: [-inf, inf, NaN, -1000, 1000], to: [0, inf, NaN, 0, 1000] },
  mish: { f: nn.mish, from: [-inf, inf, NaN, -1000, 1000], to: [0, inf, NaN, 0, 1000] },
  elu: { f: nn.elu, from: [-inf, inf, NaN, 1000], to: [-1, inf, NaN, 1000] },
  celu: { f: (x) => nn.celu(x, 2), from: [-inf, inf, NaN, 1000], to: [-2, inf, NaN, 1000] },
  log1mexp: { f: nn.log1mexp, from: [0, inf, NaN, -1], to: [-inf, 0, NaN, NaN] },
  softSign: { f: nn.softSign, from: [-inf, inf, NaN, 0], to: [-1, 1, NaN, 0] },
  squareplus: { f: (x) => nn.squareplus(x, 0), from: [0, -5, 5, NaN], to: [0, 0, 5, NaN] },
  rint: { f: np.rint, from: [0.5, 1.5, -2.5, 2.6, inf, NaN, 8388609], to: [0, 2, -2, 3, inf, NaN, 8388609] },
  sign: { f: np.sign, from: [-3, 0, 3, NaN, -inf], to: [-1, 0, 1, NaN, -1] },
  absolute: { f: np.abs, from: [-3, 0, 3, NaN, -inf], to: [3, 0, 3, NaN, inf] },
};

describe.each(floatTypes)("in %s", (type) => {
  test.each(Object.entries(ends))("%s at its ends", (_, { f, from, to }) => {
    const at = (): JaxArray => arrayOf(from, type);
    const positive = (found: number[]): number[] => found.map((x) => (x === 0 ? 0 : x));
    expect(positive(compiled(f, at()))).toEqual(to);
    expect(positive(numbers(f(at())))).toEqual(to);
  });

  test.each(Object.entries(ends))(
    "%s has no slope that is NaN where it has a value",
    (_, { f, from, to }) => {
      const known = from.filter((_, i) => !Number.isNaN(to[i]));
      const slopes = compiled(slopeOf(f), arrayOf(known, type));
      known.forEach((x, i) => expect(slopes[i], `at ${x}`).not.toBeNaN());
    },
  );

  test("half of the last digit below a half is rounded down", () => {
    const below = type === "float64" ? 0.49999999999999994 : Math.fround(0.49999997);
    for (const round of [
      numbers(np.rint(arrayOf([below], type))),
      compiled(np.rint, arrayOf([below], type)),
    ]) {
      expect(round).toEqual([0]);
    }
  });
});

describe("types", () => {
  const unaries = Object.entries(ends).map(([name, { f }]) => ({ name, f }));

  test.each(unaries)("$name keeps the type of floats and makes float32 of whole numbers", ({ f }) => {
    expect(f(arrayOf([0.5], "float64")).dtype).toBe("float64");
    expect(f(arrayOf([0.5], "float32")).dtype).toBe("float32");
  });

  test.each(["exp", "tanh", "log1p", "arcsinh", "cbrt", "sinc", "softplus", "gelu", "silu"])(
    "%s takes whole numbers, booleans and numbers",
    (name) => {
      const { f } = ends[name];
      const one = numbers(f(arrayOf([1], "float64")))[0];
      const [whole, flag] = [np.array(Int32Array.of(1)), np.array([true])].map((x) => f(x));
      expect([whole.dtype, flag.dtype]).toEqual(["float32", "float32"]);
      expect(numbers(whole)[0]).toBeCloseTo(one, 6);
      expect(numbers(flag)[0]).toBeCloseTo(one, 6);
    },
  );

  test.each(["exp", "tanh", "log2", "arctan", "gelu"])("%s of a number is exact next to float64", (name) => {
    const { f } = ends[name];
    const given = 0.7;
    const product = (x: JaxArray): JaxArray => x.mul(f(given as never));
    const [expected] = numbers(f(arrayOf([given], "float64")));
    for (const found of [
      compiled(product, arrayOf([1], "float64")),
      numbers(product(arrayOf([1], "float64"))),
    ]) {
      expect(Math.abs(found[0] - expected)).toBeLessThan(1e-15);
    }
  });
});

test("what overflows float32 is infinite, whatever it was made of", () => {
  const square = (): JaxArray => np.array(1e30).mul(1e30);
  const powers = (): JaxArray => np.exp(np.array([1, -1]).mul(200));
  const questions = [
    [np.isfinite, false, [false, true]],
    [np.isinf, true, [true, false]],
    [np.isposinf, true, [true, false]],
    [np.isneginf, false, [false, false]],
    [(x: JaxArray) => np.isneginf(np.negative(x)), true, [true, false]],
    [np.isnan, false, [false, false]],
  ] as const;
  for (const [ask, one, each] of questions) {
    expect(ask(square()).js()).toBe(one);
    expect(ask(powers()).js()).toEqual(each);
  }
});

test("nothing is left behind", () => {
  const once = (): void => {
    for (const { f } of Object.values(ends)) {
      for (const type of floatTypes) {
        f(arrayOf([0.5, 0.75], type)).dispose();
        compiled(slopeOf(f), arrayOf([0.5, 0.75], type));
      }
    }
  };
  once();
  const before = liveSlots();
  once();
  expect(liveSlots()).toBe(before);
});

test("the angle of a point is that of its quadrant, also on the axes", () => {
  const y = [0, 1, 1, 1, 0, -1, -1, -1, 0, inf, inf, -inf, 1, 1e200, 1e-200, NaN];
  const x = [1, 1, 0, -1, -1, -1, 0, 1, 0, inf, -inf, 1, inf, 1e200, -1e-200, 1];
  const expected = y.map((_, i) => Math.atan2(y[i], x[i]));
  expect(expected.slice(0, 4)).toEqual([0, pi / 4, pi / 2, (3 * pi) / 4]);
  const angles = (): JaxArray => np.atan2(arrayOf(y, "float64"), arrayOf(x, "float64"));
  const along = (x: JaxArray): JaxArray => np.atan2(arrayOf(y, "float64"), x);
  for (const found of [numbers(angles()), compiled(along, arrayOf(x, "float64"))]) {
    found.forEach((angle, i) => {
      if (Number.isNaN(expected[i])) expect(angle).toBeNaN();
      else expect(Math.abs(angle - expected[i]), `${y[i]}, ${x[i]}`).toBeLessThanOrEqual(5e-16);
    });
  }
});
