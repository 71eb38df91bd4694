// Where the forward pass ends and the backward pass begins: the batch's negative log-likelihood and its gradient with
// respect to the final outputs. Unit = one panel of 8 images; images past the batch's end count nothing.
import { Control } from "./control";
import { exp, log } from "./elementary";
import { splat, storeTransposed, sumF64 } from "./simd";

/** Lanes of half `half` (0 or 1) of the panel that hold an image. */
// @ts-ignore: decorator
@inline
function imageMask(panel: i32, half: i32, count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count - panel * 8 - half * 4));
}

/** Multiplies the panel `dz` by `ratio` into `to`: from ∂L/∂mean to ∂L/∂variance. Padding rows stay zero. */
// @ts-ignore: decorator
@inline
function timesRatio(dz: usize, ratio: usize, to: usize, rows: i32): void {
  for (let i: usize = 0; i < <usize>rows * 32; i += 16) {
    v128.store(to + i, f32x4.mul(v128.load(dz + i), v128.load(ratio + i)));
  }
}

/** Copies a panel [rows][8] (rows a multiple of 4) into quads [rows / 4][images][4]. */
// @ts-ignore: decorator
@inline
export function panelToQuads(panel: i32, from: usize, quadCount: i32, quads: usize, quadBytes: usize): void {
  for (let q = 0; q < quadCount; q++) {
    const rows = from + <usize>q * 128;
    const to = quads + <usize>q * quadBytes + <usize>panel * 128;
    for (let half: usize = 0; half < 32; half += 16) {
      storeTransposed(
        v128.load(rows + half), v128.load(rows + half, 32), v128.load(rows + half, 64), v128.load(rows + half, 96),
        to + half * 4, 16,
      );
    }
  }
}

/** Lays the panel's gradient out in quads too where a dense layer wants them, and with local reparameterisation that of the variances. */
// @ts-ignore: decorator
@inline
function layOutGradient(
  panel: i32, outputs: i32, dz: usize, dzQuads: usize, quadBytes: usize, ratio: usize, dv: usize, dvQuads: usize,
): void {
  const quadCount = (outputs + 3) >> 2;
  const offset = <usize>panel * <usize>quadCount * 128;
  if (dzQuads) panelToQuads(panel, dz + offset, quadCount, dzQuads, quadBytes);
  if (!dv) return;
  timesRatio(dz + offset, ratio + <usize>panel * <usize>(outputs + 1) * 32, dv + offset, outputs);
  if (dvQuads) panelToQuads(panel, dv + offset, quadCount, dvQuads, quadBytes);
}

/** Softmax cross-entropy. `labels` is u32 by image; `nll` receives one f64 a panel. */
export function categorical(
  panel: i32, _scratch: usize, control: usize,
  z: usize, outputs: i32, relu: i32, labels: usize, order: usize,
  dz: usize, dzQuads: usize, quadBytes: usize, ratio: usize, dv: usize, dvQuads: usize, nll: usize,
): void {
  const c = changetype<Control>(control);
  const quadCount = (outputs + 3) >> 2;
  const from = z + <usize>panel * <usize>(outputs + 1) * 32;
  const to = dz + <usize>panel * <usize>quadCount * 128;
  let total: f64 = 0;
  for (let half = 0; half < 2; half++) {
    const at = <usize>half * 16;
    let top = v128.load(from + at);
    for (let o = 1; o < outputs; o++) top = f32x4.pmax(top, v128.load(from + at + <usize>o * 32));
    let sum = splat(0);
    for (let o = 0; o < outputs; o++) {
      const e = exp(f32x4.sub(v128.load(from + at + <usize>o * 32), top));
      v128.store(to + at + <usize>o * 32, e);
      sum = f32x4.add(sum, e);
    }
    // Neither pmax nor log passes a NaN on; sum − sum does, and is 0 otherwise: a diverged network shows in the loss.
    const logSum = f32x4.add(f32x4.add(top, log(sum)), f32x4.sub(sum, sum));
    const inverse = f32x4.div(splat(1), sum);
    const valid = imageMask(panel, half, c.count);
    let label = i32x4.splat(-1);
    for (let lane = 0; lane < 4; lane++) {
      const place = panel * 8 + half * 4 + lane;
      if (place >= c.count) break;
      const value = load<i32>(labels + (<usize>load<u32>(order + (<usize>(c.start + place) << 2)) << 2));
      const here = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(lane));
      label = v128.bitselect(i32x4.splat(value), label, here);
    }
    let picked = splat(0);
    for (let o = 0; o < outputs; o++) {
      const row = at + <usize>o * 32;
      const hit = i32x4.eq(label, i32x4.splat(o));
      const value = v128.load(from + row);
      picked = f32x4.add(picked, v128.and(value, hit));
      let gradient = f32x4.sub(f32x4.mul(v128.load(to + row), inverse), v128.and(splat(1), hit));
      gradient = v128.and(gradient, valid);
      if (relu) gradient = v128.and(gradient, f32x4.gt(value, splat(0)));
      v128.store(to + row, gradient);
    }
    for (let o = outputs; o < quadCount * 4; o++) v128.store(to + at + <usize>o * 32, splat(0));
    total += sumF64(v128.and(f32x4.sub(logSum, picked), valid));
  }
  store<f64>(nll + (<usize>panel << 3), total);
  layOutGradient(panel, outputs, dz, dzQuads, quadBytes, ratio, dv, dvQuads);
}

/** Independent Gaussians of known scale around the outputs. `targets` is f32 [count][outputs]. */
export function gaussian(
  panel: i32, _scratch: usize, control: usize,
  z: usize, outputs: i32, relu: i32, targets: usize, order: usize,
  dz: usize, dzQuads: usize, quadBytes: usize, ratio: usize, dv: usize, dvQuads: usize, nll: usize, scale: f32,
): void {
  const c = changetype<Control>(control);
  const quadCount = (outputs + 3) >> 2;
  const from = z + <usize>panel * <usize>(outputs + 1) * 32;
  const to = dz + <usize>panel * <usize>quadCount * 128;
  let total: f64 = 0;
  for (let i: usize = 0; i < <usize>quadCount * 128; i += 16) v128.store(to + i, splat(0));
  for (let lane = 0; lane < 8; lane++) {
    const place = panel * 8 + lane;
    if (place >= c.count) break;
    const image = <usize>load<u32>(order + (<usize>(c.start + place) << 2));
    for (let o = 0; o < outputs; o++) {
      const at = (<usize>o << 5) + (<usize>lane << 2);
      const value = load<f32>(from + at);
      const error = (value - load<f32>(targets + ((image * <usize>outputs + <usize>o) << 2))) / scale;
      const open = !relu || value > 0;
      store<f32>(to + at, open ? error / scale : 0);
      total += 0.5 * <f64>error * <f64>error + Math.log(<f64>scale) + 0.9189385332046727;
    }
  }
  store<f64>(nll + (<usize>panel << 3), total);
  layOutGradient(panel, outputs, dz, dzQuads, quadBytes, ratio, dv, dvQuads);
}
