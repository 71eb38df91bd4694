import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";

/** A test of floats, which for all else has one answer. */
function test(of: (x: JaxArray) => JaxArray, otherwise: boolean): (x: Operand) => JaxArray {
  return (x) => {
    const value = typeof x === "object" ? x : np.array(x);
    if (isFloat(value.dtype)) return of(value);
    const answer = { dtype: np.bool };
    return otherwise ? np.onesLike(value, answer) : np.zerosLike(value, answer);
  };
}

/** Whether x is NaN, elementwise. Consumes `x`. */
export const isnan = test((x) => np.notEqual(x.ref, x), false);

// jax-js folds what is pending before a comparison in doubles, where products that float32 cannot hold stay finite; its
// `isfinite` is compiled, so that what it is asked about is computed first.
const finite = np.isfinite;

/** Whether x is neither infinite nor NaN, elementwise. Consumes `x`. */
export const isfinite = test(finite, true);

/** Whether x is infinite, elementwise. Consumes `x`. */
export const isinf = test((x) => np.logicalAnd(np.equal(x.ref, x.ref), np.logicalNot(finite(x))), false);

/** Whether x is ∞, elementwise. Consumes `x`. */
export const isposinf = test((x) => np.logicalAnd(np.greater(x.ref, 0), isinf(x)), false);

/** Whether x is −∞, elementwise. Consumes `x`. */
export const isneginf = test((x) => np.logicalAnd(np.less(x.ref, 0), isinf(x)), false);

/** What takes the place of what is no finite number. */
export interface Replacements {
  /** Default: 0. */
  nan?: Operand;
  /** Default: the largest number of the type. */
  posinf?: Operand | null;
  /** Default: the smallest one. */
  neginf?: Operand | null;
}

/** The numbers, with others for NaN and infinities. Consumes all arrays. */
export function nanToNum(x: Operand, { nan = 0, posinf = null, neginf = null }: Replacements = {}): JaxArray {
  const value = typeof x === "object" ? x : np.array(x);
  if (!isFloat(value.dtype)) return value;
  const { min, max } = np.finfo(value.dtype);
  const bound = (given: Operand | null, own: number): Operand =>
    given ?? np.array(own, { dtype: value.dtype });
  const known = np.where(isnan(value.ref), nan, value);
  const below = np.where(isposinf(known.ref), bound(posinf, max), known);
  return np.where(isneginf(below.ref), bound(neginf, min), below);
}
