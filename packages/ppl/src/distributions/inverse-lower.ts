import { np, type JaxArray } from "../jax.js";

/**
 * Inverse of lower triangular matrices `[..., n, n]`; what is above the diagonal is not looked at. Consumes `lower`.
 *
 * Halving: [[A, 0], [C, B]]⁻¹ = [[A⁻¹, 0], [−B⁻¹ C A⁻¹, B⁻¹]] for all pairs of diagonal blocks at once, from single entries
 * up, so that products of matrices do all the work: jax-js' own triangular solver cannot be compiled.
 */
export function inverseLower(lower: JaxArray): JaxArray {
  const n = lower.shape[lower.ndim - 1];
  const diagonal = np.expandDims(np.diagonal(lower.ref, 0, -2, -1), -1);
  let inverse = np.where(np.eye(n, n, { dtype: np.bool }), np.reciprocal(diagonal), 0);
  for (let size = 1; size < n; size *= 2) {
    const corners = np.where(cornerBlocks(n, size), lower.ref, 0);
    const correction = np.matmul(np.matmul(inverse.ref, corners), inverse.ref);
    inverse = inverse.sub(correction);
  }
  lower.dispose();
  return inverse;
}

/** Where the blocks C are: below the diagonal, in pairs of `size` × `size` diagonal blocks. */
function cornerBlocks(n: number, size: number): JaxArray {
  const block = (i: number): number => Math.floor(i / size);
  const entries = Array.from({ length: n }, (_, row) =>
    Array.from({ length: n }, (_, column) => block(row) % 2 === 1 && block(column) === block(row) - 1),
  );
  return np.array(entries);
}
