import { NescioError } from "@nescio/core";
import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";
import { axisOf } from "./axes.js";
import { mappedFirst } from "./broadcasting.js";

// jax-js reads the first entry where an index names no place. Here, as in JAX, negative ones count from the end, and what is
// beyond is NaN, or of whole numbers the one furthest from zero.

/** Indices from 0 to `count` − 1, and whether they name a place. Consumes `index`. */
function placed(index: Operand, count: number): { place: JaxArray; isThere: JaxArray } {
  checkWhole(index);
  const given = np.astype(index, np.int32);
  const int = (value: number): JaxArray => np.array(value, { dtype: np.int32 });
  const fromStart = np.where(np.less(given.ref, int(0)), given.ref.add(int(count)), given);
  const isThere = np.logicalAnd(np.lessEqual(int(0), fromStart.ref), np.less(fromStart.ref, int(count)));
  return { place: np.where(isThere.ref, fromStart, int(0)), isThere };
}

function checkWhole(index: Operand): void {
  if (typeof index === "number" && Number.isInteger(index)) return;
  const dtype = np.resultType(index);
  if (!isFloat(dtype)) return;
  throw new NescioError({
    code: "invalid-program",
    subject: "indices",
    expected: "whole numbers, of type int32 or uint32",
    found: dtype,
    next: "Convert them with astype(np.int32).",
  });
}

/** The entries where there is one, in their type. Consumes both. */
function orNone(entries: JaxArray, isThere: JaxArray): JaxArray {
  const { dtype } = entries;
  if (isFloat(dtype)) return np.where(isThere, entries, NaN);
  const none = dtype === np.bool ? true : dtype === np.int32 ? -(2 ** 31) : 2 ** 32 - 1;
  return np.where(isThere, entries, np.array(none, { dtype }));
}

/** The entries at indices along an axis, or of all entries in order. Consumes both. */
export function take(x: Operand, index: Operand, axis: number | null = null): JaxArray {
  const value = axis === null ? np.ravel(x) : np.astype(x, np.resultType(x));
  const at = axisOf(axis ?? 0, value.ndim);
  const { place, isThere } = placed(index, value.shape[at]);
  const flags = isThere.reshape([...isThere.shape, ...value.shape.slice(at + 1).map(() => 1)]);
  return orNone(np.take(value, place, at), flags);
}

/** The entries at indices along an axis, others for each place along the other axes. Consumes both. */
export function takeAlongAxis(x: Operand, index: Operand, axis = -1): JaxArray {
  const value = mappedFirst(x);
  const { place, isThere } = placed(index, value.shape[axisOf(axis, value.ndim)]);
  return orNone(np.takeAlongAxis(value, mappedFirst(place), axis), isThere);
}
