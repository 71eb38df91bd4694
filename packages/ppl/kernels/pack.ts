// Rearranging a matrix so that a register tile reads it from one end to the other.
import { at, bytes } from "./lanes";

/**
 * Four neighbours side by side: to[l][r] = x[r·across + l·along] for l < k and r < 4, zero where r ≥ `count` (1 to 4).
 * `pitch`: bytes from one l to the next. Strides are in elements.
 */
export function packFour<T>(to: usize, pitch: usize, x: usize, across: i32, along: i32, count: i32, k: i32): void {
  if (count == 4 && across == 1) copyFour<T>(to, pitch, x, along, k);
  else if (count == 4 && along == 1) transposeFour<T>(to, pitch, x, across, k);
  else gatherFour<T>(to, pitch, x, across, along, count, k);
}

function copyFour<T>(to: usize, pitch: usize, x: usize, along: i32, k: i32): void {
  const step = bytes<T>(along);
  for (let l = k; l > 0; l--) {
    v128.store(to, v128.load(x));
    if (sizeof<T>() == 8) v128.store(to, v128.load(x, 16), 16);
    to += pitch;
    x += step;
  }
}

function transposeFour<T>(to: usize, pitch: usize, x: usize, across: i32, k: i32): void {
  const x1 = at<T>(x, across), x2 = at<T>(x1, across), x3 = at<T>(x2, across);
  const whole: usize = (k * sizeof<T>()) & ~15;
  for (let l: usize = 0; l < whole; l += 16) {
    const r0 = v128.load(x + l), r1 = v128.load(x1 + l), r2 = v128.load(x2 + l), r3 = v128.load(x3 + l);
    to = sizeof<T>() == 8 ? storePairs(to, pitch, r0, r1, r2, r3) : storeQuads(to, pitch, r0, r1, r2, r3);
  }
  const done = <i32>(whole / sizeof<T>());
  gatherFour<T>(to, pitch, x + whole, across, 1, 4, k - done);
}

/** Two l of four rows of f64; the address after them. */
// @ts-ignore: decorator
@inline
function storePairs(to: usize, pitch: usize, r0: v128, r1: v128, r2: v128, r3: v128): usize {
  v128.store(to, v128.shuffle<i64>(r0, r1, 0, 2));
  v128.store(to, v128.shuffle<i64>(r2, r3, 0, 2), 16);
  to += pitch;
  v128.store(to, v128.shuffle<i64>(r0, r1, 1, 3));
  v128.store(to, v128.shuffle<i64>(r2, r3, 1, 3), 16);
  return to + pitch;
}

/** Four l of four rows of f32; the address after them. */
// @ts-ignore: decorator
@inline
function storeQuads(to: usize, pitch: usize, r0: v128, r1: v128, r2: v128, r3: v128): usize {
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  to += pitch;
  v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3));
  to += pitch;
  v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2));
  to += pitch;
  v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3));
  return to + pitch;
}

function gatherFour<T>(to: usize, pitch: usize, x: usize, across: i32, along: i32, count: i32, k: i32): void {
  for (let l = k; l > 0; l--) {
    let r = 0;
    for (; r < count; r++) store<T>(at<T>(to, r), load<T>(at<T>(x, r * across)));
    for (; r < 4; r++) store<T>(at<T>(to, r), <T>0);
    to += pitch;
    x = at<T>(x, along);
  }
}
