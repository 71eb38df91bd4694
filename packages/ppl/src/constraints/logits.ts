import type { Constraint } from "../constraint.js";
import { np } from "../jax.js";
import { ref } from "../memory.js";
import { allOver, anyOver } from "../over-axes.js";
import { identityTransform } from "../transforms/index.js";
import { originOf } from "./origin-of.js";
import { realVector } from "./real.js";

/** log(p / (1 − p)) of a probability from 0 to 1. */
export const logit: Constraint = {
  name: "logit",
  words: "numbers, −∞ and ∞ among them",
  discrete: false,
  eventDims: 0,
  check: (value) => np.lessEqual(value, Infinity),
  inside: originOf(identityTransform),
  transform: identityTransform,
};

/** Logarithms of what is in proportion to probabilities, some of which may be 0. */
export const logits: Constraint = {
  name: "logits",
  words: "vectors of numbers or −∞, not all of them −∞",
  discrete: false,
  eventDims: 1,
  check: (value) =>
    np.logicalAnd(allOver(np.less(ref(value), Infinity), [-1]), anyOver(np.greater(value, -Infinity), [-1])),
  inside: originOf(realVector.transform!),
  transform: realVector.transform,
};
