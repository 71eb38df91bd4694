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
  const end = a + (<usize>(k & ~1) << 4);
  while (a < end) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let ar = v128.load32_splat(a);
    c00 = fma(ar, b0, c00); c01 = fma(ar, b1, c01);
    ar = v128.load32_splat(a, 4);
    c10 = fma(ar, b0, c10); c11 = fma(ar, b1, c11);
    ar = v128.load32_splat(a, 8);
    c20 = fma(ar, b0, c20); c21 = fma(ar, b1, c21);
    ar = v128.load32_splat(a, 12);
    c30 = fma(ar, b0, c30); c31 = fma(ar, b1, c31);
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    ar = v128.load32_splat(a, 16);
    c00 = fma(ar, b0, c00); c01 = fma(ar, b1, c01);
    ar = v128.load32_splat(a, 20);
    c10 = fma(ar, b0, c10); c11 = fma(ar, b1, c11);
    ar = v128.load32_splat(a, 24);
    c20 = fma(ar, b0, c20); c21 = fma(ar, b1, c21);
    ar = v128.load32_splat(a, 28);
    c30 = fma(ar, b0, c30); c31 = fma(ar, b1, c31);
    a += 32;
    b += 64;
  }
  if (k & 1) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let ar = v128.load32_splat(a);
    c00 = fma(ar, b0, c00); c01 = fma(ar, b1, c01);
    ar = v128.load32_splat(a, 4);
    c10 = fma(ar, b0, c10); c11 = fma(ar, b1, c11);
    ar = v128.load32_splat(a, 8);
    c20 = fma(ar, b0, c20); c21 = fma(ar, b1, c21);
    ar = v128.load32_splat(a, 12);
    c30 = fma(ar, b0, c30); c31 = fma(ar, b1, c31);
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
  for (let p = 0; p < panels; p++) {
    // Eight images, two at a time; unrolled by hand because the offsets must be constants.
    for (let m: usize = 0; m < 32; m += 8) {
      let b0 = v128.load(dz0), b1 = v128.load(dz1);
      let xr = v128.load32_splat(x + m);
      c00 = fma(xr, b0, c00); c01 = fma(xr, b1, c01);
      xr = v128.load32_splat(x + m, 32);
      c10 = fma(xr, b0, c10); c11 = fma(xr, b1, c11);
      xr = v128.load32_splat(x + m, 64);
      c20 = fma(xr, b0, c20); c21 = fma(xr, b1, c21);
      xr = v128.load32_splat(x + m, 96);
      c30 = fma(xr, b0, c30); c31 = fma(xr, b1, c31);
      b0 = v128.load(dz0, 16); b1 = v128.load(dz1, 16);
      xr = v128.load32_splat(x + m, 4);
      c00 = fma(xr, b0, c00); c01 = fma(xr, b1, c01);
      xr = v128.load32_splat(x + m, 36);
      c10 = fma(xr, b0, c10); c11 = fma(xr, b1, c11);
      xr = v128.load32_splat(x + m, 68);
      c20 = fma(xr, b0, c20); c21 = fma(xr, b1, c21);
      xr = v128.load32_splat(x + m, 100);
      c30 = fma(xr, b0, c30); c31 = fma(xr, b1, c31);
      dz0 += 32;
      dz1 += 32;
    }
    x += stride;
  }
  v128.store(to0, c00); v128.store(to1, c01);
  if (rows > 1) { v128.store(to0, c10, 16); v128.store(to1, c11, 16); }
  if (rows > 2) { v128.store(to0, c20, 32); v128.store(to1, c21, 32); }
  if (rows > 3) { v128.store(to0, c30, 48); v128.store(to1, c31, 48); }
}

/** A plain product of whole matrices in these layouts, for the benchmark: unit = one quad of outputs. */
export function matmul(quad: i32, _scratch: usize, _control: usize, w: usize, x: usize, k: i32, panels: i32, out: usize): void {
  const a = w + <usize>quad * <usize>k * 16;
  for (let p = 0; p < panels; p++) {
    quadTimesPanel(a, x + <usize>p * <usize>k * 32, k, out + (<usize>quad * <usize>panels + <usize>p) * 128);
  }
}
