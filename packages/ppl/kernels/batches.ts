// Instructions for whole matrices and rows: for each entry of a batch, what the functions of other files do to one.
import { cholesky32, cholesky64, lu32, lu64, triangularSolve32, triangularSolve64 } from "./factorise";
import { eigh32, eigh64 } from "./eigen";
import { fft32, fft64 } from "./fft";
import { product32, product64, productI32 } from "./product";
import { F32, F64, I32, U32 } from "./dtype";
import { argsort, sort } from "./sort";

// Products: [to, a, b, m, n, k, am, ak, bk, bn, scratch, axes, …extents, …byte strides of a, …byte strides of b]. The batch's
// products lie one after the other.

// @ts-ignore: decorator
@inline
function products<T>(at: usize): void {
  let to = <usize>load<u32>(at);
  const m = load<i32>(at, 12), n = load<i32>(at, 16), k = load<i32>(at, 20);
  const am = load<i32>(at, 24), ak = load<i32>(at, 28), bk = load<i32>(at, 32), bn = load<i32>(at, 36);
  const scratch = <usize>load<u32>(at, 40);
  const axes = load<i32>(at, 44);
  const extents = at + 48;
  const strides = extents + (<usize>axes << 2);
  let batch = 1;
  for (let axis = 0; axis < axes; axis++) batch *= load<i32>(extents + (<usize>axis << 2));
  for (let entry = 0; entry < batch; entry++) {
    let a = <usize>load<u32>(at, 4), b = <usize>load<u32>(at, 8);
    let rest = entry;
    for (let axis = axes - 1; axis >= 0; axis--) {
      const e = load<i32>(extents + (<usize>axis << 2));
      const q = rest / e;
      const i = <usize>(rest - q * e);
      a += i * <usize>load<i32>(strides + (<usize>axis << 2));
      b += i * <usize>load<i32>(strides + (<usize>(axes + axis) << 2));
      rest = q;
    }
    if (isInteger<T>()) productI32(to, a, am, ak, b, bk, bn, m, n, k, scratch);
    else if (sizeof<T>() == 8) product64(to, a, am, ak, b, bk, bn, m, n, k, scratch);
    else product32(to, a, am, ak, b, bk, bn, m, n, k, scratch);
    to += <usize>(m * n) * sizeof<T>();
  }
}

export function matmulF64(at: usize): void { products<f64>(at); }
export function matmulF32(at: usize): void { products<f32>(at); }
export function matmulI32(at: usize): void { products<i32>(at); }

// Routines: [batch, …outputs, …inputs, …sizes, scratch].

/** [batch, l, a, n, scratch] */
export function choleskyF64(at: usize): void {
  const n = load<i32>(at, 12);
  const bytes = <usize>(n * n) << 3;
  for (let i: usize = 0; i < load<u32>(at); i++) cholesky64(load<u32>(at, 8) + i * bytes, load<u32>(at, 4) + i * bytes, n);
}

export function choleskyF32(at: usize): void {
  const n = load<i32>(at, 12);
  const bytes = <usize>(n * n) << 2;
  for (let i: usize = 0; i < load<u32>(at); i++) cholesky32(load<u32>(at, 8) + i * bytes, load<u32>(at, 4) + i * bytes, n);
}

/** [batch, x, a, b, n, rows, unitDiagonal, scratch] */
export function triangularSolveF64(at: usize): void {
  const n = load<i32>(at, 16), rows = load<i32>(at, 20);
  const square = <usize>(n * n) << 3, block = <usize>(rows * n) << 3;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    triangularSolve64(load<u32>(at, 8) + i * square, load<u32>(at, 12) + i * block, load<u32>(at, 4) + i * block, n, rows, load<u32>(at, 24) != 0);
  }
}

export function triangularSolveF32(at: usize): void {
  const n = load<i32>(at, 16), rows = load<i32>(at, 20);
  const square = <usize>(n * n) << 2, block = <usize>(rows * n) << 2;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    triangularSolve32(load<u32>(at, 8) + i * square, load<u32>(at, 12) + i * block, load<u32>(at, 4) + i * block, n, rows, load<u32>(at, 24) != 0);
  }
}

/** [batch, lu, pivots, permutation, a, m, n, scratch] */
export function luF64(at: usize): void {
  const m = load<i32>(at, 20), n = load<i32>(at, 24);
  const bytes = <usize>(m * n) << 3;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    lu64(load<u32>(at, 16) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + ((i * <usize>min(m, n)) << 2), load<u32>(at, 12) + ((i * <usize>m) << 2), m, n);
  }
}

export function luF32(at: usize): void {
  const m = load<i32>(at, 20), n = load<i32>(at, 24);
  const bytes = <usize>(m * n) << 2;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    lu32(load<u32>(at, 16) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + ((i * <usize>min(m, n)) << 2), load<u32>(at, 12) + ((i * <usize>m) << 2), m, n);
  }
}

// [batch, to, x, n, scratch]

// @ts-ignore: decorator
@inline
function sorts<T>(at: usize, dtype: i32): void {
  const n = load<i32>(at, 12);
  const bytes = <usize>n * sizeof<T>();
  for (let i: usize = 0; i < load<u32>(at); i++) sort(load<u32>(at, 8) + i * bytes, load<u32>(at, 4) + i * bytes, n, dtype, load<u32>(at, 16));
}

export function sortF64(at: usize): void { sorts<f64>(at, F64); }
export function sortF32(at: usize): void { sorts<f32>(at, F32); }
export function sortI32(at: usize): void { sorts<i32>(at, I32); }
export function sortU32(at: usize): void { sorts<u32>(at, U32); }

// [batch, to, indices, x, n, scratch]

// @ts-ignore: decorator
@inline
function argsorts<T>(at: usize, dtype: i32): void {
  const n = load<i32>(at, 16);
  const bytes = <usize>n * sizeof<T>();
  for (let i: usize = 0; i < load<u32>(at); i++) {
    argsort(load<u32>(at, 12) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + ((i * <usize>n) << 2), n, dtype, load<u32>(at, 20));
  }
}

export function argsortF64(at: usize): void { argsorts<f64>(at, F64); }
export function argsortF32(at: usize): void { argsorts<f32>(at, F32); }
export function argsortI32(at: usize): void { argsorts<i32>(at, I32); }
export function argsortU32(at: usize): void { argsorts<u32>(at, U32); }

/** [batch, diagonal, vectors, a, n, maxSweeps, the tolerance as a double, scratch] */
export function eighF64(at: usize): void {
  const n = load<i32>(at, 16);
  const bytes = <usize>(n * n) << 3;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    eigh64(load<u32>(at, 12) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + i * bytes, n, load<i32>(at, 20), load<f64>(at, 24));
  }
}

export function eighF32(at: usize): void {
  const n = load<i32>(at, 16);
  const bytes = <usize>(n * n) << 2;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    eigh32(load<u32>(at, 12) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + i * bytes, n, load<i32>(at, 20), load<f64>(at, 24));
  }
}

/** [batch, toRe, toIm, re, im, n, inverse, scratch] */
export function fftF64(at: usize): void {
  const n = load<i32>(at, 20);
  const bytes = <usize>n << 3;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    fft64(load<u32>(at, 12) + i * bytes, load<u32>(at, 16) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + i * bytes, n, load<u32>(at, 24) != 0, load<u32>(at, 28));
  }
}

export function fftF32(at: usize): void {
  const n = load<i32>(at, 20);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < load<u32>(at); i++) {
    fft32(load<u32>(at, 12) + i * bytes, load<u32>(at, 16) + i * bytes, load<u32>(at, 4) + i * bytes, load<u32>(at, 8) + i * bytes, n, load<u32>(at, 24) != 0, load<u32>(at, 28));
  }
}
