import { expect } from "vitest";
import { grad, jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { numbers } from "../distributions/values.js";

type Elementwise = (x: JaxArray) => JaxArray;

/** What a function of one argument has to be: its value and derivatives in double precision, and where they are tried. */
export interface Expectation {
  readonly f: Elementwise;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly second?: (x: number) => number;
  readonly points: readonly number[];
  /** Errors allowed, relative to the value, or to `floor` where the value is smaller. */
  readonly errors: { readonly float32: number; readonly float64: number };
  readonly floor?: number;
}

export const types = ["float32", "float64"] as const;

export function arrayOf(points: readonly number[], type: (typeof types)[number]): JaxArray {
  return type === "float32"
    ? np.array(Float32Array.from(points))
    : np.array(Float64Array.from(points), { dtype: np.float64 });
}

/** Compares a function and its derivatives, eager and compiled, with what is expected. */
export function expectElementwise(expectation: Expectation, type: (typeof types)[number]): void {
  const { f, value, slope, second, points, floor = Number.MIN_VALUE } = expectation;
  const first = grad((x: JaxArray) => np.sum(f(x)));
  const programs: [string, Elementwise, (x: number) => number, number][] = [
    ["eager", f, value, 1],
    ["jit", jit(f), value, 1],
    ["grad", jit(first), slope, 3],
  ];
  if (second) programs.push(["grad of grad", jit(grad((x: JaxArray) => np.sum(first(x)))), second, 10]);
  // float32 has rounded the points.
  const at = numbers(arrayOf(points, type));
  for (const [name, program, expected, slack] of programs) {
    const found = numbers(program(arrayOf(points, type)));
    at.forEach((x, i) => {
      const exact = expected(x);
      // Second derivatives have zeros of their own.
      const size = Math.max(Math.abs(exact), name === "grad of grad" ? Math.abs(slope(x)) : floor);
      const allowed = expectation.errors[type] * slack * size;
      expect(Math.abs(found[i] - exact), `${name} at ${x}: ${found[i]} for ${exact}`).toBeLessThanOrEqual(
        allowed,
      );
    });
  }
}

/** `count` points from a to b, evenly spaced. */
export function evenly(a: number, b: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => a + ((b - a) * i) / (count - 1));
}
