// A window that goes over an image: a convolution's or a pool's. Written by the host (src/engine/window.ts).
//
// Images lie in panels as [height][width][channels][8 images], so that the inputs under one row of a window are
// neighbours. Where a convolution pads, its input is stored with a border of zeros, which nobody ever writes: its
// loops know nothing of edges.

@unmanaged
export class Window {
  /** Channels of input and output. */
  channels: i32;
  outputs: i32;
  /** Pixels along its side, and from one position to the next. */
  kernel: i32;
  stride: i32;
  padding: i32;
  /** Pixels of the input, border not counted, and of the output. */
  fromHeight: i32;
  fromWidth: i32;
  height: i32;
  width: i32;
  /** Features from one row of the stored input to the next, and in a panel of it. */
  fromPitch: i32;
  fromRows: i32;
  /** The same of the output, whose first pixel is behind its own border. */
  pitch: i32;
  first: i32;
  rows: i32;
  relu: i32;
}

/** Features of a panel of gradients with respect to the window's output: no border, whole quads. */
// @ts-ignore: decorator
@inline
export function gradientRows(g: Window): i32 {
  return (g.height * g.width * g.outputs + 3) & ~3;
}

/** The same for its input. */
// @ts-ignore: decorator
@inline
export function fromGradientRows(g: Window): i32 {
  return (g.fromHeight * g.fromWidth * g.channels + 3) & ~3;
}

/** Address of the input's first pixel that is not border, in a panel that begins at `x`. */
// @ts-ignore: decorator
@inline
export function firstPixel(g: Window, x: usize): usize {
  return x + (<usize>(g.padding * (g.fromPitch + g.channels)) << 5);
}
