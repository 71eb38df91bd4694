// Forward passes of a dense layer in training. A unit is a group of output quads: a panel of images stays in
// the nearest cache while the group's weights pass over it.
import { activePanels, Control, PURPOSE_ACTIVATIONS } from "./control";
import { writeOnes } from "./input";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, splat } from "./simd";
import { quadTimesPanel } from "./tile";

// @ts-ignore: decorator
@inline
function storeRows(tile: usize, to: usize, rows: i32, relu: i32): void {
  const floor = splat(relu ? 0 : -Infinity);
  for (let r = 0; r < rows; r++) {
    v128.store(to, f32x4.pmax(v128.load(tile), floor));
    v128.store(to, f32x4.pmax(v128.load(tile, 16), floor), 16);
    tile += 32;
    to += 32;
  }
}

// @ts-ignore: decorator
@inline
function onesForGroup(group: i32, c: Control, out: usize, outputs: i32): void {
  if (group != 0) return;
  const panels = activePanels(c);
  for (let p = 0; p < panels; p++) {
    writeOnes(out + <usize>p * <usize>(outputs + 1) * 32, outputs, p * 8, c.count);
  }
}

/** z = W·x with one drawn weight matrix for the whole batch. */
export function forwardDrawn(
  group: i32, scratch: usize, control: usize,
  w: usize, x: usize, inputs1: i32, out: usize, outputs: i32, relu: i32, groupSize: i32,
): void {
  const c = changetype<Control>(control);
  const panels = activePanels(c);
  const first = group * groupSize;
  const last = min(first + groupSize, (outputs + 3) >> 2);
  for (let p = 0; p < panels; p++) {
    const panel = x + <usize>p * <usize>inputs1 * 32;
    const to = out + <usize>p * <usize>(outputs + 1) * 32;
    for (let q = first; q < last; q++) {
      quadTimesPanel(w + <usize>q * <usize>inputs1 * 16, panel, inputs1, scratch);
      storeRows(scratch, to + <usize>q * 128, min(4, outputs - q * 4), relu);
    }
  }
  onesForGroup(group, c, out, outputs);
}

/**
 * Local reparameterisation (Kingma, Salimans and Welling 2015, eq. 6): z = m + √v·ζ with m = μ·x, v = σ²·x²
 * and a ζ for every image and output. Keeps `ratio` = ζ / (2√v) = ∂z/∂v for the backward pass, and z² after the
 * activation (`outSquares`, 0 where no layer follows).
 */
export function forwardLocal(
  group: i32, scratch: usize, control: usize,
  mu: usize, variance: usize, x: usize, squares: usize, inputs1: i32,
  out: usize, outSquares: usize, ratio: usize, outputs: i32, relu: i32, groupSize: i32, layer: i32,
): void {
  const c = changetype<Control>(control);
  const panels = activePanels(c);
  const first = group * groupSize;
  const last = min(first + groupSize, (outputs + 3) >> 2);
  const means = scratch + STREAM_BYTES;
  const variances = means + 128;
  const normals = variances + 128;
  const perQuad = <usize>panels * 128;
  for (let q = first; q < last; q++) {
    seedStream(scratch, c.seed, PURPOSE_ACTIVATIONS + (<u32>layer << 4), c.step, q);
    fillNormals(scratch, normals + <usize>(q - first) * perQuad, panels * 4);
  }
  const floor = splat(relu ? 0 : -Infinity);
  const tiny = splat(1e-20);
  for (let p = 0; p < panels; p++) {
    const offset = <usize>p * <usize>inputs1 * 32;
    for (let q = first; q < last; q++) {
      const weights = <usize>q * <usize>inputs1 * 16;
      quadTimesPanel(mu + weights, x + offset, inputs1, means);
      quadTimesPanel(variance + weights, squares + offset, inputs1, variances);
      const noise = normals + <usize>(q - first) * perQuad + <usize>p * 128;
      const row = <usize>p * <usize>(outputs + 1) * 32 + <usize>q * 128;
      const rows = <usize>min(4, outputs - q * 4) * 32;
      for (let i: usize = 0; i < rows; i += 16) {
        const sd = f32x4.sqrt(f32x4.pmax(v128.load(variances + i), tiny));
        const z = v128.load(noise + i);
        const h = f32x4.pmax(fma(sd, z, v128.load(means + i)), floor);
        v128.store(out + row + i, h);
        v128.store(ratio + row + i, f32x4.div(f32x4.mul(z, splat(0.5)), sd));
        if (outSquares) v128.store(outSquares + row + i, f32x4.mul(h, h));
      }
    }
  }
  onesForGroup(group, c, out, outputs);
  if (outSquares) onesForGroup(group, c, outSquares, outputs);
}
