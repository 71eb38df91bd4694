import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { einsum } from "./einsum.js";

/** The array with so many axes, new ones of one entry in front. Consumes `x`. */
function withRank(x: JaxArray, rank: number): JaxArray {
  return x.reshape([...new Array<number>(rank - x.ndim).fill(1), ...x.shape]);
}

/**
 * The product of matrices along the last two axes; those before broadcast. A vector on the left is a row, on the right a
 * column, and its axis is gone in the product. Consumes both.
 */
export function matmul(x: Operand, y: Operand): JaxArray {
  if (typeof x !== "object" || typeof y !== "object" || y.ndim < 3 || x.ndim === 0) return np.matmul(x, y);
  if (x.ndim === 1) return np.squeeze(matmul(x.reshape([1, x.shape[0]]), y), -2);
  const rank = Math.max(x.ndim, y.ndim);
  return np.matmul(withRank(x, rank), withRank(y, rank));
}

/** The product of matrices `[…, m, n]` and vectors `[…, n]`. Consumes both. */
export function matvec(matrix: Operand, vector: Operand): JaxArray {
  return einsum("...mn,...n->...m", matrix, vector);
}

/** The product of vectors `[…, m]` and matrices `[…, m, n]`. Consumes both. */
export function vecmat(vector: Operand, matrix: Operand): JaxArray {
  return einsum("...m,...mn->...n", vector, matrix);
}
