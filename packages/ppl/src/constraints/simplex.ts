import type { Constraint } from "../constraint.js";
import { np } from "../jax.js";
import { ref } from "../memory.js";
import { allOver } from "../over-axes.js";
import { stickBreakingTransform } from "../transforms/index.js";
import { originOf } from "./origin-of.js";

// Sums of single-precision numbers that were divided by their sum miss 1 by some 1e-7 times the root of their count.
const tolerance = 1e-5;

/** Vectors of probabilities; unconstrained by breaking a stick, which reaches all but zeros. */
export const simplex: Constraint = {
  name: "simplex",
  words: "vectors of numbers of at least 0 that sum to 1",
  discrete: false,
  eventDims: 1,
  check(value) {
    const off = np.absolute(np.subtract(np.sum(ref(value), -1), 1));
    return np.logicalAnd(allOver(np.greaterEqual(value, 0), [-1]), np.lessEqual(off, tolerance));
  },
  inside: originOf(stickBreakingTransform),
  transform: stickBreakingTransform,
};
