import type { Constraint } from "../constraint.js";
import { np } from "../jax.js";
import { ref, shapeOf } from "../memory.js";
import { allOver } from "../over-axes.js";
import { lowerCholeskyTransform } from "../transforms/index.js";
import { originOf } from "./origin-of.js";

/** Cholesky factors: square, nothing above the diagonal, the diagonal positive. */
export const lowerCholesky: Constraint = {
  name: "lowerCholesky",
  words: "lower triangular matrices with a positive diagonal",
  discrete: false,
  eventDims: 2,
  check(value) {
    const shape = shapeOf(value);
    const [rows, columns] = shape.slice(-2);
    if (typeof value === "number" || rows !== columns) {
      if (typeof value !== "number") value.dispose();
      return np.zeros(shape.slice(0, -2), { dtype: np.bool });
    }
    const diagonal = np.eye(rows, rows, { dtype: np.bool });
    const below = np.tri(rows, rows, -1, { dtype: np.bool });
    const right = np.where(diagonal, np.greater(ref(value), 0), np.logicalOr(below, np.equal(ref(value), 0)));
    return allOver(np.logicalAnd(right, np.isfinite(value)), [-2, -1]);
  },
  inside: originOf(lowerCholeskyTransform),
  transform: lowerCholeskyTransform,
};
