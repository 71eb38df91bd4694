// Dot products of contiguous rows of `T`, summed in `S`: T itself, or f64.
import { lanesOf, loadTwo, multiplyAdd, sumLanes } from "./lanes";

/** Where `fourDots` leaves its sums, as four S. */
export const SUMS: usize = memory.data(32, 16);

/** As many elements as S has lanes. */
// @ts-ignore: decorator
@inline
function loadLanes<T, S>(x: usize): v128 {
  return sizeof<T>() == sizeof<S>() ? v128.load(x) : loadTwo<T>(x);
}

/** Σₗ a[l] · x[l] over k elements. */
export function dot<T, S>(a: usize, x: usize, k: i32): S {
  const vector = lanesOf<S>() * sizeof<T>();
  let c0 = v128.splat<S>(<S>0), c1 = c0, c2 = c0, c3 = c0;
  let left = k;
  for (; left >= 4 * lanesOf<S>(); left -= 4 * lanesOf<S>()) {
    c0 = multiplyAdd<S>(loadLanes<T, S>(a), loadLanes<T, S>(x), c0);
    c1 = multiplyAdd<S>(loadLanes<T, S>(a + vector), loadLanes<T, S>(x + vector), c1);
    c2 = multiplyAdd<S>(loadLanes<T, S>(a + 2 * vector), loadLanes<T, S>(x + 2 * vector), c2);
    c3 = multiplyAdd<S>(loadLanes<T, S>(a + 3 * vector), loadLanes<T, S>(x + 3 * vector), c3);
    a += 4 * vector;
    x += 4 * vector;
  }
  let sum = sumLanes<S>(v128.add<S>(v128.add<S>(c0, c1), v128.add<S>(c2, c3)));
  for (; left > 0; left--) {
    sum = <S>(sum + <S>(<S>load<T>(a) * <S>load<T>(x)));
    a += sizeof<T>();
    x += sizeof<T>();
  }
  return sum;
}

/** Σₗ a[r][l] · x[l] over k elements of four rows r, `pitch` bytes apart, which so share what is read of x. */
export function fourDots<T, S>(a: usize, pitch: usize, x: usize, k: i32): void {
  const vector = lanesOf<S>() * sizeof<T>();
  let a1 = a + pitch, a2 = a1 + pitch, a3 = a2 + pitch;
  let c00 = v128.splat<S>(<S>0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let left = k;
  for (; left >= 2 * lanesOf<S>(); left -= 2 * lanesOf<S>()) {
    const x0 = loadLanes<T, S>(x), x1 = loadLanes<T, S>(x + vector);
    c00 = multiplyAdd<S>(loadLanes<T, S>(a), x0, c00); c01 = multiplyAdd<S>(loadLanes<T, S>(a + vector), x1, c01);
    c10 = multiplyAdd<S>(loadLanes<T, S>(a1), x0, c10); c11 = multiplyAdd<S>(loadLanes<T, S>(a1 + vector), x1, c11);
    c20 = multiplyAdd<S>(loadLanes<T, S>(a2), x0, c20); c21 = multiplyAdd<S>(loadLanes<T, S>(a2 + vector), x1, c21);
    c30 = multiplyAdd<S>(loadLanes<T, S>(a3), x0, c30); c31 = multiplyAdd<S>(loadLanes<T, S>(a3 + vector), x1, c31);
    x += 2 * vector; a += 2 * vector; a1 += 2 * vector; a2 += 2 * vector; a3 += 2 * vector;
  }
  let s0 = sumLanes<S>(v128.add<S>(c00, c01)), s1 = sumLanes<S>(v128.add<S>(c10, c11));
  let s2 = sumLanes<S>(v128.add<S>(c20, c21)), s3 = sumLanes<S>(v128.add<S>(c30, c31));
  for (; left > 0; left--) {
    const factor = <S>load<T>(x);
    s0 = <S>(s0 + <S>(<S>load<T>(a) * factor)); s1 = <S>(s1 + <S>(<S>load<T>(a1) * factor));
    s2 = <S>(s2 + <S>(<S>load<T>(a2) * factor)); s3 = <S>(s3 + <S>(<S>load<T>(a3) * factor));
    x += sizeof<T>(); a += sizeof<T>(); a1 += sizeof<T>(); a2 += sizeof<T>(); a3 += sizeof<T>();
  }
  store<S>(SUMS, s0); store<S>(SUMS, s1, sizeof<S>());
  store<S>(SUMS, s2, 2 * sizeof<S>()); store<S>(SUMS, s3, 3 * sizeof<S>());
}

/** Sum r of the last `fourDots`. */
// @ts-ignore: decorator
@inline
export function sumOf<S>(r: i32): S {
  return load<S>(SUMS + <usize>r * sizeof<S>());
}
