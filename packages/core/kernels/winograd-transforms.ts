// The maps of Winograd's F(m×m, 3×3) for m of 2, 3 and 4 (Lavin & Gray 2016, §4.1 and 4.3), each along one axis; along both they
// make a tile. The points of m = 4 are 0, ±1, ±2 and ∞; those of m = 3 lack −2, those of m = 2 lack 2 as well.
import { fma, splat } from "./simd";

/** Bytes that a transformation needs beside its result: the entries of a tile after one axis. */
export const HALFWAY: usize = 576;

/** Bᵀ along one axis: the first m + 2 of six inputs to as many entries `step` bytes apart. */
// @ts-ignore: decorator
@inline
function input(m: i32, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, step: usize): void {
  if (m == 2) {
    v128.store(to, f32x4.sub(d0, d2));
    v128.store(to + step, f32x4.add(d1, d2));
    v128.store(to + 2 * step, f32x4.sub(d2, d1));
    v128.store(to + 3 * step, f32x4.sub(d1, d3));
    return;
  }
  if (m == 3) {
    const two = splat(2), minusTwo = splat(-2);
    const near = f32x4.sub(d3, d1);
    v128.store(to, fma(f32x4.sub(d0, d2), two, near));
    v128.store(to + step, fma(d1, minusTwo, f32x4.sub(d3, d2)));
    v128.store(to + 2 * step, fma(d2, splat(-3), fma(d1, two, d3)));
    v128.store(to + 3 * step, near);
    v128.store(to + 4 * step, fma(near, minusTwo, f32x4.sub(d4, d2)));
    return;
  }
  const four = splat(4), minusFour = splat(-4), minusFive = splat(-5);
  v128.store(to, fma(d2, minusFive, fma(d0, four, d4)));
  v128.store(to + 5 * step, fma(d3, minusFive, fma(d1, four, d5)));
  const a = fma(d2, minusFour, d4), b = fma(d1, minusFour, d3);
  v128.store(to + step, f32x4.add(a, b));
  v128.store(to + 2 * step, f32x4.sub(a, b));
  const c = f32x4.sub(d4, d2), d = f32x4.sub(d3, d1);
  const e = f32x4.add(d, d);
  v128.store(to + 3 * step, f32x4.add(c, e));
  v128.store(to + 4 * step, f32x4.sub(c, e));
}

/** Address of row i of a tile's column: `pitch` from row to row where the tile lies whole in the image, else looked up. */
// @ts-ignore: decorator
@inline
function pixel(whole: bool, pixels: usize, n: usize, i: usize, corner: usize, pitch: usize): usize {
  return whole ? corner + i * pitch : <usize>load<u32>(pixels + ((i * n) << 2));
}

// @ts-ignore: decorator
@inline
function transformInputsOf(
  m: i32, whole: bool, pixels: usize, corner: usize, pitch: usize, bytes: usize, halfway: usize, to: usize, step: usize,
): void {
  const n = <usize>m + 2;
  const row = n * step;
  for (let at: usize = 0; at < bytes; at += 16) {
    for (let j: usize = 0; j < n; j++) {
      const column = pixels + (j << 2);
      const top = corner + j * bytes + at;
      const more = whole ? 0 : at;
      const d0 = v128.load(pixel(whole, column, n, 0, top, pitch) + more);
      const d1 = v128.load(pixel(whole, column, n, 1, top, pitch) + more);
      const d2 = v128.load(pixel(whole, column, n, 2, top, pitch) + more);
      const d3 = v128.load(pixel(whole, column, n, 3, top, pitch) + more);
      const d4 = m == 2 ? d3 : v128.load(pixel(whole, column, n, 4, top, pitch) + more);
      const d5 = m == 4 ? v128.load(pixel(whole, column, n, 5, top, pitch) + more) : d4;
      input(m, d0, d1, d2, d3, d4, d5, halfway + (j << 4), n << 4);
    }
    let out = to + at;
    for (let i: usize = 0; i < n; i++) {
      const from = halfway + ((i * n) << 4);
      const d3 = v128.load(from, 48);
      const d4 = m == 2 ? d3 : v128.load(from, 64);
      const d5 = m == 4 ? v128.load(from, 80) : d4;
      input(m, v128.load(from), v128.load(from, 16), v128.load(from, 32), d3, d4, d5, out, step);
      out += row;
    }
  }
}

/**
 * Bᵀ d B of every channel and image of one tile; `bytes` of channels in a pixel, `step` from one entry to the next. The pixels
 * are looked up in `pixels`, or, where the tile lies `whole` in the image, `pitch` from row to row from `corner` on.
 */
export function transformInputs(
  m: i32, whole: bool, pixels: usize, corner: usize, pitch: usize, bytes: usize, halfway: usize, to: usize, step: usize,
): void {
  if (m == 2) {
    if (whole) transformInputsOf(2, true, pixels, corner, pitch, bytes, halfway, to, step);
    else transformInputsOf(2, false, pixels, corner, pitch, bytes, halfway, to, step);
  } else if (m == 3) {
    if (whole) transformInputsOf(3, true, pixels, corner, pitch, bytes, halfway, to, step);
    else transformInputsOf(3, false, pixels, corner, pitch, bytes, halfway, to, step);
  } else {
    if (whole) transformInputsOf(4, true, pixels, corner, pitch, bytes, halfway, to, step);
    else transformInputsOf(4, false, pixels, corner, pitch, bytes, halfway, to, step);
  }
}

/** Aᵀ along one axis: entries `from` bytes apart to `m` outputs `step` bytes apart. */
// @ts-ignore: decorator
@inline
function output(m: i32, at: usize, from: usize, to: usize, step: usize): void {
  const m0 = v128.load(at), m1 = v128.load(at + from), m2 = v128.load(at + 2 * from), m3 = v128.load(at + 3 * from);
  const sum = f32x4.add(m1, m2), difference = f32x4.sub(m1, m2);
  if (m == 2) {
    v128.store(to, f32x4.add(m0, sum));
    v128.store(to + step, f32x4.sub(difference, m3));
    return;
  }
  const m4 = v128.load(at + 4 * from);
  if (m == 3) {
    v128.store(to, f32x4.add(f32x4.add(m0, sum), m3));
    v128.store(to + step, fma(m3, splat(2), difference));
    v128.store(to + 2 * step, f32x4.add(fma(m3, splat(4), sum), m4));
    return;
  }
  const m5 = v128.load(at + 5 * from);
  const sum2 = f32x4.add(m3, m4), difference2 = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, sum), sum2));
  v128.store(to + step, fma(difference2, splat(2), difference));
  v128.store(to + 2 * step, fma(sum2, splat(4), sum));
  v128.store(to + 3 * step, f32x4.add(fma(difference2, splat(8), difference), m5));
}

// @ts-ignore: decorator
@inline
function transformOutputsOf(m: i32, tile: usize, halfway: usize): void {
  const n = <usize>m + 2;
  for (let r: usize = 0; r < 128; r += 16) {
    const at = tile + r;
    for (let j: usize = 0; j < n; j++) output(m, at + (j << 7), n << 7, halfway + (j << 4), n << 4);
    for (let i: usize = 0; i < <usize>m; i++) output(m, halfway + ((i * n) << 4), 16, at + ((i * <usize>m) << 7), 128);
  }
}

/** Aᵀ M A of four outputs and eight images, in place: the m×m outputs are the first entries then, 128 bytes each. */
export function transformOutputs(m: i32, tile: usize, halfway: usize): void {
  if (m == 2) transformOutputsOf(2, tile, halfway);
  else if (m == 3) transformOutputsOf(3, tile, halfway);
  else transformOutputsOf(4, tile, halfway);
}

/** A, the adjoint of `output`, along one axis: `m` gradients `from` bytes apart to entries `step` bytes apart. */
// @ts-ignore: decorator
@inline
function gradient(m: i32, at: usize, from: usize, to: usize, step: usize): void {
  const y0 = v128.load(at), y1 = v128.load(at + from);
  if (m == 2) {
    v128.store(to, y0);
    v128.store(to + step, f32x4.add(y0, y1));
    v128.store(to + 2 * step, f32x4.sub(y0, y1));
    v128.store(to + 3 * step, f32x4.neg(y1));
    return;
  }
  const y2 = v128.load(at + 2 * from);
  if (m == 3) {
    const outer = f32x4.add(y0, y2);
    v128.store(to, y0);
    v128.store(to + step, f32x4.add(outer, y1));
    v128.store(to + 2 * step, f32x4.sub(outer, y1));
    v128.store(to + 3 * step, fma(y2, splat(4), fma(y1, splat(2), y0)));
    v128.store(to + 4 * step, y2);
    return;
  }
  const y3 = v128.load(at + 3 * from);
  v128.store(to, y0);
  v128.store(to + 5 * step, y3);
  const even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + 2 * step, f32x4.sub(even, odd));
  const even2 = fma(y2, splat(4), y0), odd2 = fma(y3, splat(8), f32x4.add(y1, y1));
  v128.store(to + 3 * step, f32x4.add(even2, odd2));
  v128.store(to + 4 * step, f32x4.sub(even2, odd2));
}

// @ts-ignore: decorator
@inline
function transformGradientsOf(m: i32, from: usize, halfway: usize, to: usize, step: usize): void {
  const n = <usize>m + 2;
  for (let r: usize = 0; r < 128; r += 16) {
    const at = from + r;
    for (let j: usize = 0; j < <usize>m; j++) gradient(m, at + (j << 7), <usize>m << 7, halfway + (j << 4), <usize>m << 4);
    for (let i: usize = 0; i < n; i++) gradient(m, halfway + ((i * <usize>m) << 4), 16, to + r + i * n * step, step);
  }
}

/** A dz Aᵀ of m×m places of 128 bytes each, `step` bytes from one entry to the next. */
export function transformGradients(m: i32, from: usize, halfway: usize, to: usize, step: usize): void {
  if (m == 2) transformGradientsOf(2, from, halfway, to, step);
  else if (m == 3) transformGradientsOf(3, from, halfway, to, step);
  else transformGradientsOf(4, from, halfway, to, step);
}

/** G along one axis: three weights to the entries, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function kernel(m: i32, g0: v128, g1: v128, g2: v128, to: usize, step: usize): void {
  const outer = f32x4.add(g0, g2);
  if (m == 2) {
    const half = splat(0.5);
    v128.store(to, g0);
    v128.store(to + step, f32x4.mul(half, f32x4.add(outer, g1)));
    v128.store(to + 2 * step, f32x4.mul(half, f32x4.sub(outer, g1)));
    v128.store(to + 3 * step, g2);
    return;
  }
  const sixth = splat(-1.0 / 6.0);
  if (m == 3) {
    const half = splat(0.5);
    v128.store(to, f32x4.mul(g0, half));
    v128.store(to + step, f32x4.mul(splat(-0.5), f32x4.add(outer, g1)));
    v128.store(to + 2 * step, f32x4.mul(sixth, f32x4.sub(outer, g1)));
    v128.store(to + 3 * step, fma(g2, splat(2.0 / 3.0), fma(g1, splat(1.0 / 3.0), f32x4.mul(g0, splat(1.0 / 6.0)))));
    v128.store(to + 4 * step, g2);
    return;
  }
  v128.store(to, f32x4.mul(g0, splat(0.25)));
  v128.store(to + step, f32x4.mul(sixth, f32x4.add(outer, g1)));
  v128.store(to + 2 * step, f32x4.mul(sixth, f32x4.sub(outer, g1)));
  const a = fma(g2, splat(1.0 / 6.0), f32x4.mul(g0, splat(1.0 / 24.0))), b = f32x4.mul(g1, splat(1.0 / 12.0));
  v128.store(to + 3 * step, f32x4.add(a, b));
  v128.store(to + 4 * step, f32x4.sub(a, b));
  v128.store(to + 5 * step, g2);
}

// @ts-ignore: decorator
@inline
function transformKernelOf(m: i32, taps: usize, halfway: usize, to: usize, step: usize): void {
  const n = <usize>m + 2;
  for (let j: usize = 0; j < 48; j += 16) {
    kernel(m, v128.load(taps + j), v128.load(taps + j, 48), v128.load(taps + j, 96), halfway + j, 48);
  }
  for (let i: usize = 0; i < n; i++) {
    const from = halfway + i * 48;
    kernel(m, v128.load(from), v128.load(from, 16), v128.load(from, 32), to + i * n * step, step);
  }
}

/** G g Gᵀ of four kernels side by side, whose nine taps are at `taps`; `step` bytes from one entry to the next. */
export function transformKernel(m: i32, taps: usize, halfway: usize, to: usize, step: usize): void {
  if (m == 2) transformKernelOf(2, taps, halfway, to, step);
  else if (m == 3) transformKernelOf(3, taps, halfway, to, step);
  else transformKernelOf(4, taps, halfway, to, step);
}

/** Gᵀ, the adjoint of `kernel`, along one axis: entries `from` bytes apart to three taps `step` bytes apart. */
// @ts-ignore: decorator
@inline
function tap(m: i32, at: usize, from: usize, to: usize, step: usize): void {
  const x0 = v128.load(at), x1 = v128.load(at + from), x2 = v128.load(at + 2 * from), x3 = v128.load(at + 3 * from);
  const sum = f32x4.add(x1, x2), difference = f32x4.sub(x1, x2);
  if (m == 2) {
    const half = splat(0.5);
    v128.store(to, fma(half, sum, x0));
    v128.store(to + step, f32x4.mul(half, difference));
    v128.store(to + 2 * step, fma(half, sum, x3));
    return;
  }
  const x4 = v128.load(at + 4 * from);
  const sixth = splat(1.0 / 6.0), minusSixth = splat(-1.0 / 6.0);
  if (m == 3) {
    const half = splat(0.5), minusHalf = splat(-0.5);
    v128.store(to, fma(f32x4.sub(x0, x1), half, f32x4.mul(f32x4.sub(x3, x2), sixth)));
    v128.store(to + step, fma(x3, splat(1.0 / 3.0), fma(x2, sixth, f32x4.mul(x1, minusHalf))));
    v128.store(to + 2 * step, fma(x3, splat(2.0 / 3.0), fma(x2, minusSixth, fma(x1, minusHalf, x4))));
    return;
  }
  const x5 = v128.load(at + 5 * from);
  const sum2 = f32x4.add(x3, x4), difference2 = f32x4.sub(x3, x4);
  v128.store(to, fma(sum2, splat(1.0 / 24.0), fma(sum, minusSixth, f32x4.mul(x0, splat(0.25)))));
  v128.store(to + step, fma(difference2, splat(1.0 / 12.0), f32x4.mul(difference, minusSixth)));
  v128.store(to + 2 * step, fma(sixth, f32x4.sub(sum2, sum), x5));
}

// @ts-ignore: decorator
@inline
function transformTapsOf(m: i32, entries: usize, from: usize, halfway: usize, to: usize, step: usize): void {
  const n = <usize>m + 2;
  for (let j: usize = 0; j < n; j++) tap(m, entries + j * from, n * from, halfway + (j << 4), n << 4);
  for (let i: usize = 0; i < 3; i++) tap(m, halfway + ((i * n) << 4), 16, to + 3 * i * step, step);
}

/** Gᵀ X G of four weights side by side, whose entries are `from` bytes apart; `step` bytes from one of the nine taps to the next. */
export function transformTaps(m: i32, entries: usize, from: usize, halfway: usize, to: usize, step: usize): void {
  if (m == 2) transformTapsOf(2, entries, from, halfway, to, step);
  else if (m == 3) transformTapsOf(3, entries, from, halfway, to, step);
  else transformTapsOf(4, entries, from, halfway, to, step);
}
