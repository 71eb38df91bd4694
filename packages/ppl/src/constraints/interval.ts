import type { Constraint } from "../constraint.js";
import { np, type ArrayLike } from "../jax.js";
import { withoutLoan } from "../lent.js";
import { ref } from "../memory.js";
import { affineTransform, composeTransforms, expTransform, intervalTransform } from "../transforms/index.js";
import { originOf } from "./origin-of.js";

/**
 * Numbers between two bounds, both included; its bijection from the reals reaches all but the bounds. Arrays among the
 * bounds stay the caller's and must live as long as the constraint.
 */
export function interval(from: ArrayLike, to: ArrayLike): Constraint {
  const [lower, upper] = [withoutLoan(from), withoutLoan(to)];
  const transform = intervalTransform(lower, upper);
  return {
    name: "interval",
    words: `numbers from ${wordsOf(lower, "the lower bound")} to ${wordsOf(upper, "the upper bound")}`,
    discrete: false,
    eventDims: 0,
    arrays: transform.arrays,
    check: (value) => np.logicalAnd(np.greaterEqual(ref(value), ref(lower)), np.lessEqual(value, ref(upper))),
    inside: originOf(transform),
    transform,
  };
}

export const unitInterval: Constraint = { ...interval(0, 1), name: "unitInterval" };

/** Numbers above a bound; an array stays the caller's and must live as long as the constraint. */
export function greaterThan(bound: ArrayLike): Constraint {
  const lower = withoutLoan(bound);
  const transform = composeTransforms([expTransform, affineTransform(lower, 1)]);
  return {
    name: "greaterThan",
    words: `finite numbers above ${wordsOf(lower, "the lower bound")}`,
    discrete: false,
    eventDims: 0,
    arrays: transform.arrays,
    check: (value) => np.logicalAnd(np.greater(ref(value), ref(lower)), np.isfinite(value)),
    inside: originOf(transform),
    transform,
  };
}

/** Numbers below a bound; an array stays the caller's and must live as long as the constraint. */
export function lessThan(bound: ArrayLike): Constraint {
  const upper = withoutLoan(bound);
  const transform = composeTransforms([expTransform, affineTransform(upper, -1)]);
  return {
    name: "lessThan",
    words: `finite numbers below ${wordsOf(upper, "the upper bound")}`,
    discrete: false,
    eventDims: 0,
    arrays: transform.arrays,
    check: (value) => np.logicalAnd(np.less(ref(value), ref(upper)), np.isfinite(value)),
    inside: originOf(transform),
    transform,
  };
}

function wordsOf(value: ArrayLike, otherwise: string): string {
  return typeof value === "number" ? String(value) : otherwise;
}
