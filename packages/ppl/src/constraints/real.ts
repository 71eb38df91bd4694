import type { Constraint } from "../constraint.js";
import { np } from "../jax.js";
import { identityTransform } from "../transforms/index.js";
import { independent } from "./independent.js";
import { originOf } from "./origin-of.js";

export const real: Constraint = {
  name: "real",
  words: "finite numbers",
  discrete: false,
  eventDims: 0,
  check: (value) => np.isfinite(value),
  inside: originOf(identityTransform),
  transform: identityTransform,
};

export const realVector: Constraint = { ...independent(real, 1), name: "realVector" };
