import { NescioError } from "../errors.js";

/**
 * The lower-triangular L with L·Lᵀ = `matrix`, row by row.
 *
 * @param matrix Symmetric and positive definite, `[n, n]` row by row; only its lower triangle is read.
 * @throws NescioError `invalid-option` where it is not positive definite.
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j];
      for (let k = 0; k < j; k++) rest -= lower[i * n + k] * lower[j * n + k];
      if (j < i) lower[i * n + j] = rest / lower[j * n + j];
      else if (rest > 0 && rest < Infinity) lower[i * n + i] = Math.sqrt(rest);
      else {
        throw new NescioError({
          code: "invalid-option",
          subject: "covariance",
          expected: "a positive definite matrix",
          found: `${rest} as pivot ${i}`,
          next: "Its rows may depend on each other: one estimated from draws needs more of them than coordinates.",
        });
      }
    }
  }
  return lower;
}

/** Overwrites `vector` z with L·z. */
export function multiplyLower(lower: Float64Array, vector: Float64Array): void {
  const n = vector.length;
  // From the last row up, so that every row still finds the entries it needs.
  for (let i = n - 1; i >= 0; i--) {
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += lower[i * n + k] * vector[k];
    vector[i] = sum;
  }
}

/** Overwrites `vector` z with the x that solves L·x = z. */
export function solveLower(lower: Float64Array, vector: Float64Array): void {
  const n = vector.length;
  for (let i = 0; i < n; i++) {
    let rest = vector[i];
    for (let k = 0; k < i; k++) rest -= lower[i * n + k] * vector[k];
    vector[i] = rest / lower[i * n + i];
  }
}

/** Overwrites `vector` z with the x that solves Lᵀ·x = z. */
export function solveLowerTransposed(lower: Float64Array, vector: Float64Array): void {
  const n = vector.length;
  for (let i = n - 1; i >= 0; i--) {
    const x = vector[i] / lower[i * n + i];
    vector[i] = x;
    for (let k = 0; k < i; k++) vector[k] -= lower[i * n + k] * x;
  }
}
