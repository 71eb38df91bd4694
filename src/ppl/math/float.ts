import { lax, np, type ArrayLike, type JaxArray } from "../jax.js";

/** The argument as an array of floats: integers become float32. Consumes it. */
export function asFloat(x: ArrayLike): JaxArray {
  if (typeof x === "number") return np.array(x);
  return x.dtype === np.float32 || x.dtype === np.float64 || x.dtype === np.float16
    ? x
    : x.astype(np.float32);
}

/** `value` for use next to `like`: in compiled functions a bare number next to float64 has the precision of float32. */
export function constant(value: number, like: JaxArray): ArrayLike {
  return like.dtype === np.float64 ? np.array(value, { dtype: np.float64 }) : value;
}

/** c₀ + c₁ x + c₂ x² + … by Horner's rule. Consumes `x`. */
export function polynomial(x: JaxArray, coefficients: readonly number[]): JaxArray {
  const descending = coefficients.map((c) => constant(c, x)).reverse();
  let sum: JaxArray = x.ref.mul(descending[0]);
  for (const coefficient of descending.slice(1, -1)) sum = sum.add(coefficient).mul(x.ref);
  x.dispose();
  return sum.add(descending[descending.length - 1]);
}

/** The nearest finite value; NaN stays NaN. Consumes `x`. */
export function finite(x: JaxArray): JaxArray {
  const largest = x.dtype === np.float64 ? Number.MAX_VALUE : largestFloat32;
  return np.maximum(np.minimum(x, constant(largest, x)), constant(-largest, x));
}

/** Zero, with the derivative 1 where `x` is finite and 0 elsewhere. Consumes `x`. */
function deviation(x: JaxArray): JaxArray {
  const bounded = finite(x);
  return bounded.ref.sub(lax.stopGradient(bounded));
}

/** The largest finite float32. */
export const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;
/** The smallest positive float32, subnormal. */
export const smallestFloat32 = 2 ** -149;

/**
 * `value` with the derivatives `first` and `second` in `x`: Taylor's polynomial in a deviation of zero, which is how
 * jax-js can be told derivatives that it would otherwise work out from approximations. The derivatives must be finite.
 * Consumes all.
 */
export function withDerivatives(x: JaxArray, value: JaxArray, first: JaxArray, second: JaxArray): JaxArray {
  const d = deviation(x);
  const slope = lax.stopGradient(first).add(d.ref.mul(lax.stopGradient(second)).mul(0.5));
  return lax.stopGradient(value).add(d.mul(slope));
}
