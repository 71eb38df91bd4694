// Dropout (Srivastava et al. 2014), with the values that stay scaled up. A panel's mask is a stream of its own, drawn
// again in the backward pass: it depends on seed, step, layer, panel and feature, not on who computes it.
import { activePanels, Control, PURPOSE_DROPOUT } from "./control";
import { writeOnes } from "./input";
import { panelToQuads } from "./likelihood";
import { fillBits, seedStream, STREAM_BYTES } from "./random";
import { splat } from "./simd";
import { fromGradientRows, Window } from "./window";

/** Features whose mask is drawn at a time. */
const SLICE: i32 = 64;

/** 0 or `scale` for four values: a word's top 24 bits against the rate. */
// @ts-ignore: decorator
@inline
function factor(bits: usize, threshold: v128, scale: v128): v128 {
  return v128.and(i32x4.ge_s(i32x4.shr_u(v128.load(bits), 8), threshold), scale);
}

/** One panel of `from` times the mask of the stream at `state` into `out`, squares where there is a place for them. */
export function dropPanel(
  g: Window, state: usize, threshold: i32, scale: f32, from: usize, out: usize, squares: usize,
): void {
  const bits = state + STREAM_BYTES;
  const least = i32x4.splat(threshold);
  const grow = splat(scale);
  const length = g.width * g.channels;
  for (let i = 0; i < g.height; i++) {
    let offset = <usize>(g.first + i * g.pitch) << 5;
    for (let f = 0; f < length; f += SLICE) {
      const slice = min(SLICE, length - f);
      fillBits(state, bits, slice * 2);
      for (let r: usize = 0; r < <usize>slice << 5; r += 16) {
        const value = f32x4.mul(v128.load(from), factor(bits + r, least, grow));
        v128.store(out + offset, value);
        if (squares) v128.store(squares + offset, f32x4.mul(value, value));
        from += 16;
        offset += 16;
      }
    }
  }
}

/** Unit = one panel. `threshold`: the rate in units of 2⁻²⁴; `scale`: 1 / (1 − rate). */
export function dropoutForward(
  panel: i32, scratch: usize, control: usize,
  window: usize, layer: i32, threshold: i32, scale: f32, x: usize, out: usize, squares: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const to = <usize>panel * <usize>g.rows << 5;
  const toSquares = squares ? squares + to : 0;
  seedStream(scratch, c.seed, PURPOSE_DROPOUT + (<u32>layer << 4), c.step, panel);
  dropPanel(g, scratch, threshold, scale, x + (<usize>panel * <usize>g.fromRows << 5), out + to, toSquares);
  writeOnes(out + to, g.rows - 1, panel * 8, c.count);
  if (squares) writeOnes(toSquares, g.rows - 1, panel * 8, c.count);
}

/**
 * Unit = one panel: the gradient with respect to the input, through the relu that made it, with dx·ratio where the
 * input's layer has weights and the local reparameterisation, and both as quads where that layer is dense.
 */
export function dropoutBackward(
  panel: i32, scratch: usize, control: usize,
  window: usize, layer: i32, threshold: i32, scale: f32, x: usize, dz: usize, relu: i32, ratio: usize,
  dx: usize, dxQuads: usize, dxv: usize, dxvQuads: usize, quadBytes: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const least = i32x4.splat(threshold);
  const grow = splat(scale);
  const bits = scratch + STREAM_BYTES;
  const length = g.width * g.channels;
  const plain = <usize>panel * <usize>fromGradientRows(g) << 5;
  const from = x + (<usize>panel * <usize>g.fromRows << 5);
  const ratios = ratio + (<usize>panel * <usize>g.fromRows << 5);
  seedStream(scratch, c.seed, PURPOSE_DROPOUT + (<u32>layer << 4), c.step, panel);
  let at: usize = 0;
  for (let i = 0; i < g.height; i++) {
    for (let f = 0; f < length; f += SLICE) {
      const slice = min(SLICE, length - f);
      fillBits(scratch, bits, slice * 2);
      for (let r: usize = 0; r < <usize>slice << 5; r += 16) {
        let gradient = f32x4.mul(v128.load(dz + plain + at), factor(bits + r, least, grow));
        if (relu) gradient = v128.and(gradient, f32x4.gt(v128.load(from + at), splat(0)));
        v128.store(dx + plain + at, gradient);
        if (ratio) v128.store(dxv + plain + at, f32x4.mul(gradient, v128.load(ratios + at)));
        at += 16;
      }
    }
  }
  const quads = fromGradientRows(g) >> 2;
  if (dxQuads) panelToQuads(panel, dx + plain, quads, dxQuads, quadBytes);
  if (dxvQuads) panelToQuads(panel, dxv + plain, quads, dxvQuads, quadBytes);
}
