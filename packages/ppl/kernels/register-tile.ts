// The register tile of the products of matrices: 4 rows by 2 vectors, so 4 × 8 of f32 and 4 × 4 of f64.
import { multiplyAdd } from "./lanes";

/** Bytes of a tile's row: two vectors. */
export const TILE_PITCH: usize = 32;
export const TILE_ROWS: i32 = 4;
export const TILE_BYTES: usize = 128;

/** Columns of a tile. */
// @ts-ignore: decorator
@inline
export function tileColumns<T>(): i32 {
  return <i32>(TILE_PITCH / sizeof<T>());
}

/**
 * tile[r][c] = Σₗ a[l][r] · b[l][c] over k steps l in their order: `a` has its four rows side by side, `b` its columns,
 * `step` bytes from one l to the next.
 */
export function registerTile<T>(a: usize, b: usize, step: usize, k: i32, tile: usize): void {
  let c00 = v128.splat<T>(<T>0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let l = k; l > 0; l--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load_splat<T>(a), a1 = v128.load_splat<T>(a, sizeof<T>());
    c00 = multiplyAdd<T>(a0, b0, c00); c01 = multiplyAdd<T>(a0, b1, c01);
    c10 = multiplyAdd<T>(a1, b0, c10); c11 = multiplyAdd<T>(a1, b1, c11);
    const a2 = v128.load_splat<T>(a, 2 * sizeof<T>()), a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
    c20 = multiplyAdd<T>(a2, b0, c20); c21 = multiplyAdd<T>(a2, b1, c21);
    c30 = multiplyAdd<T>(a3, b0, c30); c31 = multiplyAdd<T>(a3, b1, c31);
    a += 4 * sizeof<T>();
    b += step;
  }
  v128.store(tile, c00); v128.store(tile, c01, 16);
  v128.store(tile, c10, 32); v128.store(tile, c11, 48);
  v128.store(tile, c20, 64); v128.store(tile, c21, 80);
  v128.store(tile, c30, 96); v128.store(tile, c31, 112);
}
