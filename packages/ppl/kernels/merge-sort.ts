// A stable merge sort of integers, from the bottom up, that takes along what belongs to each.
import { at, bytes } from "./lanes";

/** Elements of the runs that are sorted by insertion before any are merged. */
const RUN: i32 = 16;

/**
 * Sorts n keys, of i32 or i64, and their `items`, of i32, alongside; with `I` void there are no items. `spareKeys` and
 * `spareItems` are room for as many.
 */
export function mergeSort<K, I>(keys: usize, items: usize, spareKeys: usize, spareItems: usize, n: i32): void {
  for (let i = 0; i < n; i += RUN) sortRun<K, I>(keys, items, i, min(RUN, n - i));
  let fromKeys = keys, fromItems = items, toKeys = spareKeys, toItems = spareItems;
  for (let width = RUN; width < n; width <<= 1) {
    for (let i = 0; i < n; i += 2 * width) {
      const middle = min(i + width, n);
      merge<K, I>(fromKeys, fromItems, toKeys, toItems, i, middle, min(middle + width, n));
    }
    const sortedKeys = toKeys, sortedItems = toItems;
    toKeys = fromKeys; toItems = fromItems;
    fromKeys = sortedKeys; fromItems = sortedItems;
  }
  if (fromKeys == keys) return;
  memory.copy(keys, fromKeys, bytes<K>(n));
  if (!isVoid<I>()) memory.copy(items, fromItems, bytes<i32>(n));
}

function sortRun<K, I>(keys: usize, items: usize, start: i32, count: i32): void {
  for (let i = start + 1; i < start + count; i++) {
    const key = load<K>(at<K>(keys, i));
    const item = isVoid<I>() ? 0 : load<i32>(at<i32>(items, i));
    let j = i;
    for (; j > start && load<K>(at<K>(keys, j - 1)) > key; j--) move<K, I>(keys, items, j - 1, keys, items, j);
    store<K>(at<K>(keys, j), key);
    if (!isVoid<I>()) store<i32>(at<i32>(items, j), item);
  }
}

// @ts-ignore: decorator
@inline
function move<K, I>(keys: usize, items: usize, from: i32, toKeys: usize, toItems: usize, to: i32): void {
  store<K>(at<K>(toKeys, to), load<K>(at<K>(keys, from)));
  if (!isVoid<I>()) store<i32>(at<i32>(toItems, to), load<i32>(at<i32>(items, from)));
}

/** Merges the sorted stretches [start, middle) and [middle, end). Of equal keys the left one comes first. */
function merge<K, I>(
  keys: usize, items: usize, toKeys: usize, toItems: usize, start: i32, middle: i32, end: i32,
): void {
  let left = start, right = middle, to = start;
  while (left < middle && right < end) {
    // Selected, not branched on: which of the two is less cannot be foretold.
    const isRight = load<K>(at<K>(keys, right)) < load<K>(at<K>(keys, left));
    move<K, I>(keys, items, select<i32>(right, left, isRight), toKeys, toItems, to++);
    right += <i32>isRight;
    left += <i32>!isRight;
  }
  const from = left < middle ? left : right;
  memory.copy(at<K>(toKeys, to), at<K>(keys, from), bytes<K>(end - to));
  if (!isVoid<I>()) memory.copy(at<i32>(toItems, to), at<i32>(items, from), bytes<i32>(end - to));
}
