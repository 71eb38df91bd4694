import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";
import { axisOf } from "./axes.js";
import { mappedFirst } from "./broadcasting.js";
import { part, withoutNaN } from "./product.js";
import { countable } from "./sum.js";

/** All products of first entries along the last axis, in steps that double what is included (Hillis and Steele 1986). */
function lastProducts(x: JaxArray): JaxArray {
  const count = x.shape.at(-1)!;
  let products = x;
  for (let step = 1; step < count; step *= 2) {
    const first = part(products.ref, 0, step);
    const others = part(products.ref, step, count).mul(part(products, 0, count - step));
    products = np.concatenate([first, others], x.ndim - 1);
  }
  return products;
}

/** Products of the first entries along an axis, or of all entries in order. Consumes `x`. */
export function cumprod(x: Operand, axis?: number): JaxArray {
  const value = countable(x);
  const along = axis === undefined || value.ndim === 0 ? np.ravel(value) : value;
  const at = axisOf(axis ?? 0, along.ndim);
  if (!isFloat(along.dtype) || along.size === 0) return np.cumprod(mappedFirst(along), at);
  return np.moveaxis(lastProducts(np.moveaxis(along, at, -1)), -1, at);
}

/** Sums of the first entries along an axis, or of all entries in order. Consumes `x`. */
export function cumsum(x: Operand, axis?: number): JaxArray {
  return np.cumsum(mappedFirst(countable(x)), axis);
}

/** `cumprod` with 1 for NaN. Consumes `x`. */
export function nancumprod(x: Operand, axis?: number): JaxArray {
  return cumprod(withoutNaN(x, 1), axis);
}

/** `cumsum` with 0 for NaN. Consumes `x`. */
export function nancumsum(x: Operand, axis?: number): JaxArray {
  return cumsum(withoutNaN(x, 0), axis);
}

interface CumulativeOptions {
  /** May be left out for vectors. */
  axis?: number;
  /** Whether the result begins with that of no entries. */
  includeInitial?: boolean;
}

/** `cumprod` of vectors, or along an axis that is told. Consumes `x`. */
export function cumulativeProd(
  x: Operand,
  { axis, includeInitial = false }: CumulativeOptions = {},
): JaxArray {
  return cumulative(cumprod, 1, countable(x), axis, includeInitial);
}

/** `cumsum` of vectors, or along an axis that is told. Consumes `x`. */
export function cumulativeSum(
  x: Operand,
  { axis, includeInitial = false }: CumulativeOptions = {},
): JaxArray {
  return cumulative(cumsum, 0, countable(x), axis, includeInitial);
}

function cumulative(
  of: typeof cumprod,
  initial: number,
  x: JaxArray,
  axis: number | undefined,
  includeInitial: boolean,
): JaxArray {
  // Of matrices without an axis jax-js says what is missing.
  if (x.ndim > 1 && axis === undefined) return np.cumulativeSum(x);
  const value = x.ndim === 0 ? x.reshape([1]) : x;
  const at = axisOf(axis ?? 0, value.ndim);
  if (!includeInitial) return of(value, at);
  const shape = value.shape.map((extent, i) => (i === at ? 1 : extent));
  const first = np.fullLike(value.ref, initial, { shape });
  return np.concatenate([first, of(value, at)], at);
}
