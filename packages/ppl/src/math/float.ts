import { lax, np, type ArrayLike, type JaxArray, type Operand } from "../jax/jax.js";

type DType = JaxArray["dtype"];

export function isFloat(dtype: DType): boolean {
  return dtype === np.float32 || dtype === np.float64 || dtype === np.float16;
}

/** The argument as an array of floats: integers become float32. Consumes it. */
export function asFloat(x: Operand): JaxArray {
  if (typeof x !== "object") return np.array(Number(x));
  return isFloat(x.dtype) ? x : x.astype(np.float32);
}

/**
 * Both arguments as arrays of one type of floats, the wider one if they have two. A number, or an array that stands for
 * one, is as exact as it was written. Consumes both.
 */
export function together(x: Operand, y: Operand): [JaxArray, JaxArray] {
  const isDouble = [x, y].some((value) => typeof value === "object" && value.dtype === np.float64);
  return isDouble ? [asDouble(x), asDouble(y)] : [asFloat(x), asFloat(y)];
}

/** Consumes `x`. */
function asDouble(x: Operand): JaxArray {
  if (typeof x !== "object") return np.array(Number(x), { dtype: np.float64 });
  if (x.dtype === np.float64) return x;
  // Of floats a cast would have no gradient.
  return isFloat(x.dtype) ? x.mul(np.array(1, { dtype: np.float64 })) : x.astype(np.float64);
}

/** `value` for use next to `like`: in compiled functions a bare number next to float64 has the precision of float32. */
export function constant(value: number, like: JaxArray): ArrayLike {
  return like.dtype === np.float64 ? np.array(value, { dtype: np.float64 }) : value;
}

/**
 * c₀ + c₁ x + c₂ x² + … by Estrin's scheme, in which fewer operations wait for each other than in Horner's: what the
 * loops of a compiled function spend their time on. Consumes `x`.
 */
export function polynomial(x: JaxArray, coefficients: readonly number[]): JaxArray {
  let terms: ArrayLike[] = coefficients.map((c) => constant(c, x));
  let power = x;
  for (;;) {
    const pairs: ArrayLike[] = [];
    for (let i = 0; i < terms.length; i += 2) {
      pairs.push(i + 1 < terms.length ? power.ref.mul(terms[i + 1]).add(terms[i]) : terms[i]);
    }
    terms = pairs;
    if (terms.length === 1) break;
    power = power.ref.mul(power);
  }
  power.dispose();
  return terms[0] as JaxArray;
}

/** The nearest finite value; NaN stays NaN. Consumes `x`. */
export function finite(x: JaxArray): JaxArray {
  const largest = x.dtype === np.float64 ? Number.MAX_VALUE : largestFloat32;
  return np.maximum(np.minimum(x, constant(largest, x)), constant(-largest, x));
}

/** Zero, with the derivative 1 where `x` is finite and 0 elsewhere. Consumes `x`. */
export function deviation(x: JaxArray): JaxArray {
  const bounded = finite(x);
  return bounded.ref.sub(lax.stopGradient(bounded));
}

/** The largest finite float32. */
export const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

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
