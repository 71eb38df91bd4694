import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat, together } from "../math/float.js";
import { meeting } from "./meeting.js";

/** |x|, elementwise; of −0 it is 0. Its slope at 0 is 1. Consumes `x`. */
export function absolute(x: Operand): JaxArray {
  const value = typeof x === "object" ? x : np.array(x);
  return isFloat(value.dtype) ? np.maximum(value.ref, np.negative(value)) : np.absolute(value);
}

/** −1, 0 or 1 by the sign of x, NaN where it is NaN; of its type. Consumes `x`. */
export function sign(x: Operand): JaxArray {
  const value = lax.stopGradient(x);
  if (isFloat(value.dtype)) {
    return np.where(np.less(value.ref, 0), -1, np.where(np.less(0, value.ref), 1, value));
  }
  const typed = (number: number): JaxArray => np.array(number, { dtype: value.dtype });
  if (value.dtype !== np.int32) return np.where(np.equal(value, typed(0)), typed(0), typed(1));
  const positive = np.where(np.less(typed(0), value.ref), typed(1), typed(0));
  return np.where(np.less(value, typed(0)), typed(-1), positive);
}

/** |x| with the sign of y, also of a zero. Consumes both. */
export function copysign(x: Operand, y: Operand): JaxArray {
  const [value, like] = together(x, y);
  const size = np.absolute(value);
  return np.where(np.signbit(like), np.negative(size.ref), size);
}

/** 0 where x is negative, `atZero` where it is 0, 1 where it is positive. Consumes both. */
export function heaviside(x: Operand, atZero: Operand): JaxArray {
  const [value, middle] = together(lax.stopGradient(x), atZero);
  const ends = np.where(np.less(value.ref, 0), 0, np.where(np.less(0, value.ref), 1, value.ref));
  return np.where(np.equal(value, 0), middle, ends);
}

/** The larger one, elementwise, or the one that is not NaN. Consumes both. */
export function fmax(x: Operand, y: Operand): JaxArray {
  const [a, b] = meeting(x, y).map((value) => np.astype(value, np.resultType(value)));
  const takesFirst = np.logicalOr(np.less(b.ref, a.ref), np.notEqual(b.ref, b.ref));
  return np.where(takesFirst, a, b);
}

/** The smaller one, elementwise, or the one that is not NaN. Consumes both. */
export function fmin(x: Operand, y: Operand): JaxArray {
  const [a, b] = meeting(x, y).map((value) => np.astype(value, np.resultType(value)));
  const takesFirst = np.logicalOr(np.less(a.ref, b.ref), np.notEqual(b.ref, b.ref));
  return np.where(takesFirst, a, b);
}
