import type { Constraint } from "../constraint.js";
import { expTransform } from "../transforms/index.js";
import { np } from "../jax.js";
import { ref } from "../memory.js";
import { independent } from "./independent.js";
import { originOf } from "./origin-of.js";

/** Unconstrained by the logarithm. */
export const positive: Constraint = {
  name: "positive",
  words: "finite numbers above 0",
  discrete: false,
  eventDims: 0,
  check: (value) => np.logicalAnd(np.greater(ref(value), 0), np.isfinite(value)),
  inside: originOf(expTransform),
  transform: expTransform,
};

/** Its bijection from the reals reaches all but 0. */
export const nonNegative: Constraint = {
  name: "nonNegative",
  words: "finite numbers of at least 0",
  discrete: false,
  eventDims: 0,
  check: (value) => np.logicalAnd(np.greaterEqual(ref(value), 0), np.isfinite(value)),
  inside: originOf(expTransform),
  transform: expTransform,
};

export const positiveVector: Constraint = { ...independent(positive, 1), name: "positiveVector" };
