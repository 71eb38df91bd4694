// Kernels of 3×3 as the products of convolutions by tiles want them (winograd.ts): G g Gᵀ, once for all images of a step.
import { weightRows } from "./convolution";
import { transformKernel } from "./winograd-transforms";
import { Window } from "./window";

/** Bytes of four kernels' taps, behind which there is room for what lies halfway. */
const TAPS: usize = 144;

/** Unit = one quad of outputs: its transformed kernels, from quads of weights as `convolve` takes them. */
export function transformKernels(
  quad: i32, scratch: usize, _control: usize, size: i32, window: usize, w: usize, to: usize,
): void {
  const g = changetype<Window>(window);
  const tap = <usize>g.channels << 4;
  const step = <usize>((g.outputs + 3) >> 2) * tap;
  w += <usize>quad * (<usize>weightRows(g) << 4);
  to += <usize>quad * tap;
  for (let c: usize = 0; c < tap; c += 16) {
    for (let t: usize = 0; t < 9; t++) v128.store(scratch + (t << 4), v128.load(w + c + t * tap));
    transformKernel(size, scratch, scratch + TAPS, to + c, step);
  }
}

/**
 * Unit = one quad of outputs of one network: `transformKernels` of networks `bytes` apart; or with `lanes` of eight networks that
 * lie side by side (kernels/lanes.ts): [entries][outputs / 4][2][channels][4][4 networks].
 */
export function transformNetworks(
  unit: i32, scratch: usize, control: usize, size: i32, window: usize, w: usize, to: usize, bytes: usize, lanes: i32,
): void {
  const g = changetype<Window>(window);
  const quads = (g.outputs + 3) >> 2;
  const network = unit / quads;
  const quad = unit - network * quads;
  w += <usize>network * bytes;
  to += <usize>network * bytes;
  if (!lanes) {
    transformKernels(quad, scratch, control, size, window, w, to);
    return;
  }
  // Each channel has four outputs of four networks, and all that again for the other four.
  const tap = <usize>g.channels << 6;
  const step = <usize>quads * 2 * tap;
  w += <usize>quad * (<usize>weightRows(g) << 7);
  to += <usize>quad * 2 * tap;
  for (let half = 0; half < 2; half++) {
    for (let c: usize = 0; c < tap; c += 16) {
      for (let t: usize = 0; t < 9; t++) v128.store(scratch + (t << 4), v128.load(w + c + t * tap));
      transformKernel(size, scratch, scratch + TAPS, to + c, step);
    }
    w += <usize>weightRows(g) << 6;
    to += tap;
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
 * in each other's places, transformed: [entries][channels / 4][outputs][4].
 */
export function transformTurnedKernels(
  quad: i32, scratch: usize, _control: usize, size: i32, window: usize, w: usize, to: usize,
): void {
  const g = changetype<Window>(window);
  const tap = <usize>g.channels << 4;
  const row = <usize>g.outputs << 4;
  const step = <usize>((g.channels + 3) >> 2) * row;
  const quadBytes = <usize>weightRows(g) << 4;
  w += <usize>quad << 6;
  to += <usize>quad * row;
  for (let o = 0; o < g.outputs; o++) {
    const at = w + <usize>(o >> 2) * quadBytes + (<usize>(o & 3) << 2);
    for (let t: usize = 0; t < 9; t++) v128.store(scratch + (t << 4), ofChannels(at + (8 - t) * tap));
    transformKernel(size, scratch, scratch + TAPS, to + (<usize>o << 4), step);
  }
}
