import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { isConcrete } from "../memory.js";

export type DType = JaxArray["dtype"];

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
  return values.map((value) => inType(value, type)) as { [K in keyof T]: JaxArray };
}

/**
 * A value as an array of a float type that is as wide as its own, or wider. jax-js takes no gradients through casts, so where
 * there may be some, a choice between the value and a number of the type makes it one. Consumes it.
 */
export function inType(value: ArrayLike, type: DType): JaxArray {
  if (typeof value === "number") return np.array(value, { dtype: type });
  const isFloat = value.dtype === np.float32 || value.dtype === np.float16;
  if (value.dtype === type || !isFloat || isConcrete(value)) return value.astype(type);
  return np.where(true, value, np.array(0, { dtype: type }));
}
