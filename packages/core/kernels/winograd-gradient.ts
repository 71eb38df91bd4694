// The gradient of the kernels of a convolution by tiles (winograd.ts): the adjoint of the same map,
// Gᵀ[Σ (A dz Aᵀ) ⊙ (Bᵀ d B)]G over all tiles and images.
import { activePanels, Control } from "./control";
import { addBias, rowOrZero } from "./convolution-backward";
import { weightRows } from "./convolution";
import { sumSlots } from "./mean-field";
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

/** Bytes of one pair of quads in a slot: the entries of two quads, and the bias. */
// @ts-ignore: decorator
@inline
function pairBytes(entries: usize, channels: i32): usize {
  return entries * (<usize>channels << 5) + 32;
}

/**
 * Unit = one panel: its part of the transformed gradient, added to that of the `span` panels that share a slot, the first of which
 * begins it: [outputs / 8][n²][2][channels][4], each pair of quads with its bias behind it.
 */
export function gradientByTiles(
  panel: i32, scratch: usize, control: usize, size: i32, window: usize, x: usize, dz: usize, slots: usize, slotBytes: usize, span: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const n = <usize>size + 2;
  const entries = n * n;
  const slot = panel / span;
  const opens = panel == slot * span;
  const bytes = <usize>g.channels << 5;
  const zeros = scratch + WORK;
  const tile = zeros + bytes;
  const outputs = tile + OUTPUTS;
  const step = <usize>TILES * OUTPUT;
  const inputs = outputs + 2 * entries * step;
  const quad = <usize>g.channels << 4;
  const outputBytes = <usize>g.outputs << 5;
  const pitch = <usize>g.width * outputBytes;
  const from = firstPixel(g, x + (<usize>panel * <usize>g.fromRows << 5));
  dz += <usize>panel * <usize>gradientRows(g) << 5;
  slots += <usize>slot * slotBytes;
  memory.fill(zeros, 0, bytes);
  const across = (g.width + size - 1) / size;
  const all = across * ((g.height + size - 1) / size);
  for (let first = 0; first < all; first += TILES) {
    const tiles = min(TILES, all - first);
    const fresh = opens && first == 0;
    transformBlock(
      size, first, tiles, across, g.padding, g.fromHeight, g.fromWidth, from, <usize>g.fromPitch << 5, bytes, zeros,
      scratch, inputs,
    );
    let to = slots;
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
}

/** Unit = one pair of quads of outputs: adds the slots up, the first first, and stores Gᵀ X G and the bias as quads of weights. */
export function gatherGradient(
  pair: i32, scratch: usize, control: usize, size: i32, window: usize, slots: usize, slotBytes: usize, span: i32, to: usize,
): void {
  const g = changetype<Window>(window);
  const count = (activePanels(changetype<Control>(control)) + span - 1) / span;
  const entries = <usize>((size + 2) * (size + 2));
  const quad = <usize>g.channels << 4;
  const quadBytes = <usize>weightRows(g) << 4;
  slots += <usize>pair * pairBytes(entries, g.channels);
  to += <usize>pair * 2 * quadBytes;
  for (let k: usize = 0; k < 2; k++) {
    for (let c: usize = 0; c < quad; c += 16) {
      for (let p: usize = 0; p < entries; p++) {
        sumSlots(slots + (2 * p + k) * quad + c, slotBytes, count, 16, scratch + (p << 4));
      }
      transformTaps(size, scratch, scratch + HALFWAY, to + k * quadBytes + c, quad);
    }
    sumSlots(slots + 2 * entries * quad + (k << 4), slotBytes, count, 16, to + (k + 1) * quadBytes - 16);
  }
}
