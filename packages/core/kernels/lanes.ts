// Few images, many networks: eight networks lie side by side where otherwise eight images do. Activations are panels
// [features][8 networks] of one image, weights [outputs / 4][2][inputs][4][4 networks], the bias behind them; pools and softmax
// are as they are for images. An image alone then costs what its networks compute.
import { fma, splat } from "./simd";
import { Window } from "./window";

/**
 * Four outputs of four networks at two positions `across` bytes apart: as `quadTimesRows`, in the same order of sums, with
 * weights of each network's own. Results go to `out`, those of the second position `outAcross` bytes on, `valid` outputs.
 * More positions would share the weights too, but then V8 has no register left for all sums.
 */
export function twoPositions(
  a: usize, b: usize, bPitch: usize, across: usize, rows: i32, k: i32, start: usize,
  out: usize, outAcross: usize, valid: i32, floor: v128,
): void {
  let c00 = v128.load(start), c10 = v128.load(start, 16), c20 = v128.load(start, 32), c30 = v128.load(start, 48);
  let c01 = c00, c11 = c10, c21 = c20, c31 = c30;
  for (let s = rows; s > 0; s--) {
    let from = b;
    for (let i = k; i > 0; i--) {
      const b0 = v128.load(from), b1 = v128.load(from + across);
      const a0 = v128.load(a), a1 = v128.load(a, 16);
      c00 = fma(a0, b0, c00); c01 = fma(a0, b1, c01);
      c10 = fma(a1, b0, c10); c11 = fma(a1, b1, c11);
      const a2 = v128.load(a, 32), a3 = v128.load(a, 48);
      c20 = fma(a2, b0, c20); c21 = fma(a2, b1, c21);
      c30 = fma(a3, b0, c30); c31 = fma(a3, b1, c31);
      a += 64;
      from += 32;
    }
    b += bPitch;
  }
  storeOutputs(c00, c10, c20, c30, out, valid, floor);
  storeOutputs(c01, c11, c21, c31, out + outAcross, valid, floor);
}

/** The same at one position. */
export function onePosition(
  a: usize, b: usize, bPitch: usize, rows: i32, k: i32, start: usize, out: usize, valid: i32, floor: v128,
): void {
  let c0 = v128.load(start), c1 = v128.load(start, 16), c2 = v128.load(start, 32), c3 = v128.load(start, 48);
  for (let s = rows; s > 0; s--) {
    let from = b;
    for (let i = k; i > 0; i--) {
      const b0 = v128.load(from);
      c0 = fma(v128.load(a), b0, c0);
      c1 = fma(v128.load(a, 16), b0, c1);
      c2 = fma(v128.load(a, 32), b0, c2);
      c3 = fma(v128.load(a, 48), b0, c3);
      a += 64;
      from += 32;
    }
    b += bPitch;
  }
  storeOutputs(c0, c1, c2, c3, out, valid, floor);
}

// @ts-ignore: decorator
@inline
function storeOutputs(c0: v128, c1: v128, c2: v128, c3: v128, out: usize, valid: i32, floor: v128): void {
  v128.store(out, f32x4.pmax(c0, floor));
  if (valid > 1) v128.store(out, f32x4.pmax(c1, floor), 32);
  if (valid > 2) v128.store(out, f32x4.pmax(c2, floor), 64);
  if (valid > 3) v128.store(out, f32x4.pmax(c3, floor), 96);
}

/** One panel of networks: z = w ∗ x and its activation into `out`, as `convolve` does for a panel of images. */
export function convolveLanes(g: Window, w: usize, x: usize, out: usize): void {
  const length = g.kernel * g.channels;
  const pitch = <usize>g.fromPitch << 5;
  const across = <usize>(g.stride * g.channels) << 5;
  const outAcross = <usize>g.outputs << 5;
  const floor = splat(g.relu ? 0 : -Infinity);
  const bias = <usize>(g.kernel * length) << 6;
  for (let o = 0; o < g.outputs; o += 4) {
    const valid = min(4, g.outputs - o);
    for (let half: usize = 0; half < 32; half += 16) {
      for (let i = 0; i < g.height; i++) {
        let from = x + <usize>(i * g.stride) * pitch + half;
        let to = out + (<usize>(g.first + i * g.pitch + o) << 5) + half;
        for (let j = 1; j < g.width; j += 2) {
          twoPositions(w, from, pitch, across, g.kernel, length, w + bias, to, outAcross, valid, floor);
          from += across << 1;
          to += outAcross << 1;
        }
        if (g.width & 1) onePosition(w, from, pitch, g.kernel, length, w + bias, to, valid, floor);
      }
      w += bias + 64;
    }
  }
}
