import { np, type ArrayLike, type JaxArray } from "../jax.js";

type DType = JaxArray["dtype"];

/** The type that values and parameters meet in: that of jax-js' promotion, or float32 where nothing is a float. */
export function floatType(...values: readonly ArrayLike[]): DType {
  const type = np.resultType(...values);
  return type === np.float64 || type === np.float16 ? type : np.float32;
}

/**
 * Values and parameters as arrays of one float type. Without it, a number next to an integer array would lose its
 * fraction, and two numbers would meet in float32 even where the third one is a float64 array. Consumes them.
 */
export function floats<const T extends readonly ArrayLike[]>(...values: T): { [K in keyof T]: JaxArray } {
  const type = floatType(...values);
  return values.map((value) =>
    typeof value === "number" ? np.array(value, { dtype: type }) : value.astype(type),
  ) as { [K in keyof T]: JaxArray };
}
