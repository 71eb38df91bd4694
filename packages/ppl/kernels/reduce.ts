// Reductions of a view over some of its axes. An instruction is
//   [to, from, outputs' axes, …extents, …byte strides in from, reduced axes, …extents, …byte strides in from, scratch]
// with at least one axis of either kind; what is written lies in a row. Single precision is added up in double precision.

// @ts-ignore: decorator
@unmanaged class Sum<T> {
  // @ts-ignore: decorator
  @inline start(): T { return 0; }
  // @ts-ignore: decorator
  @inline of(a: T, b: T): T { return <T>(a + b); }
}
// @ts-ignore: decorator
@unmanaged class Product<T> {
  // @ts-ignore: decorator
  @inline start(): T { return 1; }
  // @ts-ignore: decorator
  @inline of(a: T, b: T): T { return <T>(a * b); }
}
// @ts-ignore: decorator
@unmanaged class Least<T> {
  // @ts-ignore: decorator
  @inline start(): T { return isFloat<T>() ? <T>Infinity : isSigned<T>() ? <T>i32.MAX_VALUE : <T>u32.MAX_VALUE; }
  // @ts-ignore: decorator
  @inline of(a: T, b: T): T { return min<T>(a, b); }
}
// @ts-ignore: decorator
@unmanaged class Largest<T> {
  // @ts-ignore: decorator
  @inline start(): T { return isFloat<T>() ? <T>(-Infinity) : isSigned<T>() ? <T>i32.MIN_VALUE : <T>0; }
  // @ts-ignore: decorator
  @inline of(a: T, b: T): T { return max<T>(a, b); }
}

/** Where entry `i`, row-major, of a view lies: `axes` points at [axes, …extents, …strides]. */
// @ts-ignore: decorator
@inline
function offset(axes: usize, i: i32): usize {
  const count = load<i32>(axes);
  const extents = axes + 4;
  const strides = extents + (<usize>count << 2);
  let at: usize = 0;
  for (let axis = count - 1; axis >= 0; axis--) {
    const e = load<i32>(extents + (<usize>axis << 2));
    const q = i / e;
    at += <usize>(i - q * e) * <usize>load<i32>(strides + (<usize>axis << 2));
    i = q;
  }
  return at;
}

// @ts-ignore: decorator
@inline
function sizeOf(axes: usize, count: i32): i32 {
  let size = 1;
  for (let axis = 0; axis < count; axis++) size *= load<i32>(axes + 4 + (<usize>axis << 2));
  return size;
}

/** T: of what is read and written; A: of what is added up. */
// @ts-ignore: decorator
@inline
function reduce<T, A, F>(at: usize): void {
  const f = changetype<F>(0);
  const from = <usize>load<u32>(at, 4);
  const outputs = at + 8;
  const outAxes = load<i32>(outputs);
  const reduced = outputs + 4 + (<usize>outAxes << 3);
  const axes = load<i32>(reduced);
  const extents = reduced + 4;
  const strides = extents + (<usize>axes << 2);
  const last = <usize>(axes - 1) << 2;
  const length = load<i32>(extents + last);
  const stride = <usize>load<i32>(strides + last);
  let to = <usize>load<u32>(at);
  const size = sizeOf(outputs, outAxes);
  const rows = sizeOf(reduced, axes - 1);
  const outLength = load<i32>(outputs + (<usize>outAxes << 2));
  const outStride = <usize>load<i32>(outputs + (<usize>outAxes << 3));
  if (outStride == sizeof<T>() && stride != sizeof<T>() && outLength > 1) {
    // Neighbours in memory belong to different sums: a row of sums at a time.
    const scratch = <usize>load<u32>(strides + (<usize>axes << 2));
    const sums = isFloat<T>() && sizeof<A>() != sizeof<T>() ? scratch : to;
    for (let start = 0; start < size; start += outLength) {
      const first = from + offset(outputs, start);
      const row = sizeof<A>() != sizeof<T>() ? sums : to;
      for (let i = 0; i < outLength; i++) store<A>(row + <usize>i * sizeof<A>(), f.start());
      for (let r = 0; r < rows * length; r++) {
        let x = first + offset(reduced, r);
        let sum = row;
        for (let i = 0; i < outLength; i++) {
          store<A>(sum, f.of(load<A>(sum), <A>load<T>(x)));
          x += sizeof<T>();
          sum += sizeof<A>();
        }
      }
      if (sizeof<A>() != sizeof<T>()) {
        for (let i = 0; i < outLength; i++) {
          store<T>(to + <usize>i * sizeof<T>(), <T>load<A>(row + <usize>i * sizeof<A>()));
        }
      }
      to += <usize>outLength * sizeof<T>();
    }
    return;
  }
  for (let i = 0; i < size; i++) {
    const first = from + offset(outputs, i);
    // Four sums side by side, since each addition waits for the one before.
    let s0 = f.start(), s1 = f.start(), s2 = f.start(), s3 = f.start();
    for (let r = 0; r < rows; r++) {
      let x = first + (rows > 1 ? offset(reduced, r * length) : 0);
      let k = length;
      for (; k >= 4; k -= 4) {
        s0 = f.of(s0, <A>load<T>(x));
        x += stride;
        s1 = f.of(s1, <A>load<T>(x));
        x += stride;
        s2 = f.of(s2, <A>load<T>(x));
        x += stride;
        s3 = f.of(s3, <A>load<T>(x));
        x += stride;
      }
      for (; k > 0; k--) {
        s0 = f.of(s0, <A>load<T>(x));
        x += stride;
      }
    }
    store<T>(to, <T>f.of(f.of(s0, s1), f.of(s2, s3)));
    to += sizeof<T>();
  }
}

export function sumF64(at: usize): void { reduce<f64, f64, Sum<f64>>(at); }
export function sumF32(at: usize): void { reduce<f32, f64, Sum<f64>>(at); }
export function sumI32(at: usize): void { reduce<i32, i32, Sum<i32>>(at); }
export function prodF64(at: usize): void { reduce<f64, f64, Product<f64>>(at); }
export function prodF32(at: usize): void { reduce<f32, f64, Product<f64>>(at); }
export function prodI32(at: usize): void { reduce<i32, i32, Product<i32>>(at); }
export function leastF64(at: usize): void { reduce<f64, f64, Least<f64>>(at); }
export function leastF32(at: usize): void { reduce<f32, f32, Least<f32>>(at); }
export function leastI32(at: usize): void { reduce<i32, i32, Least<i32>>(at); }
export function leastU32(at: usize): void { reduce<u32, u32, Least<u32>>(at); }
export function largestF64(at: usize): void { reduce<f64, f64, Largest<f64>>(at); }
export function largestF32(at: usize): void { reduce<f32, f32, Largest<f32>>(at); }
export function largestI32(at: usize): void { reduce<i32, i32, Largest<i32>>(at); }
export function largestU32(at: usize): void { reduce<u32, u32, Largest<u32>>(at); }
