// C[m, n] = Σₗ A[i·am + l·ak] · B[l·bk + j·bn], C contiguous and row-major, for any strides, 0 (a broadcast) and
// negative ones included. Pointers are addresses, sizes and strides count elements. C must not overlap A or B. In which
// order sums are added depends on sizes and strides alone, so the same product always has the same bits.
import { BLOCKED_SCRATCH, blockedProduct, FEW_ROWS } from "./blocked-product";
import { at, bytes } from "./lanes";
import { matrixVector, VECTOR_SCRATCH } from "./matrix-vector";
import { OUTER_SCRATCH, outerProduct } from "./outer-product";

/** Bytes that a product's `scratch` needs, whatever its sizes. */
export const PRODUCT_SCRATCH: usize = max(BLOCKED_SCRATCH, max(VECTOR_SCRATCH, OUTER_SCRATCH));

/** Products of at most as many terms are summed one by one: anything else would cost more than the sums. */
const TINY: i32 = 64;

/** A product of f64. */
export function product64(
  c: usize, a: usize, am: i32, ak: i32, b: usize, bk: i32, bn: i32, m: i32, n: i32, k: i32, scratch: usize,
): void {
  product<f64>(c, a, am, ak, b, bk, bn, m, n, k, scratch);
}

/**
 * A product of f32. At most 256 terms are summed one after the other, then such sums: of 60,000 terms the error stays
 * below 10⁻⁵ of the sum of their absolute values.
 */
export function product32(
  c: usize, a: usize, am: i32, ak: i32, b: usize, bk: i32, bn: i32, m: i32, n: i32, k: i32, scratch: usize,
): void {
  product<f32>(c, a, am, ak, b, bk, bn, m, n, k, scratch);
}

/** A product of i32, modulo 2³². */
export function productI32(
  c: usize, a: usize, am: i32, ak: i32, b: usize, bk: i32, bn: i32, m: i32, n: i32, k: i32, _scratch: usize,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum: i32 = 0;
      for (let l = 0; l < k; l++) {
        sum += load<i32>(at<i32>(a, i * am + l * ak)) * load<i32>(at<i32>(b, l * bk + j * bn));
      }
      store<i32>(at<i32>(c, i * n + j), sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function product<T>(
  c: usize, a: usize, am: i32, ak: i32, b: usize, bk: i32, bn: i32, m: i32, n: i32, k: i32, scratch: usize,
): void {
  if (m <= TINY && n <= TINY && k <= TINY && m * n * k <= TINY) oneByOne<T>(c, a, am, ak, b, bk, bn, m, n, k);
  else if (k == 0) memory.fill(c, 0, <usize>m * <usize>n * sizeof<T>());
  else if (k == 1) outerProduct<T>(c, a, am, b, bn, m, n, scratch);
  else if (n == 1) matrixVector<T>(c, a, am, ak, b, bk, m, k, scratch);
  else if (m == 1) matrixVector<T>(c, b, bn, bk, a, ak, n, k, scratch);
  else if (isBetterTransposed(am, bn, m, n)) blockedProduct<T>(c, 1, n, b, bn, bk, a, ak, am, n, m, k, scratch);
  else blockedProduct<T>(c, n, 1, a, am, ak, b, bk, bn, m, n, k, scratch);
}

/** Whether Cᵀ = Bᵀ·Aᵀ fills the tiles better, or needs no rearranging of the matrix that lies in rows. */
// @ts-ignore: decorator
@inline
function isBetterTransposed(am: i32, bn: i32, m: i32, n: i32): bool {
  if (n <= 4 || m <= 4) return m > n;
  return am == 1 && bn != 1 && n <= FEW_ROWS;
}

function oneByOne<T>(
  c: usize, a: usize, am: i32, ak: i32, b: usize, bk: i32, bn: i32, m: i32, n: i32, k: i32,
): void {
  const aStep = bytes<T>(ak), bStep = bytes<T>(bk);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let left = at<T>(a, i * am), right = at<T>(b, j * bn);
      let sum = <T>0;
      for (let l = k; l > 0; l--) {
        sum = <T>(sum + load<T>(left) * load<T>(right));
        left += aStep;
        right += bStep;
      }
      store<T>(c, sum);
      c += sizeof<T>();
    }
  }
}
