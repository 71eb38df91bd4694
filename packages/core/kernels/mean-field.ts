// A mean-field Gaussian layer: the gradient of the ELBO with respect to μ and ρ (σ = softplus(ρ)), Adam, and
// the draw for the next step, fused so that a weight's numbers pass through the cache once a step.
//
// `params` holds ten arrays in quads, `bytes` apart:
//   0 μ   1 ρ   2–3 Adam's moments of μ   4–5 Adam's moments of ρ   6 ε   7 w = μ + σε, or σ² where the
// local reparameterisation is used   8 σ   9 dσ/dρ. The last two are kept because these loops are bound by
// instructions, not by memory: two loads cost less than softplus and its derivative. With a prior that is given for each weight two
// more: 10 its mean   11 its precision.
import { activePanels, Control, PURPOSE_WEIGHTS } from "./control";
import { expNegAbs, exponent, log, logistic, mantissa, softplus } from "./elementary";
import { step } from "./mean-field-step";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, laneMask, splat, sumF64 } from "./simd";
import { gradientTile } from "./tile";

/** Entries of a quad that are drawn, and before that updated, while they lie in the nearest cache. */
const SLICE: i32 = 64;

/** Where the gradients begin in scratch memory: behind a stream, a slice of normals and one of exponentials. */
const GRADIENTS: usize = STREAM_BYTES + 2048;

/**
 * Draws the next ε and w (or σ²) of up to 64 entries of a quad and returns their KL without constants: the draw's log q − log p,
 * or the closed form.
 */
// @ts-ignore: decorator
@inline
function draw(
  local: bool, closed: bool, given: bool, at: usize, bytes: usize, count: i32, mask: v128, normals: usize,
  exponentials: usize, priorLoc: f32, common: v128,
): f64 {
  // Sums in f32, then on in f64. Σ log σ is the logarithm of a product: mantissas from [√½, √2) are multiplied and
  // exponents added, and one logarithm is taken for all.
  let part = splat(0);
  let product = splat(1);
  let exponents = i32x4.splat(0);
  // In short loops: what they wait for is the chain of operations that a value goes through, and the processor looks only so
  // far ahead for values that do not wait.
  const end = at + <usize>count * 16;
  for (let from = at, to = exponentials; from < end; from += 16, to += 16) {
    v128.store(to, expNegAbs(v128.load(from + bytes)));
  }
  for (let from = at, e = exponentials; from < end; from += 16, e += 16) {
    v128.store(from + 8 * bytes, softplus(v128.load(from + bytes), v128.load(e)));
  }
  for (let i = 0; i < count; i++) {
    const mu = v128.load(at);
    const sigma = v128.load(at + 8 * bytes);
    v128.store(at + 9 * bytes, logistic(v128.load(at + bytes), v128.load(exponentials)));
    exponentials += 16;
    const shifted = exponent(sigma);
    exponents = i32x4.add(exponents, i32x4.shr_s(shifted, 23));
    product = f32x4.mul(product, mantissa(sigma, shifted));
    const precision = given ? v128.load(at + 11 * bytes) : common;
    const offset = f32x4.sub(mu, given ? v128.load(at + 10 * bytes) : splat(priorLoc));
    // 2·KL without constants and −2 log σ: closed (σ² + (μ − m₀)²)/s₀²; draw (w − m₀)²/s₀² − ε².
    if (closed) {
      part = fma(f32x4.mul(sigma, precision), sigma, part);
      part = fma(f32x4.mul(offset, precision), offset, part);
    }
    if (local) v128.store(at + 7 * bytes, f32x4.mul(sigma, sigma));
    if (!closed || !local) {
      const eps = v128.load(normals);
      v128.store(at + 6 * bytes, eps);
      if (!local) v128.store(at + 7 * bytes, fma(sigma, eps, mu));
      if (!closed) {
        const w = fma(sigma, eps, offset);
        part = fma(f32x4.mul(w, precision), w, part);
        part = f32x4.sub(part, f32x4.mul(eps, eps));
      }
    }
    at += 16;
    normals += 16;
  }
  const logSigma = fma(f32x4.convert_i32x4_s(exponents), splat(0.69314718), log(product));
  return sumF64(v128.and(fma(logSigma, splat(-2), part), mask));
}

/**
 * The unit's next draw, and before it, with `adam`, a step from gradients gw and gv of its two quads, one behind the other. By
 * slices, so that a weight's numbers come from afar once.
 */
// @ts-ignore: decorator
@inline
function pass(
  adam: bool, local: bool, closed: bool, given: bool, unit: i32, scratch: usize, c: Control, drawn: u32, gw: usize,
  gv: usize, params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const quadCount = (outputs + 3) >> 2;
  const normals = scratch + STREAM_BYTES;
  const precision = splat(priorPrecision);
  const constant = <f64>priorLogScale - (closed ? 0.5 : 0);
  let total: f64 = 0;
  for (let q = unit * 2; q < min(unit * 2 + 2, quadCount); q++) {
    const lanes = min(4, outputs - q * 4);
    const mask = laneMask(lanes);
    const quad = <usize>q * <usize>inputs1 * 16;
    const gradient = <usize>(q & 1) * <usize>inputs1 * 16;
    if (!closed || !local) seedStream(scratch, c.seed, PURPOSE_WEIGHTS + (<u32>layer << 4), drawn, q);
    let sum: f64 = 0;
    for (let i = 0; i < inputs1; i += SLICE) {
      const count = min(SLICE, inputs1 - i);
      const behind = <usize>i * 16;
      const at = params + quad + behind;
      const g = gradient + behind;
      if (adam) step(local, closed, given, at, bytes, count, gw + g, gv + g, priorLoc, priorPrecision, c);
      if (!closed || !local) fillNormals(scratch, normals, (count + 1) >> 1);
      sum += draw(local, closed, given, at, bytes, count, mask, normals, normals + 1024, priorLoc, precision);
    }
    total += 0.5 * sum + constant * <f64>inputs1 * <f64>lanes;
  }
  // Two generations of slots: the step's own loss is summed while the next draw is written.
  store<f64>(kl + (<usize>(unit * 2 + (drawn & 1)) << 3), total);
}

/** A step of Adam and the next draw, as they are compiled for a way of training. */
function updatePass(
  unit: i32, scratch: usize, c: Control, local: i32, closed: i32, given: i32, gw: usize, gv: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const next = c.step + 1;
  if (given) {
    if (local) {
      if (closed) pass(true, true, true, true, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(true, true, false, true, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    } else {
      if (closed) pass(true, false, true, true, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(true, false, false, true, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    }
  } else {
    if (local) {
      if (closed) pass(true, true, true, false, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(true, true, false, false, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    } else {
      if (closed) pass(true, false, true, false, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(true, false, false, false, unit, scratch, c, next, gw, gv, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    }
  }
}

/** Adds up the slots of a convolution's gradient for a unit's two quads, the first slot first. */
// @ts-ignore: decorator
@inline
export function sumSlots(gradients: usize, slotBytes: usize, slots: i32, bytes: usize, to: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    let at = gradients + i;
    let sum = v128.load(at);
    for (let s = 1; s < slots; s++) {
      at += slotBytes;
      sum = f32x4.add(sum, v128.load(at));
    }
    v128.store(to + i, sum);
  }
}

// @ts-ignore: decorator
@inline
function updateShared(
  local: bool, closed: bool, unit: i32, scratch: usize, control: usize,
  gradients: usize, gradientsV: usize, slotBytes: usize, span: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  const slots = (activePanels(c) + span - 1) / span;
  const pairBytes = <usize>inputs1 * 32;
  const gw = scratch + GRADIENTS;
  const gv = gw + pairBytes;
  sumSlots(gradients + <usize>unit * pairBytes, slotBytes, slots, pairBytes, gw);
  if (local) sumSlots(gradientsV + <usize>unit * pairBytes, slotBytes, slots, pairBytes, gv);
  pass(
    true, local, closed, unit, scratch, c, c.step + 1, gw, gv,
    params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer,
  );
}

/** Unit = two quads of outputs: the draw before the first step. */
export function meanFieldRefresh(
  unit: i32, scratch: usize, control: usize, local: i32, closed: i32, given: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  if (given) {
    if (local) {
      if (closed) pass(false, true, true, true, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(false, true, false, true, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    } else {
      if (closed) pass(false, false, true, true, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(false, false, false, true, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    }
  } else {
    if (local) {
      if (closed) pass(false, true, true, false, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(false, true, false, false, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    } else {
      if (closed) pass(false, false, true, false, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
      else pass(false, false, false, false, unit, scratch, c, c.step, 0, 0, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    }
  }
}

/** Unit = two quads of outputs: the weights' gradient, Adam, and the next step's draw. */
export function meanFieldUpdate(
  unit: i32, scratch: usize, control: usize, local: i32, closed: i32, given: i32,
  x: usize, squares: usize, dz: usize, dv: usize, quadBytes: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  const panels = activePanels(c);
  const stride = <usize>inputs1 * 32;
  const gradientBytes = <usize>inputs1 * 16;
  const dz0 = dz + <usize>unit * 2 * quadBytes;
  const dv0 = dv + <usize>unit * 2 * quadBytes;
  const gw = scratch + GRADIENTS;
  const gv = gw + 2 * gradientBytes;
  for (let k = 0; k < inputs1; k += 4) {
    const rows = min(4, inputs1 - k);
    const to = <usize>k * 16;
    const row = <usize>k * 32;
    gradientTile(x + row, stride, panels, dz0, dz0 + quadBytes, gw + to, gw + gradientBytes + to, rows);
    if (local) {
      gradientTile(squares + row, stride, panels, dv0, dv0 + quadBytes, gv + to, gv + gradientBytes + to, rows);
    }
  }
  updatePass(
    unit, scratch, c, local, closed, given, gw, gv,
    params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer,
  );
}

/** The same for a convolution, whose gradients lie in slots (kernels/convolution-backward.ts). */
export function meanFieldUpdateShared(
  unit: i32, scratch: usize, control: usize, local: i32, closed: i32, given: i32,
  gradients: usize, gradientsV: usize, slotBytes: usize, span: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  const slots = (activePanels(c) + span - 1) / span;
  const pairBytes = <usize>inputs1 * 32;
  const gw = scratch + GRADIENTS;
  const gv = gw + pairBytes;
  sumSlots(gradients + <usize>unit * pairBytes, slotBytes, slots, pairBytes, gw);
  if (local) sumSlots(gradientsV + <usize>unit * pairBytes, slotBytes, slots, pairBytes, gv);
  updatePass(
    unit, scratch, c, local, closed, given, gw, gv,
    params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer,
  );
}

/** Unit = the step: adds up, in a fixed order, what the panels and the layers' quads left; f64 NLL, f64 KL. */
export function sumLosses(
  _unit: i32, _scratch: usize, control: usize, nll: usize, kl: usize, klUnits: i32, losses: usize,
): void {
  const c = changetype<Control>(control);
  const panels = activePanels(c);
  let likelihood: f64 = 0;
  for (let p = 0; p < panels; p++) likelihood += load<f64>(nll + (<usize>p << 3));
  let divergence: f64 = 0;
  for (let u = 0; u < klUnits; u++) divergence += load<f64>(kl + (<usize>(u * 2 + (c.step & 1)) << 3));
  const to = losses + (<usize>c.index << 4);
  store<f64>(to, likelihood);
  store<f64>(to, divergence, 8);
}
