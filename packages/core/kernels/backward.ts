// A dense layer's backward pass: the gradient with respect to its inputs. Unit = one quad of inputs: the weights that leave
// these four inputs are transposed into scratch once and meet every panel of images there.
import { activePanels, Control } from "./control";
import { panelToQuads } from "./likelihood";
import { fma, splat, storeTransposed } from "./simd";
import { quadTimesPanel } from "./tile";

/** Gathers the weights of inputs k…k+3 as [outputs][4 inputs]. */
// @ts-ignore: decorator
@inline
function transposeWeights(w: usize, inputs1: i32, k: i32, quadCount: i32, to: usize): void {
  for (let q = 0; q < quadCount; q++) {
    const from = w + (<usize>q * <usize>inputs1 + <usize>k) * 16;
    storeTransposed(
      v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48),
      to + <usize>q * 64, 16,
    );
  }
}

/**
 * dx = Wᵀ·dz, through the relu that made x. With `dv` (local reparameterisation):
 * dx = μᵀ·dm + 2x·(σ²)ᵀ·dv, and dv = dx·ratio for an earlier layer with weights. The quads are for a dense one.
 */
export function backwardDense(
  unit: i32, scratch: usize, control: usize,
  w: usize, variance: usize, inputs1: i32, outputs: i32, dz: usize, dv: usize,
  x: usize, relu: i32, ratio: usize,
  dx: usize, dxQuads: usize, dxv: usize, dxvQuads: usize, quadBytes: usize,
): void {
  const c = changetype<Control>(control);
  const panels = activePanels(c);
  const inputs = inputs1 - 1;
  const quadCount = (outputs + 3) >> 2;
  const k = unit * 4;
  const tile = scratch;
  const tileV = scratch + 128;
  const columns = scratch + 256;
  const columnsV = columns + <usize>quadCount * 64;
  transposeWeights(w, inputs1, k, quadCount, columns);
  if (dv) transposeWeights(variance, inputs1, k, quadCount, columnsV);
  const inputQuads = <usize>((inputs + 3) >> 2);
  const rows = <usize>min(4, inputs - k) * 32;
  for (let p = 0; p < panels; p++) {
    const gradients = <usize>p * <usize>quadCount * 128;
    quadTimesPanel(columns, dz + gradients, quadCount * 4, tile);
    if (dv) quadTimesPanel(columnsV, dv + gradients, quadCount * 4, tileV);
    const values = x + (<usize>p * <usize>inputs1 + <usize>k) * 32;
    const ratios = ratio + (<usize>p * <usize>inputs1 + <usize>k) * 32;
    for (let i: usize = 0; i < 128; i += 16) {
      // Rows past the last input belong to the bias or to nothing.
      let g = splat(0);
      let gv = splat(0);
      if (i < rows) {
        const value = v128.load(values + i);
        g = v128.load(tile + i);
        if (dv) g = fma(f32x4.add(value, value), v128.load(tileV + i), g);
        if (relu) g = v128.and(g, f32x4.gt(value, splat(0)));
        if (ratio) gv = f32x4.mul(g, v128.load(ratios + i));
      }
      v128.store(tile + i, g);
      v128.store(tileV + i, gv);
    }
    if (dxQuads) panelToQuads(p, tile, 1, dxQuads + <usize>unit * quadBytes, quadBytes);
    if (dx) memory.copy(dx + (<usize>p * inputQuads + <usize>unit) * 128, tile, 128);
    if (ratio) {
      if (dxvQuads) panelToQuads(p, tileV, 1, dxvQuads + <usize>unit * quadBytes, quadBytes);
      if (dxv) memory.copy(dxv + (<usize>p * inputQuads + <usize>unit) * 128, tileV, 128);
    }
  }
}
