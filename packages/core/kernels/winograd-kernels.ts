// Kernels of 3×3 as the products of convolutions by tiles want them (winograd.ts): G g Gᵀ, once for all images of a step.
import { weightRows } from "./convolution";
import { splat } from "./simd";
import { Window } from "./window";

/** Stores G g Gᵀ of four kernels side by side, `step` bytes from one of its 16 entries to the next. */
// @ts-ignore: decorator
@inline
function storeKernels(
  g0: v128, g1: v128, g2: v128, g3: v128, g4: v128, g5: v128, g6: v128, g7: v128, g8: v128, to: usize, step: usize,
): void {
  storeKernelRow(g0, g1, g2, to, step);
  storeKernelRow(middle(g0, g3, g6), middle(g1, g4, g7), middle(g2, g5, g8), to + 4 * step, step);
  storeKernelRow(
    middle(g0, f32x4.neg(g3), g6), middle(g1, f32x4.neg(g4), g7), middle(g2, f32x4.neg(g5), g8), to + 8 * step, step,
  );
  storeKernelRow(g6, g7, g8, to + 12 * step, step);
}

/** A middle row or column of G g: ½(a + b + c). */
// @ts-ignore: decorator
@inline
function middle(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(splat(0.5), f32x4.add(f32x4.add(a, c), b));
}

// @ts-ignore: decorator
@inline
function storeKernelRow(a: v128, b: v128, c: v128, to: usize, step: usize): void {
  v128.store(to, a);
  v128.store(to + step, middle(a, b, c));
  v128.store(to + 2 * step, middle(a, f32x4.neg(b), c));
  v128.store(to + 3 * step, c);
}

/** Unit = one quad of outputs: its transformed kernels, from quads of weights as `convolve` takes them. */
export function transformKernels(quad: i32, _scratch: usize, _control: usize, window: usize, w: usize, to: usize): void {
  const g = changetype<Window>(window);
  const tap = <usize>g.channels << 4;
  const step = <usize>((g.outputs + 3) >> 2) * tap;
  w += <usize>quad * (<usize>weightRows(g) << 4);
  to += <usize>quad * tap;
  for (let c: usize = 0; c < tap; c += 16) {
    const at = w + c;
    storeKernels(
      v128.load(at), v128.load(at + tap), v128.load(at + 2 * tap),
      v128.load(at + 3 * tap), v128.load(at + 4 * tap), v128.load(at + 5 * tap),
      v128.load(at + 6 * tap), v128.load(at + 7 * tap), v128.load(at + 8 * tap),
      to + c, step,
    );
  }
}

/** An output's weights of a tap for four input channels, from quads of outputs. */
// @ts-ignore: decorator
@inline
function ofChannels(at: usize): v128 {
  return f32x4(load<f32>(at), load<f32>(at, 16), load<f32>(at, 32), load<f32>(at, 48));
}

/**
 * Unit = one quad of input channels: the kernels that carry gradients back, turned by half a circle and with inputs and outputs
 * in each other's places, transformed: [16][channels / 4][outputs][4].
 */
export function transformTurnedKernels(quad: i32, _scratch: usize, _control: usize, window: usize, w: usize, to: usize): void {
  const g = changetype<Window>(window);
  const tap = <usize>g.channels << 4;
  const row = <usize>g.outputs << 4;
  const step = <usize>((g.channels + 3) >> 2) * row;
  const quadBytes = <usize>weightRows(g) << 4;
  w += <usize>quad << 6;
  to += <usize>quad * row;
  for (let o = 0; o < g.outputs; o++) {
    const at = w + <usize>(o >> 2) * quadBytes + (<usize>(o & 3) << 2);
    storeKernels(
      ofChannels(at + 8 * tap), ofChannels(at + 7 * tap), ofChannels(at + 6 * tap),
      ofChannels(at + 5 * tap), ofChannels(at + 4 * tap), ofChannels(at + 3 * tap),
      ofChannels(at + 2 * tap), ofChannels(at + tap), ofChannels(at),
      to + (<usize>o << 4), step,
    );
  }
}
