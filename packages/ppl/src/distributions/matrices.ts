import { np, type JaxArray } from "../jax.js";

// jax-js' own product of matrices puts the axes in the wrong order where one operand has batch axes that the other has not.

/** Products of matrices `[..., m, n]` and vectors `[..., n]`, whose batch axes broadcast. Consumes both. */
export function matrixVector(matrix: JaxArray, vector: JaxArray): JaxArray {
  return np.sum(matrix.mul(np.expandDims(vector, -2)), -1);
}

/** Products of matrices `[..., m, k]` and `[..., k, n]`, whose batch axes broadcast. Consumes both. */
export function matrixProduct(a: JaxArray, b: JaxArray): JaxArray {
  const batch = np.broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const full = (matrix: JaxArray): JaxArray => np.broadcastTo(matrix, [...batch, ...matrix.shape.slice(-2)]);
  return np.matmul(full(a), full(b));
}
