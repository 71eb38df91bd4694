import type { Constraint } from "../constraint.js";
import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { withoutLoan } from "../lent.js";
import { isArray, ref, shapeOf } from "../memory.js";

/** 0 or 1, of any type. */
export const boolean: Constraint = { ...integerInterval(0, 1), name: "boolean", words: "0 or 1" };

export const nonNegativeInteger: Constraint = {
  name: "nonNegativeInteger",
  words: "whole numbers of at least 0",
  discrete: true,
  eventDims: 0,
  check(value) {
    const number = counted(value);
    return np.logicalAnd(np.greaterEqual(ref(number), 0), isWhole(number));
  },
  inside: (shape, dtype) => np.zeros([...shape], { dtype }),
};

/**
 * Whole numbers between two bounds, both included. Arrays among the bounds stay the caller's and must live as long as the
 * constraint.
 */
export function integerInterval(from: ArrayLike, to: ArrayLike): Constraint {
  const [lower, upper] = [withoutLoan(from), withoutLoan(to)];
  const words = (value: ArrayLike, otherwise: string): string =>
    typeof value === "number" ? String(value) : otherwise;
  return {
    name: "integerInterval",
    words: `whole numbers from ${words(lower, "the lower bound")} to ${words(upper, "the upper bound")}`,
    discrete: true,
    eventDims: 0,
    arrays: [lower, upper].filter(isArray),
    check(value) {
      const number = counted(value);
      const inside = np.logicalAnd(
        np.greaterEqual(ref(number), ref(lower)),
        np.lessEqual(ref(number), ref(upper)),
      );
      return np.logicalAnd(inside, isWhole(number));
    },
    inside: (shape, dtype) =>
      np.broadcastTo(ref(lower), np.broadcastShapes([...shape], shapeOf(lower))).astype(dtype),
  };
}

/** Truth values as numbers: bounds would be cast to truth values otherwise. */
function counted(value: ArrayLike): ArrayLike {
  return typeof value !== "number" && value.dtype === np.bool ? value.astype(np.int32) : value;
}

function isWhole(value: ArrayLike): JaxArray {
  if (typeof value !== "number" && (value.dtype === np.int32 || value.dtype === np.uint32)) {
    return np.onesLike(value, { dtype: np.bool });
  }
  return np.logicalAnd(np.equal(np.floor(ref(value)), ref(value)), np.isfinite(value));
}
