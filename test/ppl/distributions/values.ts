import { expect } from "vitest";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";

/** A number, vector or matrix, as tests write it. */
export type Nested = number | readonly Nested[];

export function float32(value: Nested): JaxArray {
  return np.array(value, { dtype: np.float32 });
}

export function float64(value: Nested): JaxArray {
  return np.array(value, { dtype: np.float64 });
}

export function flat(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flat);
}

export function shapeOf(value: Nested): number[] {
  return typeof value === "number" ? [] : [value.length, ...shapeOf(value[0])];
}

/** All numbers of an array, which is consumed; truth values as 0 and 1. */
export function numbers(array: JaxArray): number[] {
  return Array.from(array.dataSync() as Iterable<number>);
}

/** Relative to what is expected, or absolute where that is below 1. NaN and infinities must be the same. */
export function expectClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what = "",
): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    if (!Number.isFinite(value)) expect(actual[i], what).toBe(value);
    else {
      const distance = Math.abs(actual[i] - value) / Math.max(1, Math.abs(value));
      expect(distance, `${what}: ${actual[i]} for ${value}`).toBeLessThanOrEqual(tolerance);
    }
  });
}

/**
 * Derivatives of `f`, a scalar, by each entry of its argument `index`: central differences of fourth order, in steps of a
 * thousandth of the entry. Keeps the arguments, which are float64.
 */
export function differences(
  f: (...args: JaxArray[]) => JaxArray,
  args: readonly JaxArray[],
  index: number,
): number[] {
  const at = args[index];
  const entries = numbers(at.ref);
  return entries.map((entry, i) => {
    const step = 0.001 * (Math.abs(entry) || 1);
    const value = (steps: number): number => {
      const moved = entries.map((x, j) => (j === i ? x + steps * step : x));
      const given = np.array(moved, { shape: at.shape, dtype: np.float64 });
      return numbers(f(...args.map((other, j) => (j === index ? given : other.ref))))[0];
    };
    return (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * step);
  });
}
