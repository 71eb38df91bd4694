// A layer whose weights are single numbers (a Dirac guide): Adam on −log likelihood − weight · log prior. The arrays
// lie as a mean-field layer's do (mean-field.ts), of which 0 (w), 2 and 3 (Adam's moments) and 7 (w again, where the
// products look for it) are used.
import { activePanels, Control, PURPOSE_LANGEVIN } from "./control";
import { denominator, firstMoment } from "./mean-field-step";
import { sumSlots } from "./mean-field";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, laneMask, splat, sumF64 } from "./simd";
import { gradientTile } from "./tile";

/** Copies a quad's weights to where the products read them and returns Σ (w − m₀)²/(2 s₀²). */
// @ts-ignore: decorator
@inline
function publish(at: usize, bytes: usize, count: i32, lanes: i32, priorLoc: f32, priorPrecision: f32): f64 {
  const mask = laneMask(lanes);
  let total: f64 = 0;
  let i = 0;
  while (i < count) {
    const end = min(i + 64, count);
    let part = splat(0);
    for (; i < end; i++) {
      const w = v128.load(at);
      v128.store(at + 7 * bytes, w);
      const offset = f32x4.sub(w, splat(priorLoc));
      part = fma(f32x4.mul(offset, splat(priorPrecision)), offset, part);
      at += 16;
    }
    total += sumF64(v128.and(part, mask));
  }
  return 0.5 * total;
}

// @ts-ignore: decorator
@inline
function publishUnit(
  unit: i32, step: u32, params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, kl: usize,
): void {
  let total: f64 = 0;
  for (let q = unit * 2; q < min(unit * 2 + 2, (outputs + 3) >> 2); q++) {
    total += publish(params + <usize>q * <usize>inputs1 * 16, bytes, inputs1, min(4, outputs - q * 4), priorLoc, priorPrecision);
  }
  store<f64>(kl + (<usize>(unit * 2 + (step & 1)) << 3), total);
}

// @ts-ignore: decorator
@inline
function adamAndPublish(
  unit: i32, c: Control, gw: usize, params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, kl: usize,
): void {
  const pull = splat(c.klWeight * priorPrecision);
  const beta1 = splat(c.beta1), rest1 = splat(1 - c.beta1);
  const beta2 = splat(c.beta2), rest2 = splat(1 - c.beta2);
  const correction = splat(c.inverseRootCorrection2), epsilon = splat(c.epsilon), rate = splat(c.rate);
  for (let q = unit * 2; q < min(unit * 2 + 2, (outputs + 3) >> 2); q++) {
    let at = params + <usize>q * <usize>inputs1 * 16;
    let g = gw + <usize>(q & 1) * <usize>inputs1 * 16;
    for (let i = 0; i < inputs1; i++) {
      const w = v128.load(at);
      const slope = fma(pull, f32x4.sub(w, splat(priorLoc)), v128.load(g));
      const moment = firstMoment(at + 2 * bytes, slope, beta1, rest1);
      const root = denominator(at + 3 * bytes, slope, beta2, rest2, correction, epsilon);
      v128.store(at, f32x4.sub(w, f32x4.div(f32x4.mul(moment, rate), root)));
      at += 16;
      g += 16;
    }
  }
  publishUnit(unit, c.step + 1, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl);
}

/** Unit = two quads of outputs: makes the weights as they are those of the first step. */
export function pointRefresh(
  unit: i32, _scratch: usize, control: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32, priorLoc: f32, priorPrecision: f32, kl: usize,
): void {
  publishUnit(unit, changetype<Control>(control).step, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl);
}

/** The gradients of a unit's two quads of outputs from a dense layer's panels, into `scratch`. */
// @ts-ignore: decorator
@inline
function denseGradients(unit: i32, c: Control, scratch: usize, x: usize, dz: usize, quadBytes: usize, inputs1: i32): void {
  const panels = activePanels(c);
  const gradientBytes = <usize>inputs1 * 16;
  const dz0 = dz + <usize>unit * 2 * quadBytes;
  for (let k = 0; k < inputs1; k += 4) {
    const to = scratch + <usize>k * 16;
    gradientTile(x + <usize>k * 32, <usize>inputs1 * 32, panels, dz0, dz0 + quadBytes, to, to + gradientBytes, min(4, inputs1 - k));
  }
}

/** The same of a convolution, whose gradients lie in slots (kernels/convolution-backward.ts). */
// @ts-ignore: decorator
@inline
function sharedGradients(unit: i32, c: Control, scratch: usize, gradients: usize, slotBytes: usize, span: i32, inputs1: i32): void {
  const pairBytes = <usize>inputs1 * 32;
  sumSlots(gradients + <usize>unit * pairBytes, slotBytes, (activePanels(c) + span - 1) / span, pairBytes, scratch);
}

/** Unit = two quads of outputs: the weights' gradient from a dense layer's panels, and Adam. */
export function pointUpdate(
  unit: i32, scratch: usize, control: usize, x: usize, dz: usize, quadBytes: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32, priorLoc: f32, priorPrecision: f32, kl: usize,
): void {
  const c = changetype<Control>(control);
  denseGradients(unit, c, scratch, x, dz, quadBytes, inputs1);
  adamAndPublish(unit, c, scratch, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl);
}

/** The same for a convolution. */
export function pointUpdateShared(
  unit: i32, scratch: usize, control: usize, gradients: usize, slotBytes: usize, span: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32, priorLoc: f32, priorPrecision: f32, kl: usize,
): void {
  const c = changetype<Control>(control);
  sharedGradients(unit, c, scratch, gradients, slotBytes, span, inputs1);
  adamAndPublish(unit, c, scratch, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl);
}

/**
 * A step of Langevin dynamics (Welling and Teh 2011): w ← w − r · slope + √(2 · r · k) · z, with the rate r, the prior's weight
 * k and standard normals z. Where k is λ times the batch's share of the images, this samples
 * p(data | w)^(1/λ) · p(w) as r goes to 0.
 */
// @ts-ignore: decorator
@inline
function diffuse(
  unit: i32, c: Control, gw: usize, params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, kl: usize, layer: i32,
): void {
  const pull = splat(c.klWeight * priorPrecision);
  const rate = splat(-c.rate), spread = splat(sqrt<f32>(2 * c.rate * c.klWeight));
  const state = gw + <usize>inputs1 * 32;
  const normals = state + STREAM_BYTES;
  for (let q = unit * 2; q < min(unit * 2 + 2, (outputs + 3) >> 2); q++) {
    let at = params + <usize>q * <usize>inputs1 * 16;
    let g = gw + <usize>(q & 1) * <usize>inputs1 * 16;
    seedStream(state, c.seed, PURPOSE_LANGEVIN + (<u32>layer << 4), c.step, q);
    fillNormals(state, normals, (inputs1 + 1) >> 1);
    for (let i = 0; i < inputs1; i++) {
      const w = v128.load(at);
      const slope = fma(pull, f32x4.sub(w, splat(priorLoc)), v128.load(g));
      v128.store(at, fma(spread, v128.load(normals + (<usize>i << 4)), fma(rate, slope, w)));
      at += 16;
      g += 16;
    }
  }
  publishUnit(unit, c.step + 1, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl);
}

/** As `pointUpdate`, with a step of Langevin dynamics. */
export function langevinUpdate(
  unit: i32, scratch: usize, control: usize, x: usize, dz: usize, quadBytes: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32, priorLoc: f32, priorPrecision: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  denseGradients(unit, c, scratch, x, dz, quadBytes, inputs1);
  diffuse(unit, c, scratch, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl, layer);
}

/** The same for a convolution. */
export function langevinUpdateShared(
  unit: i32, scratch: usize, control: usize, gradients: usize, slotBytes: usize, span: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32, priorLoc: f32, priorPrecision: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  sharedGradients(unit, c, scratch, gradients, slotBytes, span, inputs1);
  diffuse(unit, c, scratch, params, bytes, inputs1, outputs, priorLoc, priorPrecision, kl, layer);
}
