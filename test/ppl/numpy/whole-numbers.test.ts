import { describe, expect, test } from "vitest";
import { grad, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { compile } from "../../../packages/ppl/src/tape/compile.js";
import { arrayOf } from "./modes.js";

const int = (...values: number[]): JaxArray => np.array(Int32Array.from(values));
const unsigned = (...values: number[]): JaxArray => np.array(Uint32Array.from(values));
const flags = (...values: boolean[]): JaxArray => np.array(values);

/** A function's result, at once and compiled. */
function bothWays(f: (...args: JaxArray[]) => JaxArray, ...args: JaxArray[]): unknown[] {
  const program = compile((...given: JaxArray[]) => f(...given));
  const result: unknown = program(...args.map((array) => array.ref)).js();
  return [f(...args).js(), result];
}

describe("a number next to whole ones", () => {
  test.each([
    { name: "times a half", f: () => np.multiply(int(1, 2), 0.5), to: [0.5, 1] },
    { name: "and a half more", f: () => np.add(flags(true, false), 0.5), to: [1.5, 0.5] },
    { name: "less one, unsigned", f: () => np.subtract(unsigned(5, 0), 1), to: [4, 2 ** 32 - 1] },
    { name: "and minus one, unsigned", f: () => np.add(unsigned(5, 0), -1), to: [4, 2 ** 32 - 1] },
    { name: "from minus one", f: () => np.subtract(1, unsigned(5)), to: [2 ** 32 - 4] },
    { name: "of truth, less one", f: () => np.subtract(flags(true, false), 1), to: [0, -1] },
    { name: "below a half", f: () => np.less(int(0, 1), 0.5), to: [true, false] },
    { name: "equal to one and a half", f: () => np.equal(int(1, 2), 1.5), to: [false, false] },
    { name: "chosen by a condition", f: () => np.where(flags(true, false), int(7, 7), 0.5), to: [7, 0.5] },
    { name: "at least a half", f: () => np.maximum(int(0, 1), 0.5), to: [0.5, 1] },
    { name: "clipped", f: () => np.clip(int(0, 5), 0.5, 2), to: [0.5, 2] },
    { name: "an array that stands for one", f: () => np.multiply(int(3), np.array(0.5)), to: [1.5] },
    { name: "infinite", f: () => np.minimum(int(3), Infinity), to: [3] },
    { name: "selected", f: () => np.select([flags(false, true)], [int(3, 4)], 0.25), to: [0.25, 4] },
    {
      name: "as an angle",
      f: () => np.deg2rad(int(90, 180)),
      to: [Math.fround(Math.PI / 2), Math.fround(Math.PI)],
    },
    { name: "a whole one stays whole", f: () => np.add(int(1, 2), 2), to: [3, 4] },
    {
      name: "booleans by their order",
      f: () => np.less(flags(true, false), flags(false, true)),
      to: [false, true],
    },
  ])("$name", ({ f, to }) => {
    expect(f().js()).toEqual(to);
    const program = compile((zero: JaxArray) => f().add(zero));
    const isTruth = typeof to[0] === "boolean";
    const zero = isTruth ? flags(false) : arrayOf([0], "float32");
    expect(program(zero).js()).toEqual(isTruth ? to : to.map((value) => Math.fround(Number(value))));
  });

  test("keeps integers integers", () => {
    expect(np.add(int(1), 2).dtype).toBe("int32");
    expect(np.multiply(unsigned(1), 2).dtype).toBe("uint32");
    expect(np.add(flags(true), 2).dtype).toBe("int32");
    expect(np.add(int(1), 0.5).dtype).toBe("float32");
    expect(np.where(flags(true), flags(true), false).dtype).toBe("bool");
  });
});

describe("division", () => {
  const x = (): JaxArray => int(7, -7, 7, -7, 5, 2_000_000_000, -(2 ** 31));
  const y = (): JaxArray => int(3, 3, -3, -3, 0, 2_147_483_647, 7);

  test.each([
    { name: "floorDivide", f: np.floorDivide, to: [2, -3, -3, 2, 0, 0, -306_783_379] },
    { name: "remainder", f: np.remainder, to: [1, 2, -2, -1, 5, 2_000_000_000, 5] },
    { name: "fmod", f: np.fmod, to: [1, -1, 1, -1, 5, 2_000_000_000, -2] },
  ])("$name of integers, also by 0", ({ f, to }) => {
    for (const found of bothWays(f, x(), y())) expect(found).toEqual(to);
  });

  test("of a known one by those of an array", () => {
    expect(np.floorDivide(7, int(2, 3)).js()).toEqual([3, 2]);
    expect(np.remainder(int(7), int(2, 3)).js()).toEqual([1, 1]);
    for (const found of bothWays((y) => np.floorDivide(7, y), int(2, 3))) expect(found).toEqual([3, 2]);
  });

  test("with a rest, while one differentiates", () => {
    const f = (x: JaxArray): JaxArray => np.sum(np.multiply(x.ref, np.remainder(np.astype(x, np.int32), 3)));
    expect((grad(f) as (x: JaxArray) => JaxArray)(arrayOf([5, 4], "float32")).js()).toEqual([2, 1]);
  });

  test("of integers by floats, of floats by integers", () => {
    const quotient = (x: JaxArray, y: JaxArray): JaxArray => np.divide(x, y);
    for (const found of bothWays(quotient, int(7, 8), arrayOf([2.5, 4], "float64")))
      (found as number[]).forEach((value, i) => expect(value).toBeCloseTo([2.8, 2][i], 14));
    for (const found of bothWays(quotient, arrayOf([1, 2], "float64"), int(4, 5)))
      expect(found).toEqual([0.25, 0.4]);
    for (const found of bothWays(quotient, int(1), int(4))) expect(found).toEqual([0.25]);
  });
});

describe("powers", () => {
  test("of integers are integers, modulo 2³²", () => {
    const power = (x: JaxArray, y: JaxArray): JaxArray => np.power(x, y);
    const expected = [8, -27, 1, 0, -1, Math.imul(3 ** 20, 3), 0];
    for (const found of bothWays(power, int(2, -3, 5, 0, -1, 3, 3), int(3, 3, 0, 2, -3, 21, -1))) {
      expect(found).toEqual(expected);
    }
    for (const found of bothWays((x) => np.power(x, 3), int(2, -3))) expect(found).toEqual([8, -27]);
    for (const found of bothWays((y) => np.power(2, y), int(5, 0))) expect(found).toEqual([32, 1]);
    expect(np.power(int(2), 3).dtype).toBe("int32");
  });

  test("that are not whole are floats", () => {
    expect(np.power(int(4), 0.5).js()).toEqual([2]);
    expect(np.power(int(4), -1).js()).toEqual([0.25]);
    expect(np.floatPower(int(3), int(2)).dtype).toBe("float32");
  });
});

describe("rounding and signs", () => {
  test.each([
    { name: "floor", f: np.floor },
    { name: "ceil", f: np.ceil },
    { name: "trunc", f: np.trunc },
    { name: "rint", f: np.rint },
    { name: "round", f: (x: JaxArray) => np.round(x) },
  ])("$name leaves integers as they are", ({ f }) => {
    for (const found of bothWays(f, int(1, -2, 3))) expect(found).toEqual([1, -2, 3]);
  });

  test("sign is of the number's type", () => {
    for (const found of bothWays((x) => np.sign(x), int(-5, 0, 7))) expect(found).toEqual([-1, 0, 1]);
    for (const found of bothWays((x) => np.sign(x), unsigned(0, 7))) expect(found).toEqual([0, 1]);
    expect(np.sign(int(1)).dtype).toBe("int32");
    expect(np.sign(arrayOf([1], "float64")).dtype).toBe("float64");
  });

  test("a shift to the right keeps the sign", () => {
    for (const found of bothWays((x) => np.rightShift(x, int(1)), int(-8, 8, -1)))
      expect(found).toEqual([-4, 4, -1]);
    for (const found of bothWays((x) => np.rightShift(x, unsigned(1)), unsigned(2 ** 31)))
      expect(found).toEqual([2 ** 30]);
  });

  test("questions about NaN and infinity have truth values for answers", () => {
    for (const f of [np.isnan, np.isinf, np.isposinf, np.isneginf]) {
      for (const found of bothWays((x) => f(x), int(1, 2))) expect(found).toEqual([false, false]);
    }
    for (const found of bothWays((x) => np.isfinite(x), int(1, 2))) expect(found).toEqual([true, true]);
    expect(np.nanToNum(int(3)).js()).toEqual([3]);
  });
});

test("booleans are counted", () => {
  const held = (): JaxArray => flags(true, false, true, true);
  for (const found of bothWays((x) => np.sum(x), held())) expect(found).toBe(3);
  for (const found of bothWays((x) => np.prod(x), held())) expect(found).toBe(0);
  for (const found of bothWays((x) => np.cumsum(x), held())) expect(found).toEqual([1, 1, 2, 3]);
  for (const found of bothWays((x) => np.mean(x), held())) expect(found).toBe(0.75);
});
