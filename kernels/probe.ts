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

/** The machine's multiply-add rate: `rounds` × 12 independent chains × 4 lanes × 2 flops. Returns a sum of the lanes. */
export function peak(rounds: i32, x: f32): f32 {
  const a = splat(x);
  const b = splat(1e-3);
  let c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
  for (let i = 0; i < rounds; i++) {
    c0 = fma(c0, a, b); c1 = fma(c1, a, b); c2 = fma(c2, a, b); c3 = fma(c3, a, b);
    c4 = fma(c4, a, b); c5 = fma(c5, a, b); c6 = fma(c6, a, b); c7 = fma(c7, a, b);
    c8 = fma(c8, a, b); c9 = fma(c9, a, b); c10 = fma(c10, a, b); c11 = fma(c11, a, b);
  }
  const s = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  const t = f32x4.add(s, f32x4.add(f32x4.add(c8, c9), f32x4.add(c10, c11)));
  return f32x4.extract_lane(t, 0);
}
