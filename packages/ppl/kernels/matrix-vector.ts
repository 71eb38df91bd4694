// Products of a matrix and a vector, which read the matrix once, where it lies.
import { dot, fourDots, sumOf } from "./dot";
import { at, bytes, lanesOf, multiplyAdd } from "./lanes";

/** Elements of the vector that one pass over the matrix' rows takes; each lane of a dot product sums 1/8 of them. */
const STRETCH: i32 = 2048;
/** Rows that are added up before the sum is added to what earlier ones gave. */
const DEPTH: i32 = 256;
/** Elements of the result that stay in the nearest cache while rows are added to them. */
const WIDTH: i32 = 1024;

export const VECTOR_SCRATCH: usize = STRETCH * 8;

/** y[i] = Σₗ A[i·s + l·t] · x[l·u] for i < m; strides in elements, k > 0. */
export function matrixVector<T>(
  y: usize, a: usize, s: i32, t: i32, x: usize, u: i32, m: i32, k: i32, scratch: usize,
): void {
  if (t == 1) rowsTimesVector<T>(y, a, s, x, u, m, k, scratch);
  else if (s == 1 && m > 1) sumOfColumns<T>(y, a, t, x, u, m, k, scratch);
  else stridedSums<T>(y, a, s, t, x, u, m, k);
}

/** Rows that are contiguous: dot products, four at a time. */
function rowsTimesVector<T>(y: usize, a: usize, s: i32, x: usize, u: i32, m: i32, k: i32, scratch: usize): void {
  for (let l = 0; l < k; l += STRETCH) {
    const length = min(STRETCH, k - l);
    let from = at<T>(x, l * u);
    if (u != 1) {
      for (let e = 0; e < length; e++) store<T>(at<T>(scratch, e), load<T>(at<T>(from, e * u)));
      from = scratch;
    }
    let row = at<T>(a, l);
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      fourDots<T, T>(row, bytes<T>(s), from, length);
      for (let r = 0; r < 4; r++) put<T>(at<T>(y, i + r), sumOf<T>(r), l > 0);
      row = at<T>(row, 4 * s);
    }
    for (; i < m; i++) {
      put<T>(at<T>(y, i), dot<T, T>(row, from, length), l > 0);
      row = at<T>(row, s);
    }
  }
}

// @ts-ignore: decorator
@inline
function put<T>(to: usize, value: T, add: bool): void {
  store<T>(to, add ? <T>(load<T>(to) + value) : value);
}

/** Columns that are contiguous: their weighted sum, four at a time, a stretch of the result after the other. */
function sumOfColumns<T>(
  y: usize, a: usize, t: i32, x: usize, u: i32, m: i32, k: i32, scratch: usize,
): void {
  for (let i = 0; i < m; i += WIDTH) {
    const width = min(WIDTH, m - i);
    const to = at<T>(y, i);
    for (let l = 0; l < k; l += DEPTH) {
      const sum = l == 0 ? to : scratch;
      const depth = min(DEPTH, k - l);
      memory.fill(sum, 0, bytes<T>(width));
      addColumns<T>(sum, at<T>(a, l * t + i), t, at<T>(x, l * u), u, width, depth);
      if (l > 0) addTo<T>(to, sum, width);
    }
  }
}

function addColumns<T>(y: usize, a: usize, t: i32, x: usize, u: i32, width: i32, depth: i32): void {
  let l = 0;
  for (; l + 4 <= depth; l += 4) {
    const x0 = load<T>(x), x1 = load<T>(at<T>(x, u)), x2 = load<T>(at<T>(x, 2 * u)), x3 = load<T>(at<T>(x, 3 * u));
    addFour<T>(y, a, bytes<T>(t), x0, x1, x2, x3, width);
    a = at<T>(a, 4 * t);
    x = at<T>(x, 4 * u);
  }
  for (; l < depth; l++) {
    addOne<T>(y, a, load<T>(x), width);
    a = at<T>(a, t);
    x = at<T>(x, u);
  }
}

/** y += (a₀·x0 + a₁·x1) + (a₂·x2 + a₃·x3), four columns `pitch` bytes apart. */
function addFour<T>(y: usize, a: usize, pitch: usize, x0: T, x1: T, x2: T, x3: T, width: i32): void {
  let a1 = a + pitch, a2 = a1 + pitch, a3 = a2 + pitch;
  const v0 = v128.splat<T>(x0), v1 = v128.splat<T>(x1), v2 = v128.splat<T>(x2), v3 = v128.splat<T>(x3);
  let left = width;
  for (; left >= lanesOf<T>(); left -= lanesOf<T>()) {
    const low = multiplyAdd<T>(v128.load(a), v0, v128.mul<T>(v128.load(a1), v1));
    const high = multiplyAdd<T>(v128.load(a2), v2, v128.mul<T>(v128.load(a3), v3));
    v128.store(y, v128.add<T>(v128.load(y), v128.add<T>(low, high)));
    y += 16; a += 16; a1 += 16; a2 += 16; a3 += 16;
  }
  for (; left > 0; left--) {
    const low = <T>(load<T>(a) * x0 + load<T>(a1) * x1), high = <T>(load<T>(a2) * x2 + load<T>(a3) * x3);
    store<T>(y, <T>(load<T>(y) + <T>(low + high)));
    y += sizeof<T>(); a += sizeof<T>(); a1 += sizeof<T>(); a2 += sizeof<T>(); a3 += sizeof<T>();
  }
}

function addOne<T>(y: usize, a: usize, x: T, width: i32): void {
  for (let i = 0; i < width; i++) put<T>(at<T>(y, i), <T>(load<T>(at<T>(a, i)) * x), true);
}

function addTo<T>(y: usize, x: usize, width: i32): void {
  for (let i = 0; i < width; i++) put<T>(at<T>(y, i), load<T>(at<T>(x, i)), true);
}

/** Neither rows nor columns are contiguous: each sum by itself, in f64. */
function stridedSums<T>(y: usize, a: usize, s: i32, t: i32, x: usize, u: i32, m: i32, k: i32): void {
  for (let i = 0; i < m; i++) {
    let sum: f64 = 0;
    for (let l = 0; l < k; l++) sum += <f64>load<T>(at<T>(a, i * s + l * t)) * <f64>load<T>(at<T>(x, l * u));
    store<T>(at<T>(y, i), <T>sum);
  }
}
