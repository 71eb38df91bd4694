// Convolutions of 3×3 at stride 1 by F(m×m, 3×3) of Winograd (winograd-transforms.ts): m×m outputs of a channel are
// Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A of n×n inputs d, n = m + 2, and the kernel g: 16 multiplications instead of 36 for m = 2, 25 instead of
// 81 for m = 3, 36 instead of 144 for m = 4 (`size`). For all tiles, channels and outputs that makes n² matrix products, which the tiles of the direct kernels do.
//
//   transformed kernels   [n²][outputs / 4][channels][4]
//   transformed inputs    [n²][tiles][channels][8 images]
import { activePanels, Control } from "./control";
import { weightRows } from "./convolution";
import { writeOnes } from "./input";
import { onePosition, twoPositions } from "./lanes";
import { splat } from "./simd";
import { quadTimesPanel } from "./tile";
import { firstPixel, fromGradientRows, gradientRows, Window } from "./window";
import { HALFWAY, transformInputs, transformOutputs } from "./winograd-transforms";

/** Tiles that are transformed at a time, and quads of outputs that are multiplied with them. */
export const TILES: i32 = 4;
const QUADS: i32 = 4;
/** Bytes at the start of scratch memory: the addresses of a tile's pixels, and what transformations leave halfway. */
export const WORK: usize = 192 + HALFWAY;

/**
 * Bytes from one entry of a block's transformed inputs to the next: a cache line more than they are, as entries at distances of
 * powers of two would push one another out of the nearest cache.
 */
// @ts-ignore: decorator
@inline
export function blockStep(bytes: usize): usize {
  return <usize>TILES * bytes + 64;
}

/**
 * Transforms the inputs of `tiles` tiles of outputs from the `first` one on, `across` to a row, of an image that begins at
 * `from` and has so much `padding`.
 */
export function transformBlock(
  m: i32, first: i32, tiles: i32, across: i32, padding: i32, height: i32, width: i32,
  from: usize, pitch: usize, bytes: usize, zeros: usize, work: usize, to: usize,
): void {
  const n = m + 2;
  for (let t = first; t < first + tiles; t++) {
    const row = (t / across) * m - padding;
    const column = (t % across) * m - padding;
    const whole = row >= 0 && column >= 0 && row + n <= height && column + n <= width;
    const corner = from + <usize>row * pitch + <usize>column * bytes;
    if (!whole) {
      let pixel = work;
      for (let i = row; i < row + n; i++) {
        for (let j = column; j < column + n; j++) {
          const inside = i >= 0 && i < height && j >= 0 && j < width;
          store<u32>(pixel, <u32>(inside ? from + <usize>i * pitch + <usize>j * bytes : zeros));
          pixel += 4;
        }
      }
    }
    transformInputs(m, whole, work, corner, pitch, bytes, work + 192, to, blockStep(bytes));
    to += bytes;
  }
}

/** The products of `quads` transformed quads of kernels with the transformed inputs of a block: [tiles][quads][n²][4][8]. */
function multiply(entries: usize, kernels: usize, quads: i32, step: usize, inputs: usize, tiles: i32, channels: i32, to: usize): void {
  const bytes = <usize>channels << 5;
  for (let p: usize = 0; p < entries; p++) {
    for (let q = 0; q < quads; q++) {
      const a = kernels + p * step + (<usize>(q * channels) << 4);
      for (let t = 0; t < tiles; t++) {
        quadTimesPanel(
          a, inputs + p * blockStep(bytes) + <usize>t * bytes, channels, to + ((<usize>(t * quads + q) * entries + p) << 7),
        );
      }
    }
  }
}

/** The same where each of the eight lanes is a network with kernels of its own: [quads][2][channels][4][4 networks]. */
function multiplyLanes(
  entries: usize, kernels: usize, quads: i32, step: usize, inputs: usize, tiles: i32, channels: i32, to: usize, zeros: usize,
): void {
  const bytes = <usize>channels << 5;
  const across = (<usize>quads * entries) << 7;
  const floor = splat(-Infinity);
  for (let p: usize = 0; p < entries; p++) {
    for (let h = 0; h < quads << 1; h++) {
      const half = <usize>(h & 1) << 4;
      const a = kernels + p * step + (<usize>(h * channels) << 6);
      const b = inputs + p * blockStep(bytes) + half;
      const product = to + ((<usize>(h >> 1) * entries + p) << 7) + half;
      for (let t = 1; t < tiles; t += 2) {
        const first = <usize>(t - 1);
        twoPositions(a, b + first * bytes, 0, bytes, 1, channels, zeros, product + first * across, across, 4, floor);
      }
      if (tiles & 1) {
        const last = <usize>(tiles - 1);
        onePosition(a, b + last * bytes, 0, 1, channels, zeros, product + last * across, 4, floor);
      }
    }
  }
}

/** Unit = one panel: `convolveDrawn`, from transformed kernels; the bias comes from the weights `w`. */
export function convolveByTiles(
  panel: i32, scratch: usize, control: usize, size: i32, window: usize, w: usize, kernels: usize, x: usize, out: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const panelOut = out + (<usize>panel * <usize>g.rows << 5);
  convolveTiles(size, g, w, kernels, x + (<usize>panel * <usize>g.fromRows << 5), panelOut, scratch, false);
  writeOnes(panelOut, g.rows - 1, panel * 8, c.count);
}

/**
 * One panel: `convolve` from transformed kernels, or with `lanes` `convolveLanes`, where kernels and weights are those of
 * eight networks (kernels/lanes.ts).
 */
export function convolveTiles(
  size: i32, g: Window, w: usize, kernels: usize, x: usize, panelOut: usize, scratch: usize, lanes: bool,
): void {
  const entries = <usize>((size + 2) * (size + 2));
  const bytes = <usize>g.channels << 5;
  const zeros = scratch + WORK;
  const inputs = zeros + bytes;
  const products = inputs + entries * blockStep(bytes);
  const quads = (g.outputs + 3) >> 2;
  const networks = lanes ? 3 : 0;
  const step = <usize>(quads * g.channels) << (4 + networks);
  const rowBytes: usize = lanes ? 64 : 16;
  const quadBytes = <usize>weightRows(g) << (4 + networks);
  const floor = splat(g.relu ? 0 : -Infinity);
  const from = firstPixel(g, x);
  memory.fill(zeros, 0, bytes);
  const across = (g.width + size - 1) / size;
  const all = across * ((g.height + size - 1) / size);
  for (let first = 0; first < all; first += TILES) {
    const tiles = min(TILES, all - first);
    transformBlock(
      size, first, tiles, across, g.padding, g.fromHeight, g.fromWidth, from, <usize>g.fromPitch << 5, bytes, zeros,
      scratch, inputs,
    );
    for (let q = 0; q < quads; q += QUADS) {
      const some = min(QUADS, quads - q);
      const kernel = kernels + (<usize>(q * g.channels) << (4 + networks));
      if (lanes) multiplyLanes(entries, kernel, some, step, inputs, tiles, g.channels, products, zeros);
      else multiply(entries, kernel, some, step, inputs, tiles, g.channels, products);
      for (let t = 0; t < tiles; t++) {
        const i = ((first + t) / across) * size;
        const column = ((first + t) % across) * size;
        for (let k = 0; k < some; k++) {
          const o = 4 * (q + k);
          const tile = products + ((<usize>(t * some + k) * entries) << 7);
          const bias = w + <usize>(q + k + 1) * quadBytes - rowBytes;
          const otherBias = lanes ? bias - (quadBytes >> 1) : bias;
          const rows = min(4, g.outputs - o);
          transformOutputs(size, tile, scratch + 192);
          for (let y = 0; y < min(size, g.height - i); y++) {
            let to = panelOut + (<usize>(g.first + (i + y) * g.pitch + column * g.outputs + o) << 5);
            let at = tile + (<usize>(y * size) << 7);
            for (let x = 0; x < min(size, g.width - column); x++) {
              for (let r = 0; r < rows; r++) {
                const place = <usize>r << 5;
                const b0 = biasOf(otherBias, r, lanes), b1 = biasOf(bias, r, lanes);
                v128.store(to + place, f32x4.pmax(f32x4.add(v128.load(at + place), b0), floor));
                v128.store(to + place, f32x4.pmax(f32x4.add(v128.load(at + place, 16), b1), floor), 16);
              }
              at += 128;
              to += <usize>g.outputs << 5;
            }
          }
        }
      }
    }
  }
}

/** Bias of an output of the quad: of all lanes, or of each of four networks. */
// @ts-ignore: decorator
@inline
function biasOf(bias: usize, output: i32, lanes: bool): v128 {
  return lanes ? v128.load(bias + (<usize>output << 4)) : v128.load32_splat(bias + (<usize>output << 2));
}

/** Unit = one panel: the gradient with respect to the convolution's input, as `backwardConvolution` without `dv`. */
export function backwardByTiles(
  panel: i32, scratch: usize, control: usize, size: i32, window: usize, kernels: usize, dz: usize, x: usize, relu: i32, dx: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const entries = <usize>((size + 2) * (size + 2));
  const bytes = <usize>g.outputs << 5;
  const zeros = scratch + WORK;
  const inputs = zeros + bytes;
  const products = inputs + entries * blockStep(bytes);
  const quads = (g.channels + 3) >> 2;
  const step = <usize>(quads * g.outputs) << 4;
  const channelBytes = <usize>g.channels << 5;
  dz += <usize>panel * <usize>gradientRows(g) << 5;
  dx += <usize>panel * <usize>fromGradientRows(g) << 5;
  const values = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  memory.fill(zeros, 0, bytes);
  const across = (g.fromWidth + size - 1) / size;
  const all = across * ((g.fromHeight + size - 1) / size);
  for (let first = 0; first < all; first += TILES) {
    const tiles = min(TILES, all - first);
    transformBlock(
      size, first, tiles, across, 2 - g.padding, g.height, g.width, dz, <usize>g.width * bytes, bytes, zeros, scratch, inputs,
    );
    for (let q = 0; q < quads; q += QUADS) {
      const some = min(QUADS, quads - q);
      multiply(entries, kernels + (<usize>(q * g.outputs) << 4), some, step, inputs, tiles, g.outputs, products);
      for (let t = 0; t < tiles; t++) {
        const i = ((first + t) / across) * size;
        const column = ((first + t) % across) * size;
        for (let k = 0; k < some; k++) {
          const channel = 4 * (q + k);
          const tile = products + ((<usize>(t * some + k) * entries) << 7);
          const rows = <usize>min(4, g.channels - channel) << 5;
          transformOutputs(size, tile, scratch + 192);
          for (let y = 0; y < min(size, g.fromHeight - i); y++) {
            const place = <usize>(column * g.channels + channel) << 5;
            let to = dx + <usize>((i + y) * g.fromWidth) * channelBytes + place;
            let value = values + (<usize>((i + y) * g.fromPitch) << 5) + place;
            let at = tile + (<usize>(y * size) << 7);
            for (let x = 0; x < min(size, g.fromWidth - column); x++) {
              for (let r: usize = 0; r < rows; r += 16) {
                const gradient = v128.load(at + r);
                // With respect to what a relu gave, or something else.
                v128.store(to + r, relu ? v128.and(gradient, f32x4.gt(v128.load(value + r), splat(0))) : gradient);
              }
              at += 128;
              to += channelBytes;
              value += channelBytes;
            }
          }
        }
      }
    }
  }
}
