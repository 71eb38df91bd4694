// Convolutions, forward. Under one row of the kernel the inputs (column, channel) are neighbours, so that an output
// of four channels and eight images is the sum of `kernel` plain products: quads of weights
// [outputs/4][row][column][channel][4], and the bias behind them, times a panel.
import { activePanels, Control, PURPOSE_ACTIVATIONS } from "./control";
import { writeOnes } from "./input";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, splat } from "./simd";
import { quadTimesRows } from "./tile";
import { Window } from "./window";

/** Weights of one output, the bias counted. */
// @ts-ignore: decorator
@inline
export function weightRows(g: Window): i32 {
  return g.kernel * g.kernel * g.channels + 1;
}

/**
 * One panel: z = w ∗ x and its activation into `out`. `tile`: 128 bytes. Serves dense layers too, as a window of one
 * pixel.
 */
export function convolve(g: Window, w: usize, x: usize, out: usize, tile: usize): void {
  const length = g.kernel * g.channels;
  const pitch = <usize>g.fromPitch << 5;
  const floor = splat(g.relu ? 0 : -Infinity);
  const quadBytes = <usize>weightRows(g) << 4;
  for (let o = 0; o < g.outputs; o += 4) {
    const rows = <usize>min(4, g.outputs - o) << 5;
    const bias = w + quadBytes - 16;
    for (let i = 0; i < g.height; i++) {
      let from = x + <usize>(i * g.stride) * pitch;
      let offset = <usize>(g.first + i * g.pitch + o) << 5;
      for (let j = 0; j < g.width; j++) {
        quadTimesRows(w, <usize>length << 4, from, pitch, g.kernel, length, bias, tile);
        for (let r: usize = 0; r < rows; r += 16) {
          v128.store(out + offset + r, f32x4.pmax(v128.load(tile + r), floor));
        }
        from += <usize>(g.stride * g.channels) << 5;
        offset += <usize>g.outputs << 5;
      }
    }
    w += quadBytes;
  }
}

/** Unit = one panel: `convolve` with the weights drawn for the whole batch. */
export function convolveDrawn(
  panel: i32, scratch: usize, control: usize, window: usize, w: usize, x: usize, out: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const to = out + (<usize>panel * <usize>g.rows << 5);
  convolve(g, w, x + (<usize>panel * <usize>g.fromRows << 5), to, scratch);
  writeOnes(to, g.rows - 1, panel * 8, c.count);
}

/**
 * Unit = one panel: the local reparameterisation, z = m + √v·ζ with m = μ ∗ x, v = σ² ∗ x² and a ζ for every image,
 * position and channel, as in `forwardLocal`.
 */
export function convolveLocal(
  panel: i32, scratch: usize, control: usize,
  window: usize, mu: usize, variance: usize, x: usize, squares: usize, out: usize, outSquares: usize, ratio: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const means = scratch + STREAM_BYTES;
  const variances = means + 128;
  const normals = variances + 128;
  const length = g.kernel * g.channels;
  const pitch = <usize>g.fromPitch << 5;
  const quads = (g.outputs + 3) >> 2;
  const quadBytes = <usize>weightRows(g) << 4;
  const floor = splat(g.relu ? 0 : -Infinity);
  const tiny = splat(1e-20);
  const panelOut = <usize>panel * <usize>g.rows << 5;
  x += <usize>panel * <usize>g.fromRows << 5;
  squares += <usize>panel * <usize>g.fromRows << 5;
  ratio += <usize>panel * <usize>(g.height * g.width * g.outputs + 1) << 5;
  for (let q = 0; q < quads; q++) {
    const rows = <usize>min(4, g.outputs - q * 4) << 5;
    const bias = quadBytes - 16;
    seedStream(scratch, c.seed, PURPOSE_ACTIVATIONS + (<u32>layer << 4), c.step, panel * quads + q);
    for (let i = 0; i < g.height; i++) {
      fillNormals(scratch, normals, g.width * 4);
      let noise = normals;
      let from = <usize>(i * g.stride) * pitch;
      let offset = panelOut + (<usize>(g.first + i * g.pitch + q * 4) << 5);
      let plain = ratio + (<usize>(i * g.width * g.outputs + q * 4) << 5);
      for (let j = 0; j < g.width; j++) {
        quadTimesRows(mu, <usize>length << 4, x + from, pitch, g.kernel, length, mu + bias, means);
        quadTimesRows(variance, <usize>length << 4, squares + from, pitch, g.kernel, length, variance + bias, variances);
        for (let r: usize = 0; r < rows; r += 16) {
          const sd = f32x4.sqrt(f32x4.pmax(v128.load(variances + r), tiny));
          const z = v128.load(noise + r);
          const h = f32x4.pmax(fma(sd, z, v128.load(means + r)), floor);
          v128.store(out + offset + r, h);
          v128.store(plain + r, f32x4.div(f32x4.mul(z, splat(0.5)), sd));
          if (outSquares) v128.store(outSquares + offset + r, f32x4.mul(h, h));
        }
        noise += 128;
        from += <usize>(g.stride * g.channels) << 5;
        offset += <usize>g.outputs << 5;
        plain += <usize>g.outputs << 5;
      }
    }
    mu += quadBytes;
    variance += quadBytes;
  }
  writeOnes(out + panelOut, g.rows - 1, panel * 8, c.count);
  if (outSquares) writeOnes(outSquares + panelOut, g.rows - 1, panel * 8, c.count);
}
