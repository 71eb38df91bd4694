// What the tape's loops over vectors share; `T` is f32, four lanes to a vector, or f64, two.

/** Bytes of a vector. */
export const VECTOR: i32 = 16;

/** Lanes of a vector. */
// @ts-ignore: decorator
@inline
export function lanesOf<T>(): i32 {
  return VECTOR / <i32>sizeof<T>();
}

/** a·b + c in each lane, rounded twice, so that every machine gives the same bits. */
// @ts-ignore: decorator
@inline
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** The sum of a vector's lanes, pairs first. */
// @ts-ignore: decorator
@inline
export function sumLanes<T>(x: v128): T {
  if (sizeof<T>() == 8) return <T>(v128.extract_lane<T>(x, 0) + v128.extract_lane<T>(x, 1));
  return <T>(
    (v128.extract_lane<T>(x, 0) + v128.extract_lane<T>(x, 1)) +
    (v128.extract_lane<f32>(x, 2) + v128.extract_lane<f32>(x, 3))
  );
}

/** Bytes of `count` elements of `T`; a negative count goes backwards. */
// @ts-ignore: decorator
@inline
export function bytes<T>(count: i32): usize {
  return <usize>count * sizeof<T>();
}

/** The address of element `index`, which may be negative, of an array of `T`. */
// @ts-ignore: decorator
@inline
export function at<T>(array: usize, index: i32): usize {
  return array + bytes<T>(index);
}

/** Two neighbours as f64. */
// @ts-ignore: decorator
@inline
export function loadTwo<T>(x: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(x) : f64x2.promote_low_f32x4(v128.load64_zero(x));
}

/** Stores two f64 as neighbours, rounded to `T`. */
// @ts-ignore: decorator
@inline
export function storeTwo<T>(to: usize, x: v128): void {
  if (sizeof<T>() == 8) v128.store(to, x);
  else v128.store64_lane(to, f32x4.demote_f64x2_zero(x), 0);
}
