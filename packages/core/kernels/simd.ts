// Lane-wise helpers on four f32 lanes. Everything is inlined into the loops that use it.

/** a·b + c. One rounding where relaxed SIMD is enabled and the host fuses, two otherwise. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/**
 * Entry `i` of a table of constants, in all lanes. A load, because V8 builds a vector constant anew at every use,
 * from two 64-bit immediates: several instructions for each step of a polynomial.
 */
// @ts-ignore: decorator
@inline
export function entry(table: usize, i: usize): v128 {
  return v128.load32_splat(table + (i << 2));
}

/** A Horner step with entry `i` of a table of coefficients. */
// @ts-ignore: decorator
@inline
export function horner(acc: v128, x: v128, table: usize, i: usize): v128 {
  return fma(acc, x, entry(table, i));
}

/** Sum of four f32 lanes, added in f64. */
// @ts-ignore: decorator
@inline
export function sumF64(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/** Lanes below `count` are all ones, the rest zero. */
// @ts-ignore: decorator
@inline
export function laneMask(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Stores the transpose of the 4×4 block with rows a, b, c, d at four addresses `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function storeTransposed(a: v128, b: v128, c: v128, d: v128, to: usize, stride: usize): void {
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab0, cd0, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(ab0, cd0, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(ab1, cd1, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(ab1, cd1, 1, 3));
}
