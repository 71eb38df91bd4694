// A convolution's backward pass: the gradient of its weights, summed over positions and images, and that of its input.
import { activePanels, Control } from "./control";
import { weightRows } from "./convolution";
import { fma, splat, storeTransposed } from "./simd";
import { quadTimesRows, rowsGradientTile } from "./tile";
import { firstPixel, fromGradientRows, gradientRows, Window } from "./window";

// The start of a sum without a bias.
const ZEROS = memory.data<f32>([0, 0, 0, 0]);

/** Positions whose gradients are laid out as quads at a time, or one row of them: 32 KiB for two quads. */
const BLOCK: i32 = 128;

// @ts-ignore: decorator
@inline
export function rowOrZero(from: usize, row: i32, rows: i32): v128 {
  return row < rows ? v128.load(from + (<usize>row << 5)) : splat(0);
}

/** Lays `positions` gradients of channels o…o+3 out as [positions][8 images][4], zeros where there is no channel. */
// @ts-ignore: decorator
@inline
function channelsToQuads(dz: usize, outputs: i32, o: i32, positions: i32, to: usize): void {
  const rows = outputs - o;
  let from = dz + (<usize>o << 5);
  for (let p = 0; p < positions; p++) {
    for (let half: usize = 0; half < 32; half += 16) {
      storeTransposed(
        rowOrZero(from + half, 0, rows), rowOrZero(from + half, 1, rows),
        rowOrZero(from + half, 2, rows), rowOrZero(from + half, 3, rows),
        to + half * 4, 16,
      );
    }
    from += <usize>outputs << 5;
    to += 128;
  }
}

/** Adds the gradients of `positions` up into the bias' place `to`, which starts at zero where it is `fresh`. */
// @ts-ignore: decorator
@inline
export function addBias(quads: usize, positions: i32, to: usize, fresh: bool): void {
  let sum = fresh ? splat(0) : v128.load(to);
  const end = quads + (<usize>positions << 7);
  while (quads < end) {
    sum = f32x4.add(sum, v128.load(quads));
    quads += 16;
  }
  v128.store(to, sum);
}

/**
 * Unit = one panel: its part of the weights' gradient, added to that of the `span` panels that share a slot, the
 * first of which begins it. A slot has the layout of the weights, with room for an even number of quads. With
 * squares and dv in the places of x and dz, the gradient with respect to σ².
 */
export function convolutionGradient(
  panel: i32, scratch: usize, control: usize,
  window: usize, x: usize, dz: usize, gradients: usize, slotBytes: usize, span: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const slot = panel / span;
  const opens = panel == slot * span;
  const length = g.kernel * g.channels;
  const quadBytes = <usize>weightRows(g) << 4;
  const pitch = <usize>g.fromPitch << 5;
  const across = <usize>(g.stride * g.channels) << 5;
  const blockRows = max(1, BLOCK / g.width);
  x += <usize>panel * <usize>g.fromRows << 5;
  dz += <usize>panel * <usize>gradientRows(g) << 5;
  let to = gradients + <usize>slot * slotBytes;
  for (let o = 0; o < g.outputs; o += 8) {
    for (let top = 0; top < g.height; top += blockRows) {
      const rows = min(blockRows, g.height - top);
      const positions = rows * g.width;
      const fresh = opens && top == 0;
      const quads0 = scratch;
      const quads1 = scratch + (<usize>positions << 7);
      const block = dz + (<usize>(top * g.width * g.outputs) << 5);
      channelsToQuads(block, g.outputs, o, positions, quads0);
      channelsToQuads(block, g.outputs, o + 4, positions, quads1);
      let at = to;
      for (let k = 0; k < g.kernel; k++) {
        const row = x + <usize>(top * g.stride + k) * pitch;
        for (let i = 0; i < length; i += 4) {
          const inputs = min(4, length - i);
          rowsGradientTile(
            row + (<usize>i << 5), across, <usize>g.stride * pitch, rows, g.width,
            quads0, quads1, at, at + quadBytes, inputs, fresh,
          );
          at += <usize>inputs << 4;
        }
      }
      addBias(quads0, positions, at, fresh);
      addBias(quads1, positions, at + quadBytes, fresh);
    }
    to += 2 * quadBytes;
  }
}

/** Multiples of the stride, up to the kernel, that are `residue` more than one. */
// @ts-ignore: decorator
@inline
function tapsOf(residue: i32, g: Window): i32 {
  return residue < g.kernel ? (g.kernel - 1 - residue) / g.stride + 1 : 0;
}

/** Place of tap `k` of the kernel in the order in which an input meets the outputs: see `transposeKernels`. */
// @ts-ignore: decorator
@inline
function placeOf(k: i32, g: Window): i32 {
  const residue = k % g.stride;
  let place = tapsOf(residue, g) - 1 - k / g.stride;
  for (let r = 0; r < residue; r++) place += tapsOf(r, g);
  return place;
}

/** Bytes of a quad of input channels' weights; the last outputs' vectors may reach past them. */
// @ts-ignore: decorator
@inline
function transposedBytes(g: Window): usize {
  return <usize>(g.kernel * g.kernel * g.outputs + 4) << 4;
}

/**
 * Unit = one quad of input channels: their weights as [row][column][outputs][4 channels], from quads of outputs.
 * Rows and columns are ordered so that the taps by which an input reaches neighbouring outputs, from the first to
 * the last, are neighbours too: by their remainder to the stride, and downwards.
 */
export function transposeKernels(
  quad: i32, _scratch: usize, _control: usize, window: usize, w: usize, to: usize,
): void {
  const g = changetype<Window>(window);
  const quadBytes = <usize>weightRows(g) << 4;
  to += <usize>quad * transposedBytes(g);
  for (let i = 0; i < g.kernel; i++) {
    for (let j = 0; j < g.kernel; j++) {
      const tap = w + (<usize>((i * g.kernel + j) * g.channels + quad * 4) << 4);
      const place = to + (<usize>((placeOf(i, g) * g.kernel + placeOf(j, g)) * g.outputs) << 4);
      for (let o = 0; o < g.outputs; o++) {
        const from = tap + <usize>(o >> 2) * quadBytes + (<usize>(o & 3) << 2);
        const at = place + (<usize>o << 4);
        store<f32>(at, load<f32>(from));
        store<f32>(at, load<f32>(from, 16), 4);
        store<f32>(at, load<f32>(from, 32), 8);
        store<f32>(at, load<f32>(from, 48), 12);
      }
    }
  }
}

/**
 * Unit = one panel: the gradient with respect to the convolution's input, through the relu that made it. With `dv`
 * (local reparameterisation) it is μᵀ∗dm + 2x·(σ²)ᵀ∗dv; where a layer with weights made the input, it has a
 * `ratio`, and dx·ratio goes to `dxv`.
 */
export function backwardConvolution(
  panel: i32, scratch: usize, control: usize,
  window: usize, w: usize, variance: usize, dz: usize, dv: usize, x: usize, relu: i32, ratio: usize, dx: usize, dxv: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const tile = scratch;
  const tileV = scratch + 128;
  const outputs = <usize>g.outputs;
  const pitch = <usize>g.width * outputs << 5;
  const wPitch = <usize>g.kernel * outputs << 4;
  const offset = <usize>panel * <usize>gradientRows(g) << 5;
  dz += offset;
  dv += offset;
  const pixels = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  const plain = <usize>panel * <usize>fromGradientRows(g) << 5;
  ratio += ratio ? <usize>panel * <usize>(g.fromHeight * g.fromWidth * g.channels + 1) << 5 : 0;
  for (let q = 0; q < g.channels; q += 4) {
    const rows = <usize>min(4, g.channels - q) << 5;
    for (let i = 0; i < g.fromHeight; i++) {
      const y = i + g.padding;
      const lastY = min(tapsOf(y % g.stride, g) - 1, y / g.stride);
      const countY = lastY - max(0, y / g.stride - g.height + 1) + 1;
      const rowW = countY > 0 ? <usize>placeOf(y % g.stride + lastY * g.stride, g) * wPitch : 0;
      const rowZ = <usize>(y / g.stride - lastY) * pitch;
      for (let j = 0; j < g.fromWidth; j++) {
        const across = j + g.padding;
        const lastX = min(tapsOf(across % g.stride, g) - 1, across / g.stride);
        const countX = lastX - max(0, across / g.stride - g.width + 1) + 1;
        const at = <usize>((i * g.fromWidth + j) * g.channels + q) << 5;
        const values = pixels + (<usize>(i * g.fromPitch + j * g.channels + q) << 5);
        const reached = countX > 0 && countY > 0;
        if (reached) {
          const fromW = rowW + (<usize>placeOf(across % g.stride + lastX * g.stride, g) * outputs << 4);
          const fromZ = rowZ + (<usize>(across / g.stride - lastX) * outputs << 5);
          const length = countX * g.outputs;
          quadTimesRows(w + fromW, wPitch, dz + fromZ, pitch, countY, length, ZEROS, tile);
          if (variance) quadTimesRows(variance + fromW, wPitch, dv + fromZ, pitch, countY, length, ZEROS, tileV);
        }
        for (let r: usize = 0; r < rows; r += 16) {
          let gradient = splat(0);
          if (reached) {
            const value = v128.load(values + r);
            gradient = v128.load(tile + r);
            if (variance) gradient = fma(f32x4.add(value, value), v128.load(tileV + r), gradient);
            if (relu) gradient = v128.and(gradient, f32x4.gt(value, splat(0)));
          }
          v128.store(dx + plain + at + r, gradient);
          if (ratio) v128.store(dxv + plain + at + r, f32x4.mul(gradient, v128.load(ratio + at + r)));
        }
      }
    }
    w += transposedBytes(g);
    variance += variance ? transposedBytes(g) : 0;
  }
}
