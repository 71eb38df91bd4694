import { describe, expect, test } from "vitest";
import { grad, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { compile } from "../../../packages/ppl/src/tape/compile.js";
import { numbers } from "../distributions/values.js";
import { arrayOf, floatTypes, ulps, type FloatType } from "./modes.js";

type Binary = (x: JaxArray, y: JaxArray) => JaxArray;

const inf = Infinity;

/** Both slopes of a function of two arrays, entry by entry. */
function slopes(f: Binary, x: number[], y: number[]): number[][] {
  const sum = (x: JaxArray, y: JaxArray): JaxArray => np.sum(f(x, y));
  const both = grad(sum, { argnums: [0, 1] }) as unknown as (x: JaxArray, y: JaxArray) => JaxArray[];
  const program = compile(both);
  return program(arrayOf(x, "float64"), arrayOf(y, "float64")).map(numbers);
}

/** Values as they come compiled and at once. */
function valuesOf(f: Binary, x: number[], y: number[], type: FloatType): number[][] {
  const given = (): [JaxArray, JaxArray] => [arrayOf(x, type), arrayOf(y, type)];
  return [compile(f)(...given()), f(...given())].map(numbers);
}

function expectAll(
  found: readonly number[],
  expected: readonly number[],
  type: FloatType,
  allowed = 4,
): void {
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) expect(found[i], `entry ${i}`).toBeNaN();
    else
      expect(ulps(found[i], value, type), `entry ${i}: ${found[i]} for ${value}`).toBeLessThanOrEqual(
        allowed,
      );
  });
}

describe.each(floatTypes)("in %s", (type) => {
  test("a power has its sign, and its value where it is 0 to the power of 0 or infinite", () => {
    const x = [0, 0, 0, 2, -2, -2, -8, 1, 1, NaN, NaN, inf, inf, -inf, 0.5, -1, 3, -0.5, 7];
    const y = [0, 2, -1, 0, 3, 2, 1 / 3, inf, NaN, 0, 1, 2, -2, 3, inf, inf, 5, -3, NaN];
    const expected = [1, 0, inf, 1, -8, 4, NaN, 1, 1, 1, NaN, inf, 0, -inf, 0, 1, 243, -8, NaN];
    for (const found of valuesOf(np.power, x, y, type)) expect(found).toEqual(expected);
  });

  test("whole numbers have whole powers", () => {
    const base = Array.from({ length: 40 }, (_, i) => (i % 8) + 2);
    const exponent = base.map((_, i) => Math.floor(i / 8) + 1);
    const expected = base.map((b, i) => b ** exponent[i]);
    for (const found of valuesOf(np.power, base, exponent, type)) expect(found).toEqual(expected);
  });

  test("a length neither overflows nor underflows", () => {
    const big = type === "float64" ? 2 ** 1000 : 2 ** 120;
    const x = [3, 0, -3 * big, 3 / big, inf, NaN, 1];
    const y = [4, 0, 4 * big, -4 / big, 1, 1, 1];
    const expected = [5, 0, 5 * big, 5 / big, inf, NaN, Math.SQRT2];
    for (const found of valuesOf(np.hypot, x, y, type)) expectAll(found, expected, type);
  });

  test("logarithms of sums know infinite ones", () => {
    const x = [-inf, -inf, inf, 0, 1000, -5, NaN, inf];
    const y = [-inf, 2, -inf, 0, 999, -5.5, 1, inf];
    const natural = [-inf, 2, inf, Math.LN2, 1000.3132616875182, -4.5259230158198935, NaN, inf];
    const binary = [-inf, 2, inf, 1, 1000.5849625007212, -4.228446696836388, NaN, inf];
    for (const found of valuesOf(np.logaddexp, x, y, type)) expectAll(found, natural, type);
    for (const found of valuesOf(np.logaddexp2, x, y, type)) expectAll(found, binary, type);
  });

  test("remainders have the sign that they should have, and all of their digits", () => {
    const x = [5.5, -5.5, 5.5, -5.5, 2 ** -30, -(2 ** -30), 1, 6, 0];
    const y = [2, 2, -2, -2, 1, 1, 0, 0.125, 3];
    const fmod = x.map((value, i) => value % y[i]);
    const remainder = [1.5, 0.5, -0.5, -1.5, 2 ** -30, 1 - 2 ** -30, NaN, 0, 0];
    const quotient = [2, -3, -3, 2, 0, -1, inf, 48, 0];
    const plain = (found: number[]): number[] => found.map((value) => (value === 0 ? 0 : value));
    for (const found of valuesOf(np.fmod, x, y, type)) expect(plain(found)).toEqual(plain(fmod));
    for (const found of valuesOf(np.remainder, x, y, type)) expectAll(found, remainder, type, 0.5);
    for (const found of valuesOf(np.floorDivide, x, y, type)) expect(plain(found)).toEqual(quotient);
  });
});

test("a quotient that is rounded to a whole number is not that number", () => {
  // 6 is 59 times 0.1, which is a little more than a tenth, and a rest.
  for (const found of valuesOf(np.floorDivide, [6, 41], [0.1, 41], "float64")) expect(found).toEqual([59, 1]);
});

test("powers have their slopes in base and exponent", () => {
  const x = [1.5, 0.25, 3, 0, 0, 0, -2, -2];
  const y = [2.5, -1.5, 0, 2, 1, 3.5, 3, 2];
  const [inBase, inExponent] = slopes(np.power, x, y);
  expectAll(inBase, [2.5 * 1.5 ** 1.5, -1.5 * 0.25 ** -2.5, 0, 0, 1, 0, 12, -4], "float64", 8);
  const log = (x: number): number => (x === 0 ? 0 : Math.log(Math.abs(x)));
  expectAll(
    inExponent,
    x.map((value, i) => value ** y[i] * log(value)),
    "float64",
    8,
  );
});

test("a power of a known exponent has its slope at 0, and a second one", () => {
  const first = grad((x: JaxArray) => np.sum(np.power(x, 2))) as (x: JaxArray) => JaxArray;
  expect(numbers(compile(first)(arrayOf([0, 3], "float64")))).toEqual([0, 6]);
  const second = grad((x: JaxArray) => np.sum(first(x))) as (x: JaxArray) => JaxArray;
  expect(numbers(compile(second)(arrayOf([0, 3], "float64")))).toEqual([2, 2]);
});

test("lengths, angles and logarithms of sums have their slopes", () => {
  const [x, y] = [
    [3, -3, 1e200, 0, -2],
    [4, 4, 1e200, 2, 0],
  ];
  const length = x.map((value, i) => Math.hypot(value, y[i]));
  const [lengthInX, lengthInY] = slopes(np.hypot, x, y);
  expectAll(
    lengthInX,
    x.map((value, i) => value / length[i]),
    "float64",
    8,
  );
  expectAll(
    lengthInY,
    y.map((value, i) => value / length[i]),
    "float64",
    8,
  );
  const [angleInY, angleInX] = slopes(np.atan2, y, x);
  expectAll(
    angleInX,
    y.map((value, i) => -value / length[i] / length[i]),
    "float64",
    8,
  );
  expectAll(
    angleInY,
    x.map((value, i) => value / length[i] / length[i]),
    "float64",
    8,
  );
  const [sumInX, sumInY] = slopes(np.logaddexp, [1, 0, -40, 7], [1, 2, 3, -inf]);
  const share = (x: number): number => 1 / (1 + Math.exp(-x));
  expectAll(sumInX, [0.5, share(-2), share(-43), 1], "float64", 8);
  expectAll(sumInY, [0.5, share(2), share(43), 0], "float64", 8);
});

test.each([
  { name: "power", f: np.power, cross: 1.5 ** 1.5 * (1 + 2.5 * Math.log(1.5)) },
  { name: "hypot", f: np.hypot, cross: (-1.5 * 2.5) / Math.hypot(1.5, 2.5) ** 3 },
  { name: "atan2", f: np.atan2, cross: (1.5 ** 2 - 2.5 ** 2) / (1.5 ** 2 + 2.5 ** 2) ** 2 },
  { name: "logaddexp", f: np.logaddexp, cross: -1 / (Math.E + 1) / (1 / Math.E + 1) },
])("$name has a mixed second derivative", ({ f, cross }) => {
  const inX = (x: JaxArray, y: JaxArray): JaxArray =>
    (grad((x: JaxArray) => np.sum(f(x, y))) as (x: JaxArray) => JaxArray)(x);
  const inY = grad((y: JaxArray) => np.sum(inX(arrayOf([1.5], "float64"), y))) as (y: JaxArray) => JaxArray;
  expect(numbers(compile(inY)(arrayOf([2.5], "float64")))[0]).toBeCloseTo(cross, 13);
});

test("a remainder has the slopes of the line that it lies on", () => {
  const [inX, inY] = slopes(np.remainder, [5.5, -5.5, 1], [2, 2, -3]);
  expect(inX).toEqual([1, 1, 1]);
  expect(inY).toEqual([-2, 3, 1]);
});

test("arguments of two types meet in the wider one, and broadcast", () => {
  const wide = arrayOf([2, 3], "float64");
  const narrow = arrayOf([0.5], "float32");
  const power = np.power(wide, narrow);
  expect([power.dtype, power.shape]).toEqual(["float64", [2]]);
  expectAll(numbers(power), [Math.SQRT2, Math.sqrt(3)], "float64");
});
