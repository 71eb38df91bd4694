import { grad, np, vmap, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { compile } from "../../../packages/ppl/src/tape/compile.js";
import { numbers } from "../distributions/values.js";

export type Elementwise = (x: JaxArray) => JaxArray;
export type FloatType = "float32" | "float64";
export const floatTypes = ["float32", "float64"] as const;

export function arrayOf(values: readonly number[], type: FloatType): JaxArray {
  return type === "float64"
    ? np.array(Float64Array.from(values), { dtype: np.float64 })
    : np.array(Float32Array.from(values));
}

/** The slope of each entry of a function's result in the entry that it is made of. */
export function slopeOf(f: Elementwise): Elementwise {
  return grad((x: JaxArray) => np.sum(f(x)));
}

/** A function's numbers as they come compiled. */
export function compiled(f: Elementwise, x: JaxArray): number[] {
  const program = compile(f);
  const result = numbers(program(x));
  program.dispose();
  return result;
}

/** A function's numbers as they come mapped over the array's last axis, of which each entry is one column. */
export function mapped(f: Elementwise, x: JaxArray): number[] {
  const columns = (vmap(f as never, 1) as unknown as Elementwise)(x.reshape([1, x.size]));
  return numbers(columns);
}

/** How far a number is from an exact one, in units of the last place that the type has for that. */
export function ulps(found: number, exact: number, type: FloatType): number {
  if (Object.is(found, exact) || found === exact) return 0;
  const [digits, least] = type === "float64" ? [52, 2 ** -1074] : [23, 2 ** -149];
  const exponent = Math.floor(Math.log2(Math.abs(exact)));
  return Math.abs(found - exact) / Math.max(2 ** (exponent - digits), least);
}
