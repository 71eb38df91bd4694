// The gradient of the kernels of a convolution by tiles (winograd.ts): the adjoint of the same map,
// Gᵀ[Σ (A dz Aᵀ) ⊙ (Bᵀ d B)]G over all tiles and images.
import { activePanels, Control } from "./control";
import { addBias, rowOrZero } from "./convolution-backward";
import { storeTransposed } from "./simd";
import { rowsGradientTile } from "./tile";
import { blockStep, TILES, transformBlock, WORK } from "./winograd";
import { HALFWAY, transformGradients, transformTaps } from "./winograd-transforms";
import { firstPixel, gradientRows, Window } from "./window";

/** Bytes of an output of four channels and eight images. */
const OUTPUT: usize = 128;
/** … of a whole tile of them. */
const OUTPUTS: usize = 16 * OUTPUT;

/** m×m gradients of four channels from `dz` on as [8 images][4 channels] each; zeros outside of `height` and `width`. */
// @ts-ignore: decorator
@inline
function gatherTile(m: i32, dz: usize, pixel: usize, pitch: usize, height: i32, width: i32, rows: i32, to: usize): void {
  for (let y = 0; y < m; y++) {
    for (let x = 0; x < m; x++) {
      if (y < height && x < width) {
        const from = dz + <usize>y * pitch + <usize>x * pixel;
        for (let half: usize = 0; half < 32; half += 16) {
          const at = from + half;
          storeTransposed(
            rowOrZero(at, 0, rows), rowOrZero(at, 1, rows), rowOrZero(at, 2, rows), rowOrZero(at, 3, rows), to + half * 4, 16,
          );
        }
      } else {
        memory.fill(to, 0, OUTPUT);
      }
      to += OUTPUT;
    }
  }
}

/** Bytes of the transformed gradient of one pair of quads: its entries, and the bias. */
// @ts-ignore: decorator
@inline
function pairBytes(entries: usize, channels: i32): usize {
  return entries * (<usize>channels << 5) + 32;
}

/**
 * Unit = one panel: its part of the weights' gradient, as `convolutionGradient` gives it. The transformed gradient of a panel is
 * added up in scratch memory, [outputs / 8][n²][2][channels][4] with the bias behind each pair of quads, and brought back at its end.
 */
export function gradientByTiles(
  panel: i32, scratch: usize, control: usize, size: i32, window: usize, x: usize, dz: usize, gradients: usize, slotBytes: usize, span: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const n = <usize>size + 2;
  const entries = n * n;
  const bytes = <usize>g.channels << 5;
  const zeros = scratch + WORK;
  const tile = zeros + bytes;
  const outputs = tile + OUTPUTS;
  const step = <usize>TILES * OUTPUT;
  const inputs = outputs + 2 * entries * step;
  const sums = inputs + entries * blockStep(bytes);
  const quad = <usize>g.channels << 4;
  const outputBytes = <usize>g.outputs << 5;
  const pitch = <usize>g.width * outputBytes;
  const from = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  dz += <usize>panel * <usize>gradientRows(g) << 5;
  memory.fill(zeros, 0, bytes);
  const across = (g.width + size - 1) / size;
  const all = across * ((g.height + size - 1) / size);
  for (let first = 0; first < all; first += TILES) {
    const tiles = min(TILES, all - first);
    const fresh = first == 0;
    transformBlock(
      size, first, tiles, across, g.padding, g.fromHeight, g.fromWidth, from, <usize>g.fromPitch << 5, bytes, zeros,
      scratch, inputs,
    );
    let to = sums;
    for (let o = 0; o < g.outputs; o += 8) {
      for (let t = 0; t < tiles; t++) {
        const i = ((first + t) / across) * size;
        const column = ((first + t) % across) * size;
        const at = dz + <usize>(i * g.width + column) * outputBytes + (<usize>o << 5);
        for (let k = 0; k < 2; k++) {
          const rows = g.outputs - o - 4 * k;
          gatherTile(size, at + <usize>k * 128, outputBytes, pitch, g.height - i, g.width - column, rows, tile);
          const place = outputs + <usize>t * OUTPUT + <usize>k * entries * step;
          transformGradients(size, tile, scratch + 192, place, step);
        }
      }
      for (let p: usize = 0; p < entries; p++) {
        const quads = outputs + p * step;
        const input = inputs + p * blockStep(bytes);
        for (let k = 0; k < g.channels; k += 4) {
          const sum = to + (<usize>k << 4);
          rowsGradientTile(
            input + (<usize>k << 5), bytes, 0, 1, tiles, quads, quads + entries * step, sum, sum + quad,
            min(4, g.channels - k), fresh,
          );
        }
        to += 2 * quad;
      }
      // Entry (1, 1) of A dz Aᵀ is the sum of all.
      addBias(outputs + (n + 1) * step, tiles, to, fresh);
      addBias(outputs + (n + 1 + entries) * step, tiles, to + 16, fresh);
      to += 32;
    }
  }
  const slot = panel / span;
  bringBack(size, g, sums, scratch, gradients + <usize>slot * slotBytes, panel == slot * span);
}

/** Adds Gᵀ X G of a panel's sums X, and the biases, to a slot that has the layout of the weights; the first panel of it `opens` it. */
function bringBack(size: i32, g: Window, sums: usize, scratch: usize, to: usize, opens: bool): void {
  const entries = <usize>((size + 2) * (size + 2));
  const quad = <usize>g.channels << 4;
  const taps = scratch + HALFWAY;
  for (let o = 0; o < g.outputs; o += 8) {
    for (let k: usize = 0; k < 2; k++) {
      for (let c: usize = 0; c < quad; c += 16) {
        transformTaps(size, sums + k * quad + c, 2 * quad, scratch, taps, 16);
        for (let t: usize = 0; t < 9; t++) addTo(to + t * quad + c, v128.load(taps + (t << 4)), opens);
      }
      addTo(to + 9 * quad, v128.load(sums + 2 * entries * quad + (k << 4)), opens);
      to += 9 * quad + 16;
    }
    sums += pairBytes(entries, g.channels);
  }
}

// @ts-ignore: decorator
@inline
function addTo(to: usize, value: v128, opens: bool): void {
  v128.store(to, opens ? value : f32x4.add(v128.load(to), value));
}
