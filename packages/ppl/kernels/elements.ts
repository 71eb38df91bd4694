// Loops over four elements at a time, for operations that do the same to each. Every kernel of this kind has the signature
// (to, a, aStep, b, bStep, c, cStep, count): addresses, and the bytes that each operand advances for four elements: 32 for
// double precision, 16 for what has four bytes, 0 for a scalar, of which a cell holds four copies. Buffers end on 32 bytes,
// so that the last four need no care: what lies beyond `count` is computed and never looked at.


// @ts-ignore: decorator
@inline
export function unary64<F>(to: usize, a: usize, aStep: usize, count: i32): void {
  const f = changetype<F>(0);
  for (let i = count; i > 0; i -= 4) {
    v128.store(to, f.of(v128.load(a)));
    v128.store(to, f.of(v128.load(a, 16)), 16);
    to += 32;
    a += aStep;
  }
}

// @ts-ignore: decorator
@inline
export function unary32<F>(to: usize, a: usize, aStep: usize, count: i32): void {
  const f = changetype<F>(0);
  for (let i = count; i > 0; i -= 4) {
    v128.store(to, f.of(v128.load(a)));
    to += 16;
    a += aStep;
  }
}

// Operations on two numbers are most of what there is: without detours where both lie in a row, or one is a scalar.

// @ts-ignore: decorator
@inline
export function binary64<F>(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, count: i32): void {
  const f = changetype<F>(0);
  if (aStep != 0) {
    if (bStep != 0) {
      for (; count > 4; count -= 8) {
        v128.store(to, f.of(v128.load(a), v128.load(b)));
        v128.store(to, f.of(v128.load(a, 16), v128.load(b, 16)), 16);
        v128.store(to, f.of(v128.load(a, 32), v128.load(b, 32)), 32);
        v128.store(to, f.of(v128.load(a, 48), v128.load(b, 48)), 48);
        to += 64;
        a += 64;
        b += 64;
      }
    } else {
      const y = v128.load(b);
      for (; count > 4; count -= 8) {
        v128.store(to, f.of(v128.load(a), y));
        v128.store(to, f.of(v128.load(a, 16), y), 16);
        v128.store(to, f.of(v128.load(a, 32), y), 32);
        v128.store(to, f.of(v128.load(a, 48), y), 48);
        to += 64;
        a += 64;
      }
    }
  }
  for (; count > 0; count -= 4) {
    v128.store(to, f.of(v128.load(a), v128.load(b)));
    v128.store(to, f.of(v128.load(a, 16), v128.load(b, 16)), 16);
    to += 32;
    a += aStep;
    b += bStep;
  }
}

// @ts-ignore: decorator
@inline
export function binary32<F>(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, count: i32): void {
  const f = changetype<F>(0);
  if (aStep != 0) {
    if (bStep != 0) {
      for (; count > 12; count -= 16) {
        v128.store(to, f.of(v128.load(a), v128.load(b)));
        v128.store(to, f.of(v128.load(a, 16), v128.load(b, 16)), 16);
        v128.store(to, f.of(v128.load(a, 32), v128.load(b, 32)), 32);
        v128.store(to, f.of(v128.load(a, 48), v128.load(b, 48)), 48);
        to += 64;
        a += 64;
        b += 64;
      }
    } else {
      const y = v128.load(b);
      for (; count > 12; count -= 16) {
        v128.store(to, f.of(v128.load(a), y));
        v128.store(to, f.of(v128.load(a, 16), y), 16);
        v128.store(to, f.of(v128.load(a, 32), y), 32);
        v128.store(to, f.of(v128.load(a, 48), y), 48);
        to += 64;
        a += 64;
      }
    }
  }
  for (; count > 0; count -= 4) {
    v128.store(to, f.of(v128.load(a), v128.load(b)));
    to += 16;
    a += aStep;
    b += bStep;
  }
}

/** A comparison of doubles: two masks of two lanes make four whole numbers, 0 or 1. */
// @ts-ignore: decorator
@inline
export function compare64<F>(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, count: i32): void {
  const f = changetype<F>(0);
  for (let i = count; i > 0; i -= 4) {
    const low = f.of(v128.load(a), v128.load(b));
    const high = f.of(v128.load(a, 16), v128.load(b, 16));
    v128.store(to, v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), i32x4.splat(1)));
    to += 16;
    a += aStep;
    b += bStep;
  }
}

// @ts-ignore: decorator
@inline
export function compare32<F>(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, count: i32): void {
  const f = changetype<F>(0);
  for (let i = count; i > 0; i -= 4) {
    v128.store(to, v128.and(f.of(v128.load(a), v128.load(b)), i32x4.splat(1)));
    to += 16;
    a += aStep;
    b += bStep;
  }
}
