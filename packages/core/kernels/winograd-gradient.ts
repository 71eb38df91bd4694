// The gradient of the kernels of a convolution by tiles (winograd.ts): the adjoint of the same map,
// Gᵀ[Σ (A dz Aᵀ) ⊙ (Bᵀ d B)]G over all tiles and images.
import { activePanels, Control } from "./control";
import { addBias, rowOrZero } from "./convolution-backward";
import { weightRows } from "./convolution";
import { sumSlots } from "./mean-field";
import { splat, storeTransposed } from "./simd";
import { rowsGradientTile } from "./tile";
import { PIXELS, TILES, transformBlock } from "./winograd";
import { firstPixel, gradientRows, Window } from "./window";

/** Bytes of a transformed output of four channels and eight images. */
const OUTPUT: usize = 128;

/** Four channels' gradients of one pixel as [4 images][4 channels], zeros where `dz` is 0. */
// @ts-ignore: decorator
@inline
function transposePixel(dz: usize, rows: i32, to: usize): void {
  if (dz) {
    storeTransposed(rowOrZero(dz, 0, rows), rowOrZero(dz, 1, rows), rowOrZero(dz, 2, rows), rowOrZero(dz, 3, rows), to, 16);
  } else {
    memory.fill(to, 0, 64);
  }
}

// @ts-ignore: decorator
@inline
function storeOutputRow(left: v128, right: v128, to: usize, step: usize): void {
  v128.store(to, left);
  v128.store(to + step, f32x4.add(left, right));
  v128.store(to + 2 * step, f32x4.sub(left, right));
  v128.store(to + 3 * step, f32x4.neg(right));
}

/** A dz Aᵀ of 2×2 outputs of four channels from `dz` on, as [8 images][4 channels], `step` bytes from one entry to the next. */
// @ts-ignore: decorator
@inline
function transformGradients(
  dz: usize, next: usize, below: usize, rows: i32, tmp: usize, to: usize, step: usize,
): void {
  for (let half: usize = 0; half < 32; half += 16) {
    transposePixel(dz + half, rows, tmp);
    transposePixel(next ? dz + next + half : 0, rows, tmp + 64);
    transposePixel(below ? dz + below + half : 0, rows, tmp + 128);
    transposePixel(next && below ? dz + next + below + half : 0, rows, tmp + 192);
    for (let at = tmp; at < tmp + 64; at += 16) {
      const a = v128.load(at), b = v128.load(at, 64), c = v128.load(at, 128), d = v128.load(at, 192);
      storeOutputRow(a, b, to, step);
      storeOutputRow(f32x4.add(a, c), f32x4.add(b, d), to + 4 * step, step);
      storeOutputRow(f32x4.sub(a, c), f32x4.sub(b, d), to + 8 * step, step);
      storeOutputRow(f32x4.neg(c), f32x4.neg(d), to + 12 * step, step);
      to += 16;
    }
  }
}

/** Bytes of one pair of quads in a slot: 16 entries of two quads, and the bias. */
// @ts-ignore: decorator
@inline
function pairBytes(channels: i32): usize {
  return (<usize>channels << 9) + 32;
}

/**
 * Unit = one panel: its part of the transformed gradient, added to that of the `span` panels that share a slot, the first of which
 * begins it: [outputs / 8][16][2][channels][4], each pair of quads with its bias behind it.
 */
export function gradientByTiles(
  panel: i32, scratch: usize, control: usize, window: usize, x: usize, dz: usize, slots: usize, slotBytes: usize, span: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const slot = panel / span;
  const opens = panel == slot * span;
  const bytes = <usize>g.channels << 5;
  const zeros = scratch + PIXELS;
  const tmp = zeros + bytes;
  const outputs = tmp + 256;
  const step = <usize>TILES * OUTPUT;
  const inputs = outputs + 32 * step;
  const quad = <usize>g.channels << 4;
  const outputBytes = <usize>g.outputs << 5;
  const from = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  dz += <usize>panel * <usize>gradientRows(g) << 5;
  slots += <usize>slot * slotBytes;
  memory.fill(zeros, 0, bytes);
  for (let i = 0; i < g.height; i += 2) {
    for (let j = 0; j < g.width; j += 2 * TILES) {
      const tiles = min(TILES, (g.width - j + 1) >> 1);
      const fresh = opens && i == 0 && j == 0;
      transformBlock(i, j, tiles, g.fromHeight, g.fromWidth, g.padding, from, <usize>g.fromPitch << 5, bytes, zeros, scratch, inputs);
      let to = slots;
      for (let o = 0; o < g.outputs; o += 8) {
        for (let t = 0; t < tiles; t++) {
          const column = j + 2 * t;
          const at = dz + <usize>(i * g.width + column) * outputBytes + (<usize>o << 5);
          const next = column + 1 < g.width ? outputBytes : 0;
          const below = i + 1 < g.height ? <usize>g.width * outputBytes : 0;
          const place = outputs + <usize>t * OUTPUT;
          transformGradients(at, next, below, g.outputs - o, tmp, place, step);
          transformGradients(at + 128, next, below, g.outputs - o - 4, tmp, place + 16 * step, step);
        }
        for (let p: usize = 0; p < 16; p++) {
          const quads = outputs + p * step;
          const input = inputs + p * <usize>TILES * bytes;
          for (let k = 0; k < g.channels; k += 4) {
            const sum = to + (<usize>k << 4);
            rowsGradientTile(
              input + (<usize>k << 5), bytes, 0, 1, tiles, quads, quads + 16 * step, sum, sum + quad, min(4, g.channels - k), fresh,
            );
          }
          to += 2 * quad;
        }
        // Entry (1, 1) of A dz Aᵀ is the sum of all four.
        addBias(outputs + 5 * step, tiles, to, fresh);
        addBias(outputs + 21 * step, tiles, to + 16, fresh);
        to += 32;
      }
    }
  }
}

/** ½(a + b). */
// @ts-ignore: decorator
@inline
function half(a: v128, b: v128): v128 {
  return f32x4.mul(splat(0.5), f32x4.add(a, b));
}

/** Unit = one pair of quads of outputs: adds the slots up, the first first, and stores Gᵀ X G and the bias as quads of weights. */
export function gatherGradient(
  pair: i32, scratch: usize, control: usize, window: usize, slots: usize, slotBytes: usize, span: i32, to: usize,
): void {
  const g = changetype<Window>(window);
  const count = (activePanels(changetype<Control>(control)) + span - 1) / span;
  const quad = <usize>g.channels << 4;
  const quadBytes = <usize>weightRows(g) << 4;
  slots += <usize>pair * pairBytes(g.channels);
  to += <usize>pair * 2 * quadBytes;
  for (let k: usize = 0; k < 2; k++) {
    for (let c: usize = 0; c < quad; c += 16) {
      for (let p: usize = 0; p < 16; p++) {
        sumSlots(slots + (2 * p + k) * quad + c, slotBytes, count, 16, scratch + (p << 4));
      }
      // Columns of Gᵀ X into the first three rows, then rows of that times G.
      for (let at = scratch; at < scratch + 64; at += 16) {
        const a = v128.load(at), b = v128.load(at, 64), d = v128.load(at, 128), e = v128.load(at, 192);
        const both = half(b, d);
        v128.store(at, f32x4.add(a, both));
        v128.store(at, half(b, f32x4.neg(d)), 64);
        v128.store(at, f32x4.add(e, both), 128);
      }
      let tap = to + k * quadBytes + c;
      for (let at = scratch; at < scratch + 192; at += 64) {
        const b = v128.load(at, 16), d = v128.load(at, 32);
        const both = half(b, d);
        v128.store(tap, f32x4.add(v128.load(at), both));
        v128.store(tap + quad, half(b, f32x4.neg(d)));
        v128.store(tap + 2 * quad, f32x4.add(v128.load(at, 48), both));
        tap += 3 * quad;
      }
    }
    sumSlots(slots + 32 * quad + (k << 4), slotBytes, count, 16, to + (k + 1) * quadBytes - 16);
  }
}
