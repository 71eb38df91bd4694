// Eigenvalues and eigenvectors of one symmetric matrix by cyclic Jacobi rotations: Golub and Van Loan, "Matrix
// Computations", 4th ed., 2013, §8.5.4. Rotations come in the order of jax-js' primitive "jacobi_eigh", each computed
// in f64 by its formulas, so that results, and the order of the eigenvalues, are the same to the last bit.
import { at, bytes, loadTwo, storeTwo } from "./lanes";

/**
 * Diagonalises the symmetric [n, n] matrix whose lower triangle is a's: `diagonal` [n, n] holds the eigenvalues on its
 * diagonal, what the rotations left below it, zeros above; `vectors` [n, n] has the eigenvectors as columns, in the
 * eigenvalues' order, which is none in particular. Rotates until no element off the diagonal exceeds `tolerance` times
 * the largest, or 1 if that is less, but at most `maxSweeps` times through all pairs.
 */
export function eigh64(a: usize, diagonal: usize, vectors: usize, n: i32, maxSweeps: i32, tolerance: f64): void {
  diagonalise<f64>(a, diagonal, vectors, n, maxSweeps, tolerance);
}

/** `eigh64` of f32. */
export function eigh32(a: usize, diagonal: usize, vectors: usize, n: i32, maxSweeps: i32, tolerance: f64): void {
  diagonalise<f32>(a, diagonal, vectors, n, maxSweeps, tolerance);
}

// While it works, `d` holds both triangles and `v` the vectors as rows, so that a rotation runs along rows.
// @ts-ignore: decorator
@inline
function diagonalise<T>(a: usize, d: usize, v: usize, n: i32, maxSweeps: i32, tolerance: f64): void {
  memory.copy(d, a, bytes<T>(n * n));
  memory.fill(v, 0, bytes<T>(n * n));
  for (let i = 0; i < n; i++) {
    mirrorRow<T>(d, i, i, n);
    store<T>(at<T>(v, i * n + i), <T>1);
  }
  const threshold = tolerance * max<f64>(1, largest<T>(d, n, 1));
  for (let sweep = 0; sweep < maxSweeps && largest<T>(d, n, 0) > threshold; sweep++) rotateAll<T>(d, v, n);
  for (let i = 0; i < n; i++) memory.fill(at<T>(d, i * n + i + 1), 0, bytes<T>(n - i - 1));
  transpose<T>(v, n);
}

/** The largest absolute value below the diagonal, or with it; NaN if one is. `diagonal`: 1 to include it, else 0. */
function largest<T>(d: usize, n: i32, diagonal: i32): f64 {
  let value: f64 = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i + diagonal; j++) value = max<f64>(value, abs<f64>(<f64>load<T>(at<T>(d, i * n + j))));
  }
  return value;
}

/** Writes the first `count` elements of row i into column i. */
function mirrorRow<T>(d: usize, i: i32, count: i32, n: i32): void {
  let row = at<T>(d, i * n), column = at<T>(d, i);
  for (let k = count; k > 0; k--) {
    store<T>(column, load<T>(row));
    row = at<T>(row, 1);
    column = at<T>(column, n);
  }
}

function rotateAll<T>(d: usize, v: usize, n: i32): void {
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) {
      if (load<T>(at<T>(d, p * n + q)) != <T>0) rotatePair<T>(d, v, p, q, n);
    }
    // Only row p was kept up to date: nobody has looked at its column.
    mirrorRow<T>(d, p, n, n);
  }
}

/** Makes d[p][q] zero by a rotation of rows and columns p and q, but leaves column p as it was. */
function rotatePair<T>(d: usize, v: usize, p: i32, q: i32, n: i32): void {
  const pp = at<T>(d, p * n + p), qq = at<T>(d, q * n + q), pq = at<T>(d, p * n + q);
  const app = <f64>load<T>(pp), aqq = <f64>load<T>(qq), apq = <f64>load<T>(pq);
  const tau = (aqq - app) / (2 * apq);
  const t = (tau >= 0 ? 1.0 : -1.0) / (abs<f64>(tau) + sqrt<f64>(tau * tau + 1));
  const c = 1 / sqrt<f64>(t * t + 1);
  const s = t * c;
  rotateRows<T>(at<T>(d, p * n), at<T>(d, q * n), c, s, n);
  store<T>(pp, <T>(c * c * app - 2 * s * c * apq + s * s * aqq));
  store<T>(qq, <T>(s * s * app + 2 * s * c * apq + c * c * aqq));
  mirrorRow<T>(d, q, n, n);
  store<T>(pq, <T>0);
  rotateRows<T>(at<T>(v, p * n), at<T>(v, q * n), c, s, n);
}

/** x, y = c·x − s·y, s·x + c·y. */
function rotateRows<T>(x: usize, y: usize, c: f64, s: f64, n: i32): void {
  const cs = f64x2.splat(c), ss = f64x2.splat(s);
  let left = n;
  for (; left >= 2; left -= 2) {
    const x0 = loadTwo<T>(x), y0 = loadTwo<T>(y);
    storeTwo<T>(x, f64x2.sub(f64x2.mul(cs, x0), f64x2.mul(ss, y0)));
    storeTwo<T>(y, f64x2.add(f64x2.mul(ss, x0), f64x2.mul(cs, y0)));
    x += 2 * sizeof<T>();
    y += 2 * sizeof<T>();
  }
  if (left == 1) {
    const x0 = <f64>load<T>(x), y0 = <f64>load<T>(y);
    store<T>(x, <T>(c * x0 - s * y0));
    store<T>(y, <T>(s * x0 + c * y0));
  }
}

function transpose<T>(v: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lower = at<T>(v, i * n + j), upper = at<T>(v, j * n + i);
      const value = load<T>(lower);
      store<T>(lower, load<T>(upper));
      store<T>(upper, value);
    }
  }
}
