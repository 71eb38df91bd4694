// Entry point for tests: the elementary functions, one at a time.
import {
  asin32, asin64, atan32, atan64, cos32, cos64, erf32, erf64, erfc32, erfc64, exp32, exp64, log32, log64, sin32, sin64,
} from "./math";

// @ts-ignore: decorator
@inline
function valueOf(which: i32, x: v128): v128 {
  switch (which) {
    case 0: return exp64(x);
    case 1: return log64(x);
    case 2: return sin64(x);
    case 3: return cos64(x);
    case 4: return asin64(x);
    case 5: return atan64(x);
    case 6: return erf64(x);
    case 7: return erfc64(x);
    case 8: return exp32(x);
    case 9: return log32(x);
    case 10: return sin32(x);
    case 11: return cos32(x);
    case 12: return asin32(x);
    case 13: return atan32(x);
    case 14: return erf32(x);
    default: return erfc32(x);
  }
}

/**
 * Applies a function to `vectors` vectors in place: 0 exp, 1 log, 2 sin, 3 cos, 4 asin, 5 atan, 6 erf, 7 erfc of two
 * doubles each, 8 to 15 the same of four floats each.
 */
export function apply(which: i32, at: usize, vectors: i32): void {
  for (let i = 0; i < vectors; i++) {
    v128.store(at, valueOf(which, v128.load(at)));
    at += 16;
  }
}
