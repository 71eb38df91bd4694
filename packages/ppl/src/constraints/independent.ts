import type { Constraint } from "../constraint.js";
import { allOver } from "../over-axes.js";
import { independentTransform } from "../transforms/index.js";

/** Vectors (`dims` = 1), matrices (2) or larger arrays whose values all belong to a constraint. */
export function independent(constraint: Constraint, dims: number): Constraint {
  if (dims === 0) return constraint;
  const axes = Array.from({ length: dims }, (_, axis) => -1 - axis);
  const kind = constraint.eventDims > 0 || dims > 2 ? "arrays" : dims === 1 ? "vectors" : "matrices";
  return {
    name: `independent(${constraint.name}, ${dims})`,
    words: `${kind} of ${constraint.words}`,
    discrete: constraint.discrete,
    eventDims: constraint.eventDims + dims,
    arrays: constraint.arrays,
    // jax-js cannot compile a reduction of booleans over no axes within vmap.
    check: (value) => allOver(constraint.check(value), axes),
    inside: (shape, dtype) => constraint.inside(shape, dtype),
    transform: constraint.transform && independentTransform(constraint.transform, dims),
  };
}
