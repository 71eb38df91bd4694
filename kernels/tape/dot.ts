// Dot products of contiguous rows.
import { lanesOf, loadTwo, multiplyAdd, sumLanes } from "./lanes";

/** Σₗ a[l] · x[l] over k elements, in the rows' own precision. */
export function dot<T>(a: usize, x: usize, k: i32): T {
  let c0 = v128.splat<T>(<T>0), c1 = c0, c2 = c0, c3 = c0;
  let left = k;
  for (; left >= 4 * lanesOf<T>(); left -= 4 * lanesOf<T>()) {
    c0 = multiplyAdd<T>(v128.load(a), v128.load(x), c0);
    c1 = multiplyAdd<T>(v128.load(a, 16), v128.load(x, 16), c1);
    c2 = multiplyAdd<T>(v128.load(a, 32), v128.load(x, 32), c2);
    c3 = multiplyAdd<T>(v128.load(a, 48), v128.load(x, 48), c3);
    a += 64;
    x += 64;
  }
  let sum = sumLanes<T>(v128.add<T>(v128.add<T>(c0, c1), v128.add<T>(c2, c3)));
  for (; left > 0; left--) {
    sum = <T>(sum + load<T>(a) * load<T>(x));
    a += sizeof<T>();
    x += sizeof<T>();
  }
  return sum;
}

/** Σₗ a[l] · x[l] over k elements, in f64 whatever the rows hold. */
export function wideDot<T>(a: usize, x: usize, k: i32): f64 {
  let c0 = f64x2.splat(0), c1 = c0, c2 = c0, c3 = c0;
  let left = k;
  for (; left >= 8; left -= 8) {
    c0 = multiplyAdd<f64>(loadTwo<T>(a), loadTwo<T>(x), c0);
    c1 = multiplyAdd<f64>(loadTwo<T>(a + 2 * sizeof<T>()), loadTwo<T>(x + 2 * sizeof<T>()), c1);
    c2 = multiplyAdd<f64>(loadTwo<T>(a + 4 * sizeof<T>()), loadTwo<T>(x + 4 * sizeof<T>()), c2);
    c3 = multiplyAdd<f64>(loadTwo<T>(a + 6 * sizeof<T>()), loadTwo<T>(x + 6 * sizeof<T>()), c3);
    a += 8 * sizeof<T>();
    x += 8 * sizeof<T>();
  }
  let sum = sumLanes<f64>(f64x2.add(f64x2.add(c0, c1), f64x2.add(c2, c3)));
  for (; left > 0; left--) {
    sum += <f64>load<T>(a) * <f64>load<T>(x);
    a += sizeof<T>();
    x += sizeof<T>();
  }
  return sum;
}
