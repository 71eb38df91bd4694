import { fastExp, np } from "nescio/ppl";
import { matrix } from "./arrays.js";

/**
 * Cholesky factor of α² exp(−(xᵢ − xⱼ)² / 2ρ²) plus `noise` on the diagonal (Rasmussen & Williams 2006, eq. 4.9),
 * `[N, N]`.
 * @param x List of N numbers.
 * @param noise A variance: a number or an array without axes. Borrowed, as are the others.
 */
export function squaredExponentialCholesky(x, alpha, rho, noise) {
  const squares = matrix(x.map((a) => x.map((b) => (a - b) ** 2)));
  // np.exp has the precision of float32 where it is not compiled: these matrices are too close to singular for that.
  const smooth = fastExp(squares.div(np.square(rho).mul(-2))).mul(np.square(alpha));
  return np.linalg.cholesky(smooth.add(np.eye(x.length).mul(noise)));
}
