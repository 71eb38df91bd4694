import { NescioError } from "@nescio/core";
import type { JaxArray } from "../jax/jax.js";

/** An axis, some, or all of them. */
export type Axes = number | number[] | null;

export interface ReductionOptions {
  /** Whether the axes stay, with one entry. */
  keepdims?: boolean;
}

/** The axes counted from the left, in order. */
export function axesOf({ ndim }: JaxArray, axes: Axes): number[] {
  if (axes === null) return Array.from({ length: ndim }, (_, axis) => axis);
  return [axes]
    .flat()
    .map((axis) => axisOf(axis, ndim))
    .sort((a, b) => a - b);
}

/** An axis counted from the left. */
export function axisOf(axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new NescioError({
    code: "invalid-program",
    subject: "an axis",
    expected: `a whole number from ${-rank} to ${rank - 1}`,
    found: `${axis}`,
  });
}

/** How many entries an axis or axes have together. */
export function countOf(x: JaxArray, axes: Axes): number {
  return axesOf(x, axes).reduce((count, axis) => count * x.shape[axis], 1);
}
