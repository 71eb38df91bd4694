// Factors of one matrix, contiguous and row-major, and solutions by them: G. H. Golub and C. F. Van Loan, "Matrix
// Computations", 4th ed., 2013. What they give is what the primitives of jax-js give, up to rounding. In f32 sums are
// taken in f64, but for the elimination of LU.
import { dot, fourDots, sumOf } from "./dot";
import { at, bytes, lanesOf } from "./lanes";

/**
 * The lower factor of a symmetric [n, n] matrix of which only the lower triangle is read: l·lᵀ = a, zeros above
 * (§4.2.5, row by row). Where `a` is not positive definite, a negative pivot's root is NaN, division by a pivot of zero
 * gives an infinity or NaN, and so does all that depends on them, the last diagonal element for one. `l` may be `a`.
 */
export function cholesky64(a: usize, l: usize, n: i32): void {
  cholesky<f64>(a, l, n);
}

/** `cholesky64` of f32. */
export function cholesky32(a: usize, l: usize, n: i32): void {
  cholesky<f32>(a, l, n);
}

/**
 * Rows of x with a·xᵢ = bᵢ: `a` upper triangular [n, n], what lies below its diagonal is not read; b and x [rows, n]
 * (§3.1.2). With `unitDiagonal` the diagonal counts as ones. `x` may be `b`.
 */
export function triangularSolve64(a: usize, b: usize, x: usize, n: i32, rows: i32, unitDiagonal: bool): void {
  triangularSolve<f64>(a, b, x, n, rows, unitDiagonal);
}

/** `triangularSolve64` of f32. */
export function triangularSolve32(a: usize, b: usize, x: usize, n: i32, rows: i32, unitDiagonal: bool): void {
  triangularSolve<f32>(a, b, x, n, rows, unitDiagonal);
}

/**
 * L and U of a[permutation] = L·U with partial pivoting (§3.4): `a` and `lu` [m, n], L below the diagonal, its ones
 * left out, U from the diagonal up. `pivots` i32 [min(m, n)]: the row that step j changed places with; `permutation`
 * i32 [m]. A column without a pivot is left as it is. `lu` may be `a`.
 */
export function lu64(a: usize, lu: usize, pivots: usize, permutation: usize, m: i32, n: i32): void {
  decompose<f64>(a, lu, pivots, permutation, m, n);
}

/** `lu64` of f32. */
export function lu32(a: usize, lu: usize, pivots: usize, permutation: usize, m: i32, n: i32): void {
  decompose<f32>(a, lu, pivots, permutation, m, n);
}

// @ts-ignore: decorator
@inline
function cholesky<T>(a: usize, l: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    reduceRows<T>(a, l, i, n);
    for (let r = 0; r < 4; r++) finishRow<T>(a, l, i + r, i, n);
  }
  for (; i < n; i++) finishRow<T>(a, l, i, 0, n);
}

/** The first i columns of rows i to i + 3. */
function reduceRows<T>(a: usize, l: usize, i: i32, n: i32): void {
  const row = at<T>(l, i * n), from = at<T>(a, i * n);
  for (let j = 0; j < i; j++) {
    const other = at<T>(l, j * n);
    fourDots<T, f64>(row, bytes<T>(n), other, j);
    const pivot = <f64>load<T>(at<T>(other, j));
    for (let r = 0; r < 4; r++) {
      const rest = <f64>load<T>(at<T>(from, r * n + j)) - sumOf<f64>(r);
      store<T>(at<T>(row, r * n + j), <T>(rest / pivot));
    }
  }
}

/** Row i from column `start` on. */
function finishRow<T>(a: usize, l: usize, i: i32, start: i32, n: i32): void {
  const row = at<T>(l, i * n), from = at<T>(a, i * n);
  for (let j = start; j < i; j++) {
    const other = at<T>(l, j * n);
    const rest = <f64>load<T>(at<T>(from, j)) - dot<T, f64>(row, other, j);
    store<T>(at<T>(row, j), <T>(rest / <f64>load<T>(at<T>(other, j))));
  }
  store<T>(at<T>(row, i), <T>sqrt<f64>(<f64>load<T>(at<T>(from, i)) - dot<T, f64>(row, row, i)));
  memory.fill(at<T>(row, i + 1), 0, bytes<T>(n - i - 1));
}

// @ts-ignore: decorator
@inline
function triangularSolve<T>(a: usize, b: usize, x: usize, n: i32, rows: i32, unitDiagonal: bool): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) solveFour<T>(a, at<T>(b, r * n), at<T>(x, r * n), n, unitDiagonal);
  for (; r < rows; r++) solveOne<T>(a, at<T>(b, r * n), at<T>(x, r * n), n, unitDiagonal);
}

function solveFour<T>(a: usize, b: usize, x: usize, n: i32, unitDiagonal: bool): void {
  for (let i = n - 1; i >= 0; i--) {
    const diagonal = at<T>(a, i * n + i);
    fourDots<T, f64>(at<T>(x, i + 1), bytes<T>(n), at<T>(diagonal, 1), n - i - 1);
    for (let r = 0; r < 4; r++) {
      const rest = <f64>load<T>(at<T>(b, r * n + i)) - sumOf<f64>(r);
      store<T>(at<T>(x, r * n + i), <T>(unitDiagonal ? rest : rest / <f64>load<T>(diagonal)));
    }
  }
}

function solveOne<T>(a: usize, b: usize, x: usize, n: i32, unitDiagonal: bool): void {
  for (let i = n - 1; i >= 0; i--) {
    const diagonal = at<T>(a, i * n + i);
    const rest = <f64>load<T>(at<T>(b, i)) - dot<T, f64>(at<T>(diagonal, 1), at<T>(x, i + 1), n - i - 1);
    store<T>(at<T>(x, i), <T>(unitDiagonal ? rest : rest / <f64>load<T>(diagonal)));
  }
}

// @ts-ignore: decorator
@inline
function decompose<T>(a: usize, lu: usize, pivots: usize, permutation: usize, m: i32, n: i32): void {
  memory.copy(lu, a, bytes<T>(m * n));
  for (let i = 0; i < m; i++) store<i32>(at<i32>(permutation, i), i);
  for (let j = 0, steps = min(m, n); j < steps; j++) {
    const pivot = pivotRow<T>(lu, j, m, n);
    store<i32>(at<i32>(pivots, j), pivot);
    if (pivot != j) {
      swap<T>(at<T>(lu, j * n), at<T>(lu, pivot * n), n);
      swap<i32>(at<i32>(permutation, j), at<i32>(permutation, pivot), 1);
    }
    if (load<T>(at<T>(lu, j * n + j)) != <T>0) eliminate<T>(lu, j, m, n);
  }
}

/** The row, from j on, with the largest element of column j; the first of equals. */
function pivotRow<T>(lu: usize, j: i32, m: i32, n: i32): i32 {
  let row = j;
  let largest = abs<T>(load<T>(at<T>(lu, j * n + j)));
  for (let i = j + 1; i < m; i++) {
    const value = abs<T>(load<T>(at<T>(lu, i * n + j)));
    if (value > largest) {
      largest = value;
      row = i;
    }
  }
  return row;
}

function swap<T>(x: usize, y: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const value = load<T>(at<T>(x, i));
    store<T>(at<T>(x, i), load<T>(at<T>(y, i)));
    store<T>(at<T>(y, i), value);
  }
}

/** Takes multiples of row j, which are L's column j, from the rows below. */
function eliminate<T>(lu: usize, j: i32, m: i32, n: i32): void {
  const pivot = at<T>(lu, j * n + j);
  for (let i = j + 1; i < m; i++) {
    const row = at<T>(lu, i * n + j);
    const factor = <T>(load<T>(row) / load<T>(pivot));
    store<T>(row, factor);
    subtract<T>(at<T>(row, 1), factor, at<T>(pivot, 1), n - j - 1);
  }
}

/** y −= factor · x. */
// @ts-ignore: decorator
@inline
function subtract<T>(y: usize, factor: T, x: usize, count: i32): void {
  const factors = v128.splat<T>(factor);
  let left = count;
  for (; left >= lanesOf<T>(); left -= lanesOf<T>()) {
    v128.store(y, v128.sub<T>(v128.load(y), v128.mul<T>(v128.load(x), factors)));
    y += 16;
    x += 16;
  }
  for (; left > 0; left--) {
    store<T>(y, <T>(load<T>(y) - <T>(load<T>(x) * factor)));
    y += sizeof<T>();
    x += sizeof<T>();
  }
}
