import { EigenvalueDecomposition, Matrix } from "ml-matrix";

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: readonly number[];
  /** `[n, n]`, row-major; column _j_ is the vector of value _j_, of length 1. */
  readonly vectors: readonly number[];
}

/** Eigenvalues and eigenvectors of a symmetric matrix `[n, n]`, row-major. The build puts ml-matrix into this module. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const rows = Array.from({ length: n }, (_, i) => matrix.subarray(i * n, (i + 1) * n));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  return { values: realEigenvalues, vectors: eigenvectorMatrix.to1DArray() };
}
