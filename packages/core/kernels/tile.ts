// The matrix products, as register tiles of 4 × 8 (rows × columns).
//
// Two layouts, chosen so that neither operand is ever packed or copied:
//   panels  activations, 8 images side by side:      [images / 8][features][8]
//   quads   weights, 4 outputs side by side:         [outputs / 4][inputs][4]
// A bias is the weight of a last input that is always 1.
import { fma, splat } from "./simd";

/**
 * tile[r][c] = Σₖ a[k][r] · b[k][c], for 4 rows r and 8 columns c: a quad times a panel.
 * `tile` receives 4 × 8 floats, row-major.
 */
// @ts-ignore: decorator
@inline
export function quadTimesPanel(a: usize, b: usize, k: i32, tile: usize): void {
  let c00 = splat(0), c01 = splat(0), c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0), c30 = splat(0), c31 = splat(0);
  for (let i = k; i > 0; i--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a), a1 = v128.load32_splat(a, 4);
    c00 = fma(a0, b0, c00); c01 = fma(a0, b1, c01);
    c10 = fma(a1, b0, c10); c11 = fma(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8), a3 = v128.load32_splat(a, 12);
    c20 = fma(a2, b0, c20); c21 = fma(a2, b1, c21);
    c30 = fma(a3, b0, c30); c31 = fma(a3, b1, c31);
    a += 16;
    b += 32;
  }
  v128.store(tile, c00); v128.store(tile, c01, 16);
  v128.store(tile, c10, 32); v128.store(tile, c11, 48);
  v128.store(tile, c20, 64); v128.store(tile, c21, 80);
  v128.store(tile, c30, 96); v128.store(tile, c31, 112);
}

/**
 * The gradient tile of a weight matrix: for 4 inputs i and the 8 outputs of two quads,
 * to0[i][o] = Σₘ x[m][i] · dz0[m][o] (and to1 with dz1), over all images m.
 * `x` points at the first input's row in the first panel; `stride` is the bytes from panel to panel;
 * dz0 and dz1 are [images][4]. Results are stored for the first `rows` (1 to 4) inputs, as quads.
 */
// @ts-ignore: decorator
@inline
export function gradientTile(
  x: usize, stride: usize, panels: i32, dz0: usize, dz1: usize, to0: usize, to1: usize, rows: i32,
): void {
  let c00 = splat(0), c01 = splat(0), c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0), c30 = splat(0), c31 = splat(0);
  for (let p = panels; p > 0; p--) {
    // A panel's eight images. The loop stays rolled: V8 then keeps every sum in a register.
    const end = x + 32;
    while (x < end) {
      const b0 = v128.load(dz0), b1 = v128.load(dz1);
      const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x, 32);
      c00 = fma(x0, b0, c00); c01 = fma(x0, b1, c01);
      c10 = fma(x1, b0, c10); c11 = fma(x1, b1, c11);
      const x2 = v128.load32_splat(x, 64), x3 = v128.load32_splat(x, 96);
      c20 = fma(x2, b0, c20); c21 = fma(x2, b1, c21);
      c30 = fma(x3, b0, c30); c31 = fma(x3, b1, c31);
      x += 4;
      dz0 += 16;
      dz1 += 16;
    }
    x += stride - 32;
  }
  v128.store(to0, c00); v128.store(to1, c01);
  if (rows > 1) { v128.store(to0, c10, 16); v128.store(to1, c11, 16); }
  if (rows > 2) { v128.store(to0, c20, 32); v128.store(to1, c21, 32); }
  if (rows > 3) { v128.store(to0, c30, 48); v128.store(to1, c31, 48); }
}

/**
 * tile[r][c] = start[r] + Σₛ Σₖ a[s][k][r] · b[s][k][c]: a quad times `rows` stretches of a panel, each `k` long and
 * `bPitch` bytes from the next, the weights' `aPitch`.
 */
// @ts-ignore: decorator
@inline
export function quadTimesRows(
  a: usize, aPitch: usize, b: usize, bPitch: usize, rows: i32, k: i32, start: usize, tile: usize,
): void {
  let c00 = v128.load32_splat(start), c10 = v128.load32_splat(start, 4);
  let c20 = v128.load32_splat(start, 8), c30 = v128.load32_splat(start, 12);
  let c01 = c00, c11 = c10, c21 = c20, c31 = c30;
  for (let s = rows; s > 0; s--) {
    let at = a;
    let from = b;
    for (let i = k; i > 0; i--) {
      const b0 = v128.load(from), b1 = v128.load(from, 16);
      const a0 = v128.load32_splat(at), a1 = v128.load32_splat(at, 4);
      c00 = fma(a0, b0, c00); c01 = fma(a0, b1, c01);
      c10 = fma(a1, b0, c10); c11 = fma(a1, b1, c11);
      const a2 = v128.load32_splat(at, 8), a3 = v128.load32_splat(at, 12);
      c20 = fma(a2, b0, c20); c21 = fma(a2, b1, c21);
      c30 = fma(a3, b0, c30); c31 = fma(a3, b1, c31);
      at += 16;
      from += 32;
    }
    a += aPitch;
    b += bPitch;
  }
  v128.store(tile, c00); v128.store(tile, c01, 16);
  v128.store(tile, c10, 32); v128.store(tile, c11, 48);
  v128.store(tile, c20, 64); v128.store(tile, c21, 80);
  v128.store(tile, c30, 96); v128.store(tile, c31, 112);
}

/**
 * The gradient tile of a convolution: as `gradientTile`, over `rows` × `width` positions of one panel instead of over
 * panels. `across` and `down`: bytes of x from one position, and from one row of them, to the next. Adds to what
 * to0 and to1 hold unless they are `fresh`.
 */
// @ts-ignore: decorator
@inline
export function rowsGradientTile(
  x: usize, across: usize, down: usize, rows: i32, width: i32, dz0: usize, dz1: usize, to0: usize, to1: usize,
  inputs: i32, fresh: bool,
): void {
  let c00 = splat(0), c01 = splat(0), c10 = splat(0), c11 = splat(0);
  let c20 = splat(0), c21 = splat(0), c30 = splat(0), c31 = splat(0);
  for (let s = rows; s > 0; s--) {
    let from = x;
    for (let p = width; p > 0; p--) {
      const end = from + 32;
      while (from < end) {
        const b0 = v128.load(dz0), b1 = v128.load(dz1);
        const x0 = v128.load32_splat(from), x1 = v128.load32_splat(from, 32);
        c00 = fma(x0, b0, c00); c01 = fma(x0, b1, c01);
        c10 = fma(x1, b0, c10); c11 = fma(x1, b1, c11);
        const x2 = v128.load32_splat(from, 64), x3 = v128.load32_splat(from, 96);
        c20 = fma(x2, b0, c20); c21 = fma(x2, b1, c21);
        c30 = fma(x3, b0, c30); c31 = fma(x3, b1, c31);
        from += 4;
        dz0 += 16;
        dz1 += 16;
      }
      from += across - 32;
    }
    x += down;
  }
  addTo(to0, c00, fresh); addTo(to1, c01, fresh);
  if (inputs > 1) { addTo(to0 + 16, c10, fresh); addTo(to1 + 16, c11, fresh); }
  if (inputs > 2) { addTo(to0 + 32, c20, fresh); addTo(to1 + 32, c21, fresh); }
  if (inputs > 3) { addTo(to0 + 48, c30, fresh); addTo(to1 + 48, c31, fresh); }
}

// @ts-ignore: decorator
@inline
function addTo(to: usize, value: v128, fresh: bool): void {
  v128.store(to, fresh ? value : f32x4.add(v128.load(to), value));
}

/** A plain product of whole matrices in these layouts, for the benchmark: unit = one quad of outputs. */
export function matmul(quad: i32, _scratch: usize, _control: usize, w: usize, x: usize, k: i32, panels: i32, out: usize): void {
  const a = w + <usize>quad * <usize>k * 16;
  for (let p = 0; p < panels; p++) {
    quadTimesPanel(a, x + <usize>p * <usize>k * 32, k, out + (<usize>quad * <usize>panels + <usize>p) * 128);
  }
}
