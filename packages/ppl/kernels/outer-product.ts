// C[m, n] = a[i] · b[j]: a product of matrices whose inner dimension is 1.
import { at, lanesOf } from "./lanes";

/** Columns that one pass over the rows writes. */
const WIDTH: i32 = 2048;

export const OUTER_SCRATCH: usize = WIDTH * 8;

/** C contiguous and row-major, am and bn the strides of a and b in elements. */
export function outerProduct<T>(c: usize, a: usize, am: i32, b: usize, bn: i32, m: i32, n: i32, scratch: usize): void {
  if (n == 1) rows<T>(c, b, bn, a, am, n, m, scratch);
  else rows<T>(c, a, am, b, bn, m, n, scratch);
}

function rows<T>(c: usize, a: usize, am: i32, b: usize, bn: i32, m: i32, n: i32, scratch: usize): void {
  for (let j = 0; j < n; j += WIDTH) {
    const width = min(WIDTH, n - j);
    let from = at<T>(b, j * bn);
    if (bn != 1) {
      for (let e = 0; e < width; e++) store<T>(at<T>(scratch, e), load<T>(at<T>(from, e * bn)));
      from = scratch;
    }
    for (let i = 0; i < m; i++) scale<T>(at<T>(c, i * n + j), load<T>(at<T>(a, i * am)), from, width);
  }
}

/** to = factor · x. */
// @ts-ignore: decorator
@inline
function scale<T>(to: usize, factor: T, x: usize, width: i32): void {
  const factors = v128.splat<T>(factor);
  let left = width;
  for (; left >= lanesOf<T>(); left -= lanesOf<T>()) {
    v128.store(to, v128.mul<T>(v128.load(x), factors));
    to += 16;
    x += 16;
  }
  for (; left > 0; left--) {
    store<T>(to, <T>(load<T>(x) * factor));
    to += sizeof<T>();
    x += sizeof<T>();
  }
}
