// Convolutions of 3×3 at stride 1 by F(2×2, 3×3) of Winograd (Lavin & Gray 2016, §4.1): 2×2 outputs of a channel are
// Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A of 4×4 inputs d and the kernel g, 16 multiplications instead of 36. For all tiles, channels and
// outputs that makes 16 matrix products, which the tiles of the direct kernels do.
//
//   transformed kernels   [16][outputs / 4][channels][4]
//   transformed inputs    [16][tiles][channels][8 images]
import { activePanels, Control } from "./control";
import { weightRows } from "./convolution";
import { writeOnes } from "./input";
import { splat } from "./simd";
import { quadTimesPanel } from "./tile";
import { firstPixel, fromGradientRows, gradientRows, Window } from "./window";

/** Tiles of a row of them that are transformed at a time, and quads of outputs that are multiplied with them. */
export const TILES: i32 = 4;
const QUADS: i32 = 4;
/** Bytes of the addresses of a tile's 16 pixels. */
export const PIXELS: usize = 64;
/** Bytes of the products of one tile and quad: 16 of 4 × 8. */
const PRODUCTS: usize = 2048;

/** One row of Bᵀ d B: `p` and `q` are the addresses of the pixels of the two rows of d that it combines. */
// @ts-ignore: decorator
@inline
function inputRow(pixels: usize, p: usize, q: usize, adds: bool, at: usize, to: usize, step: usize): void {
  const a0 = v128.load(<usize>load<u32>(pixels + p) + at), b0 = v128.load(<usize>load<u32>(pixels + q) + at);
  const a1 = v128.load(<usize>load<u32>(pixels + p, 4) + at), b1 = v128.load(<usize>load<u32>(pixels + q, 4) + at);
  const a2 = v128.load(<usize>load<u32>(pixels + p, 8) + at), b2 = v128.load(<usize>load<u32>(pixels + q, 8) + at);
  const a3 = v128.load(<usize>load<u32>(pixels + p, 12) + at), b3 = v128.load(<usize>load<u32>(pixels + q, 12) + at);
  const t0 = adds ? f32x4.add(a0, b0) : f32x4.sub(a0, b0);
  const t1 = adds ? f32x4.add(a1, b1) : f32x4.sub(a1, b1);
  const t2 = adds ? f32x4.add(a2, b2) : f32x4.sub(a2, b2);
  const t3 = adds ? f32x4.add(a3, b3) : f32x4.sub(a3, b3);
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + step, f32x4.add(t1, t2));
  v128.store(to + 2 * step, f32x4.sub(t2, t1));
  v128.store(to + 3 * step, f32x4.sub(t1, t3));
}

/** Bᵀ d B of every channel and image of one tile; `bytes` of channels in a pixel, `step` from one entry to the next. */
// @ts-ignore: decorator
@inline
function transformInputs(pixels: usize, bytes: usize, to: usize, step: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    inputRow(pixels, 0, 32, false, at, to + at, step);
    inputRow(pixels, 16, 32, true, at, to + at + 4 * step, step);
    inputRow(pixels, 32, 16, false, at, to + at + 8 * step, step);
    inputRow(pixels, 16, 48, false, at, to + at + 12 * step, step);
  }
}

/**
 * The addresses of the 4×4 pixels from (row, column) on, of an image of `height` × `width` that begins at `from`; outside of it
 * is `zeros`.
 */
// @ts-ignore: decorator
@inline
function pixelsOf(
  row: i32, column: i32, height: i32, width: i32, from: usize, pitch: usize, bytes: usize, zeros: usize, pixels: usize,
): void {
  for (let i = row; i < row + 4; i++) {
    for (let j = column; j < column + 4; j++) {
      const inside = i >= 0 && i < height && j >= 0 && j < width;
      store<u32>(pixels, <u32>(inside ? from + <usize>i * pitch + <usize>j * bytes : zeros));
      pixels += 4;
    }
  }
}

/** Transforms the inputs of `tiles` tiles of 2×2 outputs, the first of them at (row, column). */
export function transformBlock(
  row: i32, column: i32, tiles: i32, height: i32, width: i32, padding: i32, from: usize, pitch: usize, bytes: usize, zeros: usize,
  pixels: usize, to: usize,
): void {
  for (let t = 0; t < tiles; t++) {
    pixelsOf(row - padding, column - padding + 2 * t, height, width, from, pitch, bytes, zeros, pixels);
    transformInputs(pixels, bytes, to + <usize>t * bytes, <usize>TILES * bytes);
  }
}

/** The 16 products of `quads` transformed quads of kernels with the transformed inputs of a block: [tiles][quads][16][4][8]. */
function multiply(kernels: usize, quads: i32, step: usize, inputs: usize, tiles: i32, channels: i32, to: usize): void {
  const bytes = <usize>channels << 5;
  for (let p: usize = 0; p < 16; p++) {
    for (let q = 0; q < quads; q++) {
      const a = kernels + p * step + (<usize>(q * channels) << 4);
      for (let t = 0; t < tiles; t++) {
        quadTimesPanel(a, inputs + (p * <usize>TILES + <usize>t) * bytes, channels, to + <usize>(t * quads + q) * PRODUCTS + p * 128);
      }
    }
  }
}

/** Aᵀ M A of one output and four images, in place: its 2×2 outputs are entries 0, 1, 4 and 5 then. */
// @ts-ignore: decorator
@inline
function transformOutput(at: usize): void {
  for (let column: usize = 0; column < 512; column += 128) {
    const from = at + column;
    const a = v128.load(from, 512), b = v128.load(from, 1024);
    v128.store(from, f32x4.add(f32x4.add(v128.load(from), a), b));
    v128.store(from, f32x4.sub(f32x4.sub(a, b), v128.load(from, 1536)), 512);
  }
  for (let row: usize = 0; row < 1024; row += 512) {
    const from = at + row;
    const a = v128.load(from, 128), b = v128.load(from, 256);
    v128.store(from, f32x4.add(f32x4.add(v128.load(from), a), b));
    v128.store(from, f32x4.sub(f32x4.sub(a, b), v128.load(from, 384)), 128);
  }
}

/** Unit = one panel: `convolveDrawn`, from transformed kernels; the bias comes from the weights `w`. */
export function convolveByTiles(
  panel: i32, scratch: usize, control: usize, window: usize, w: usize, kernels: usize, x: usize, out: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const bytes = <usize>g.channels << 5;
  const zeros = scratch + PIXELS;
  const inputs = zeros + bytes;
  const products = inputs + 16 * <usize>TILES * bytes;
  const quads = (g.outputs + 3) >> 2;
  const step = <usize>(quads * g.channels) << 4;
  const quadBytes = <usize>weightRows(g) << 4;
  const floor = splat(g.relu ? 0 : -Infinity);
  const from = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  const panelOut = out + (<usize>panel * <usize>g.rows << 5);
  memory.fill(zeros, 0, bytes);
  for (let i = 0; i < g.height; i += 2) {
    for (let j = 0; j < g.width; j += 2 * TILES) {
      const tiles = min(TILES, (g.width - j + 1) >> 1);
      transformBlock(i, j, tiles, g.fromHeight, g.fromWidth, g.padding, from, <usize>g.fromPitch << 5, bytes, zeros, scratch, inputs);
      for (let q = 0; q < quads; q += QUADS) {
        const some = min(QUADS, quads - q);
        multiply(kernels + (<usize>(q * g.channels) << 4), some, step, inputs, tiles, g.channels, products);
        for (let t = 0; t < tiles; t++) {
          for (let k = 0; k < some; k++) {
            const o = 4 * (q + k);
            const tile = products + <usize>(t * some + k) * PRODUCTS;
            const bias = w + <usize>(q + k + 1) * quadBytes - 16;
            const to = panelOut + (<usize>(g.first + i * g.pitch + (j + 2 * t) * g.outputs + o) << 5);
            const below = i + 1 < g.height, right = j + 2 * t + 1 < g.width;
            const rows = min(4, g.outputs - o);
            for (let r = 0; r < rows; r++) {
              const b = v128.load32_splat(bias + (<usize>r << 2));
              for (let half: usize = 0; half < 32; half += 16) {
                const at = tile + (<usize>r << 5) + half;
                const place = to + (<usize>r << 5) + half;
                transformOutput(at);
                v128.store(place, f32x4.pmax(f32x4.add(v128.load(at), b), floor));
                const next = place + (<usize>g.outputs << 5);
                if (right) v128.store(next, f32x4.pmax(f32x4.add(v128.load(at, 128), b), floor));
                if (below) {
                  const pitch = <usize>g.pitch << 5;
                  v128.store(place + pitch, f32x4.pmax(f32x4.add(v128.load(at, 512), b), floor));
                  if (right) v128.store(next + pitch, f32x4.pmax(f32x4.add(v128.load(at, 640), b), floor));
                }
              }
            }
          }
        }
      }
    }
  }
  writeOnes(panelOut, g.rows - 1, panel * 8, c.count);
}

/** Stores a gradient with respect to what a relu gave, or something else. */
// @ts-ignore: decorator
@inline
function storeGradient(gradient: v128, value: usize, relu: i32, to: usize): void {
  v128.store(to, relu ? v128.and(gradient, f32x4.gt(v128.load(value), splat(0))) : gradient);
}

/** Unit = one panel: the gradient with respect to the convolution's input, as `backwardConvolution` without `dv`. */
export function backwardByTiles(
  panel: i32, scratch: usize, control: usize, window: usize, kernels: usize, dz: usize, x: usize, relu: i32, dx: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const bytes = <usize>g.outputs << 5;
  const zeros = scratch + PIXELS;
  const inputs = zeros + bytes;
  const products = inputs + 16 * <usize>TILES * bytes;
  const quads = (g.channels + 3) >> 2;
  const step = <usize>(quads * g.outputs) << 4;
  const channelBytes = <usize>g.channels << 5;
  const pitch = <usize>g.fromWidth * channelBytes;
  const valuePitch = <usize>g.fromPitch << 5;
  dz += <usize>panel * <usize>gradientRows(g) << 5;
  dx += <usize>panel * <usize>fromGradientRows(g) << 5;
  const values = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  memory.fill(zeros, 0, bytes);
  for (let i = 0; i < g.fromHeight; i += 2) {
    for (let j = 0; j < g.fromWidth; j += 2 * TILES) {
      const tiles = min(TILES, (g.fromWidth - j + 1) >> 1);
      transformBlock(i, j, tiles, g.height, g.width, 2 - g.padding, dz, <usize>g.width * bytes, bytes, zeros, scratch, inputs);
      for (let q = 0; q < quads; q += QUADS) {
        const some = min(QUADS, quads - q);
        multiply(kernels + (<usize>(q * g.outputs) << 4), some, step, inputs, tiles, g.outputs, products);
        for (let t = 0; t < tiles; t++) {
          for (let k = 0; k < some; k++) {
            const channel = 4 * (q + k);
            const tile = products + <usize>(t * some + k) * PRODUCTS;
            const column = j + 2 * t;
            const to = dx + <usize>i * pitch + (<usize>(column * g.channels + channel) << 5);
            const value = values + <usize>i * valuePitch + (<usize>(column * g.channels + channel) << 5);
            const below = i + 1 < g.fromHeight, right = column + 1 < g.fromWidth;
            const rows = <usize>min(4, g.channels - channel) << 5;
            for (let r: usize = 0; r < rows; r += 16) {
              const at = tile + r;
              transformOutput(at);
              storeGradient(v128.load(at), value + r, relu, to + r);
              if (right) storeGradient(v128.load(at, 128), value + channelBytes + r, relu, to + channelBytes + r);
              if (below) {
                storeGradient(v128.load(at, 512), value + valuePitch + r, relu, to + pitch + r);
                if (right) {
                  storeGradient(v128.load(at, 640), value + valuePitch + channelBytes + r, relu, to + pitch + channelBytes + r);
                }
              }
            }
          }
        }
      }
    }
  }
}
