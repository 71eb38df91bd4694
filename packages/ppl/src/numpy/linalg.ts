import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { mappedFirst } from "./broadcasting.js";
import { cross } from "./cross.js";
import { det, slogdet } from "./determinant.js";
import { matmul } from "./matmul.js";
import { norm, svdvals, vectorNorm } from "./norm.js";

/** jax-js' linear algebra, with what it has wrong in place. */
export const linalg: typeof np.linalg = {
  ...np.linalg,
  cross: (x: Operand, y: Operand, axis = -1): JaxArray => cross(x, y, { axis }),
  det,
  // They broadcast.
  inv: (x: Operand): JaxArray => np.linalg.inv(mappedFirst(x)),
  solve: (a: Operand, b: Operand): JaxArray => np.linalg.solve(mappedFirst(a), mappedFirst(b)),
  matmul,
  norm,
  slogdet,
  svdvals,
  vectorNorm,
};
