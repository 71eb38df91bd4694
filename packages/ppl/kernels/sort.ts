// Sorting a contiguous row, ascending, NaN last. Numbers are sorted as integers of the same order.
import { F32, F64, I32 } from "./dtype";
import { at } from "./lanes";
import { mergeSort } from "./merge-sort";

/** Bytes of `scratch` that sorting needs for each element, of any type. */
export const SORT_SCRATCH: usize = 12;

/** Sorts n elements of x into `to`, −0 before 0 as typed arrays of JavaScript do. `to` may be x. */
export function sort(x: usize, to: usize, n: i32, dtype: i32, scratch: usize): void {
  if (dtype == F32) sortRow<f32, i32>(x, to, n, scratch);
  else if (dtype == F64) sortRow<f64, i64>(x, to, n, scratch);
  else if (dtype == I32) sortRow<i32, i32>(x, to, n, scratch);
  else sortRow<u32, i32>(x, to, n, scratch);
}

/**
 * Sorts n elements of x into `to` and writes where each lay, as i32, into `indices`. Equal elements, as −0 and 0 and
 * all NaN are, stay in their order. `to` must not be x.
 */
export function argsort(x: usize, to: usize, indices: usize, n: i32, dtype: i32, scratch: usize): void {
  if (dtype == F32) argsortRow<f32, i32>(x, to, indices, n, scratch);
  else if (dtype == F64) argsortRow<f64, i64>(x, to, indices, n, scratch);
  else if (dtype == I32) argsortRow<i32, i32>(x, to, indices, n, scratch);
  else argsortRow<u32, i32>(x, to, indices, n, scratch);
}

// @ts-ignore: decorator
@inline
function sortRow<T, K>(x: usize, to: usize, n: i32, scratch: usize): void {
  for (let i = 0; i < n; i++) store<K>(at<K>(to, i), keyOf<T, K>(load<T>(at<T>(x, i))));
  mergeSort<K, void>(to, 0, scratch, 0, n);
  for (let i = 0; i < n; i++) store<T>(at<T>(to, i), valueOf<T, K>(load<K>(at<K>(to, i))));
}

// @ts-ignore: decorator
@inline
function argsortRow<T, K>(x: usize, to: usize, indices: usize, n: i32, scratch: usize): void {
  for (let i = 0; i < n; i++) {
    const value = load<T>(at<T>(x, i));
    store<K>(at<K>(to, i), keyOf<T, K>(value == <T>0 ? <T>0 : value));
    store<i32>(at<i32>(indices, i), i);
  }
  mergeSort<K, i32>(to, indices, scratch, at<K>(scratch, n), n);
  for (let i = 0; i < n; i++) store<T>(at<T>(to, i), load<T>(at<T>(x, load<i32>(at<i32>(indices, i)))));
}

/** A signed integer that compares as the number does; the same, beyond infinity's, for every NaN. */
// @ts-ignore: decorator
@inline
function keyOf<T, K>(value: T): K {
  if (isFloat<T>()) return flip<K>(reinterpret<K>(value == value ? value : <T>NaN));
  return isSigned<T>() ? <K>value : <K>(<i32>value ^ i32.MIN_VALUE);
}

// @ts-ignore: decorator
@inline
function valueOf<T, K>(key: K): T {
  if (isFloat<T>()) return reinterpret<T>(flip<K>(key));
  return isSigned<T>() ? <T>key : <T>(<i32>key ^ i32.MIN_VALUE);
}

/** Inverts all bits but the sign of what is negative: the larger a negative float's bits, the less it is. */
// @ts-ignore: decorator
@inline
function flip<K>(bits: K): K {
  return sizeof<K>() == 8 ? <K>(bits ^ (<u64>(<i64>bits >> 63) >> 1)) : <K>(bits ^ (<u32>(<i32>bits >> 31) >> 1));
}
