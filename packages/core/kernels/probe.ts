// Entry points for tests and the benchmark: the inlined parts, one at a time.
import { exp, expNegAbs, log, logistic, softplus } from "./elementary";
import { fma, splat } from "./simd";

/** Applies function 0 exp, 1 log, 2 softplus, 3 logistic to 4·`vectors` floats in place. */
export function applyElementary(which: i32, at: usize, vectors: i32): void {
  for (let i = 0; i < vectors; i++) {
    const x = v128.load(at);
    let y = x;
    if (which == 0) y = exp(x);
    else if (which == 1) y = log(x);
    else if (which == 2) y = softplus(x, expNegAbs(x));
    else y = logistic(x, expNegAbs(x));
    v128.store(at, y);
    at += 16;
  }
}

/**
 * The machine's multiply-add rate: `rounds` × 12 chains × 4 lanes × 2 flops, whatever the unit. Twelve because a
 * fused multiply-add waits for 4 cycles and a multiplication with an addition for 6, two of them starting in each;
 * with the two constants they fill 14 of the 16 registers. The chains start apart so that none can stand for another.
 */
export function peak(_unit: i32, scratch: usize, _control: usize, rounds: i32): void {
  const a = splat(0.999), b = splat(1e-3);
  let c0 = splat(0.1), c1 = splat(0.2), c2 = splat(0.3), c3 = splat(0.4), c4 = splat(0.5), c5 = splat(0.6);
  let c6 = splat(0.7), c7 = splat(0.8), c8 = splat(0.9), c9 = splat(1.1), c10 = splat(1.2), c11 = splat(1.3);
  for (let i = 0; i < rounds; i++) {
    c0 = fma(c0, a, b); c1 = fma(c1, a, b); c2 = fma(c2, a, b); c3 = fma(c3, a, b);
    c4 = fma(c4, a, b); c5 = fma(c5, a, b); c6 = fma(c6, a, b); c7 = fma(c7, a, b);
    c8 = fma(c8, a, b); c9 = fma(c9, a, b); c10 = fma(c10, a, b); c11 = fma(c11, a, b);
  }
  v128.store(scratch, c0); v128.store(scratch, c1, 16); v128.store(scratch, c2, 32); v128.store(scratch, c3, 48);
  v128.store(scratch, c4, 64); v128.store(scratch, c5, 80); v128.store(scratch, c6, 96); v128.store(scratch, c7, 112);
  v128.store(scratch, c8, 128); v128.store(scratch, c9, 144); v128.store(scratch, c10, 160); v128.store(scratch, c11, 176);
}
