import { describe, expect, test } from "vitest";
import type { KernelVariant } from "../../packages/core/src/engine/kernels.js";
import { Random } from "../../packages/core/src/math/random.js";
import { softplus } from "../../packages/core/src/math/softplus.js";
import { rawKernels, variants } from "../helpers/raw-kernels.js";

const functions = ["exp", "log", "softplus", "logistic"] as const;

/** A kernel's values at `xs`, which are rounded to f32 first: compare with the function of what `xs` then holds. */
async function apply(
  variant: KernelVariant,
  which: (typeof functions)[number],
  xs: Float32Array,
): Promise<Float32Array> {
  const { kernels, buffer, free } = await rawKernels(variant);
  const vectors = Math.ceil(xs.length / 4);
  const memory = new Float32Array(buffer, free, vectors * 4);
  memory.set(xs);
  kernels.applyElementary(functions.indexOf(which), free, vectors);
  return memory.slice(0, xs.length);
}

/** A dense, even grid with as many random points between. */
function grid(from: number, to: number, count = 100_000): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: 2 * count + 1 }, (_, i) => {
    const x = i <= count ? from + ((to - from) * i) / count : from + (to - from) * random.uniform();
    return Math.min(to, Math.max(from, x));
  });
}

/** Positive normal numbers of every magnitude. */
function magnitudes(count = 200_000): Float32Array {
  const random = new Random(2);
  return Float32Array.from(
    { length: count },
    () => 2 ** (random.integer(252) - 126) * (1 + random.uniform()),
  );
}

/** Largest error over a grid, with the place where it is: f(actual, exact) → error. */
function worst(
  xs: Float32Array,
  actual: Float32Array,
  exact: (x: number) => number,
  error: (actual: number, exact: number) => number,
): { x: number; error: number } {
  let found = { x: NaN, error: -1 };
  xs.forEach((x, i) => {
    const e = error(actual[i], exact(x));
    if (!(e <= found.error)) found = { x, error: Number.isNaN(e) ? Infinity : e };
  });
  return found;
}

const relative = (actual: number, exact: number): number => Math.abs(actual - exact) / Math.abs(exact);
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

describe.each(variants)("elementary functions (%s)", (variant) => {
  test("exp is right to 2e-7 on [-87, 88]", async () => {
    for (const [from, to] of [
      [-87, 88],
      [-1, 1],
      [-1e-6, 1e-6],
    ]) {
      const xs = grid(from, to);
      expect(worst(xs, await apply(variant, "exp", xs), Math.exp, relative).error).toBeLessThan(2e-7);
    }
  });

  test("exp is exact at 0, clamped outside, and passes NaN on", async () => {
    const xs = Float32Array.of(0, -0, -87, -87.5, -1000, -Infinity, 88, 89, 1e30, Infinity, NaN);
    const [zero, minusZero, low, ...rest] = await apply(variant, "exp", xs);
    expect([zero, minusZero]).toEqual([1, 1]);
    expect(rest.slice(0, 3)).toEqual([low, low, low]);
    const high = rest[3];
    expect(rest.slice(4, 7)).toEqual([high, high, high]);
    expect(relative(low, Math.exp(-87))).toBeLessThan(2e-7);
    expect(relative(high, Math.exp(88))).toBeLessThan(2e-7);
    expect(rest[7]).toBeNaN();
  });

  test("log is right to 1.5e-7 relative or 1e-7 absolute for positive normal numbers", async () => {
    const error = (actual: number, exact: number): number =>
      Math.min(Math.abs(actual - exact) / 1e-7, Math.abs(actual - exact) / Math.abs(exact) / 1.5e-7);
    for (const xs of [magnitudes(), grid(0.5, 2), grid(1 - 1e-4, 1 + 1e-4), grid(0.7, 0.72)]) {
      const actual = await apply(variant, "log", xs);
      expect(worst(xs, actual, Math.log, (a, b) => (a === b ? 0 : error(a, b))).error).toBeLessThan(1);
    }
  });

  test("log at powers of two and at the ends", async () => {
    const xs = Float32Array.from({ length: 254 }, (_, i) => 2 ** (i - 126));
    const actual = await apply(variant, "log", xs);
    expect(actual[126]).toBe(0);
    const off = worst(xs, actual, Math.log, (a, b) => (a === b ? 0 : relative(a, b)));
    expect(off.error).toBeLessThan(1.5e-7);
    const largest = Float32Array.of(3.4028234663852886e38);
    expect(relative((await apply(variant, "log", largest))[0], Math.log(largest[0]))).toBeLessThan(1.5e-7);
  });

  test("softplus is right to 3e-7 relative, for tiny values too", async () => {
    for (const xs of [grid(-87, 87), grid(-1, 1), grid(-20, -10), Float32Array.of(0, -0, 1e-30, -1e-30)]) {
      expect(worst(xs, await apply(variant, "softplus", xs), softplus, relative).error).toBeLessThan(3e-7);
    }
  });

  test("softplus is the identity for large arguments and stays positive for very negative ones", async () => {
    const [large, largest, low, lowest] = await apply(
      variant,
      "softplus",
      Float32Array.of(100, 3e38, -100, -3e38),
    );
    expect([large, largest]).toEqual([100, Math.fround(3e38)]);
    expect(low).toBeGreaterThan(0);
    expect(lowest).toBe(low);
  });

  test("logistic is right to 3e-7 relative", async () => {
    for (const xs of [grid(-87, 87), grid(-1, 1), Float32Array.of(0, -0, 1e-30, -1e-30)]) {
      expect(worst(xs, await apply(variant, "logistic", xs), logistic, relative).error).toBeLessThan(3e-7);
    }
  });

  test("logistic lies between 0 and 1 and reaches them at the ends", async () => {
    const xs = Float32Array.of(-1e30, -88, 0, 88, 1e30);
    const actual = await apply(variant, "logistic", xs);
    expect(actual[0]).toBeLessThan(1e-37);
    expect(actual[1]).toBeLessThan(1e-37);
    expect([actual[2], actual[3], actual[4]]).toEqual([0.5, 1, 1]);
  });
});
