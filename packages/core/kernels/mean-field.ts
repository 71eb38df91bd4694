// A mean-field Gaussian layer: the gradient of the ELBO with respect to μ and ρ (σ = softplus(ρ)), Adam, and
// the draw for the next step, fused so that a weight's numbers pass through the cache once a step.
//
// `params` holds ten arrays in quads, `bytes` apart:
//   0 μ   1 ρ   2–3 Adam's moments of μ   4–5 Adam's moments of ρ   6 ε   7 w = μ + σε, or σ² where the
// local reparameterisation is used   8 σ   9 dσ/dρ. The last two are kept because these loops are bound by
// instructions, not by memory: two loads cost less than softplus and its derivative.
import { activePanels, Control, PURPOSE_WEIGHTS } from "./control";
import { expNegAbs, log, logistic, softplus } from "./elementary";
import { step } from "./mean-field-step";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, laneMask, splat, sumF64 } from "./simd";
import { gradientTile } from "./tile";

/** Draws a quad's next ε and w (or σ²) and returns its KL: the draw's log q − log p, or the closed form. */
// @ts-ignore: decorator
@inline
function draw(
  local: bool, closed: bool, at: usize, bytes: usize, count: i32, lanes: i32, normals: usize,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32,
): f64 {
  const mask = laneMask(lanes);
  const precision = splat(priorPrecision);
  let total: f64 = 0;
  let i = 0;
  while (i < count) {
    // Sums of 64 in f32, then on in f64. Σ log σ is the logarithm of a product: mantissas from [√½, √2) are
    // multiplied and exponents added, and one logarithm is taken for all 64.
    const end = min(i + 64, count);
    let part = splat(0);
    let product = splat(1);
    let exponents = i32x4.splat(0);
    for (; i < end; i++) {
      const mu = v128.load(at);
      const rho = v128.load(at + bytes);
      const e = expNegAbs(rho);
      const sigma = softplus(rho, e);
      v128.store(at + 8 * bytes, sigma);
      v128.store(at + 9 * bytes, logistic(rho, e));
      const shifted = i32x4.sub(sigma, i32x4.splat(0x3f3504f3));
      exponents = i32x4.add(exponents, i32x4.shr_s(shifted, 23));
      product = f32x4.mul(product, i32x4.sub(sigma, v128.and(shifted, i32x4.splat(0xff800000))));
      const offset = f32x4.sub(mu, splat(priorLoc));
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
    total += sumF64(v128.and(fma(logSigma, splat(-2), part), mask));
  }
  const constant = <f64>priorLogScale - (closed ? 0.5 : 0);
  return 0.5 * total + constant * <f64>count * <f64>lanes;
}

// @ts-ignore: decorator
@inline
function refresh(
  local: bool, closed: bool, unit: i32, scratch: usize, seed: u32, step: u32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const quadCount = (outputs + 3) >> 2;
  const normals = scratch + STREAM_BYTES;
  let total: f64 = 0;
  for (let q = unit * 2; q < min(unit * 2 + 2, quadCount); q++) {
    if (!closed || !local) {
      seedStream(scratch, seed, PURPOSE_WEIGHTS + (<u32>layer << 4), step, q);
      fillNormals(scratch, normals, (inputs1 + 1) >> 1);
    }
    total += draw(
      local, closed, params + <usize>q * <usize>inputs1 * 16, bytes, inputs1, min(4, outputs - q * 4), normals,
      priorLoc, priorPrecision, priorLogScale,
    );
  }
  // Two generations of slots: the step's own loss is summed while the next draw is written.
  store<f64>(kl + (<usize>(unit * 2 + (step & 1)) << 3), total);
}

/** Adam for the unit's quads from gradients gw and gv, each `gradientBytes` a quad, and their next draw. */
// @ts-ignore: decorator
@inline
function adamAndDraw(
  local: bool, closed: bool, unit: i32, scratch: usize, c: Control, gw: usize, gv: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const quadCount = (outputs + 3) >> 2;
  const gradientBytes = <usize>inputs1 * 16;
  for (let q = unit * 2; q < min(unit * 2 + 2, quadCount); q++) {
    const g = <usize>(q & 1) * gradientBytes;
    step(local, closed, params + <usize>q * gradientBytes, bytes, inputs1, gw + g, gv + g, priorLoc, priorPrecision, c);
  }
  refresh(
    local, closed, unit, scratch, c.seed, c.step + 1,
    params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer,
  );
}

// @ts-ignore: decorator
@inline
function update(
  local: bool, closed: bool, unit: i32, scratch: usize, control: usize,
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
  const gw = scratch;
  const gv = scratch + 2 * gradientBytes;
  for (let k = 0; k < inputs1; k += 4) {
    const rows = min(4, inputs1 - k);
    const to = <usize>k * 16;
    const row = <usize>k * 32;
    gradientTile(x + row, stride, panels, dz0, dz0 + quadBytes, gw + to, gw + gradientBytes + to, rows);
    if (local) {
      gradientTile(squares + row, stride, panels, dv0, dv0 + quadBytes, gv + to, gv + gradientBytes + to, rows);
    }
  }
  adamAndDraw(
    local, closed, unit, scratch, c, gw, gv,
    params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer,
  );
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
  const gw = scratch;
  const gv = scratch + pairBytes;
  sumSlots(gradients + <usize>unit * pairBytes, slotBytes, slots, pairBytes, gw);
  if (local) sumSlots(gradientsV + <usize>unit * pairBytes, slotBytes, slots, pairBytes, gv);
  adamAndDraw(
    local, closed, unit, scratch, c, gw, gv,
    params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer,
  );
}

/** Unit = two quads of outputs: the draw before the first step. */
export function meanFieldRefresh(
  unit: i32, scratch: usize, control: usize, local: i32, closed: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  if (local) {
    if (closed) refresh(true, true, unit, scratch, c.seed, c.step, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    else refresh(true, false, unit, scratch, c.seed, c.step, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
  } else {
    if (closed) refresh(false, true, unit, scratch, c.seed, c.step, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    else refresh(false, false, unit, scratch, c.seed, c.step, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
  }
}

/** Unit = two quads of outputs: the weights' gradient, Adam, and the next step's draw. */
export function meanFieldUpdate(
  unit: i32, scratch: usize, control: usize, local: i32, closed: i32,
  x: usize, squares: usize, dz: usize, dv: usize, quadBytes: usize,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  if (local) {
    if (closed) update(true, true, unit, scratch, control, x, squares, dz, dv, quadBytes, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    else update(true, false, unit, scratch, control, x, squares, dz, dv, quadBytes, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
  } else {
    if (closed) update(false, true, unit, scratch, control, x, squares, dz, dv, quadBytes, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    else update(false, false, unit, scratch, control, x, squares, dz, dv, quadBytes, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
  }
}

/** The same for a convolution, whose gradients lie in slots (kernels/convolution-backward.ts). */
export function meanFieldUpdateShared(
  unit: i32, scratch: usize, control: usize, local: i32, closed: i32,
  gradients: usize, gradientsV: usize, slotBytes: usize, span: i32,
  params: usize, bytes: usize, inputs1: i32, outputs: i32,
  priorLoc: f32, priorPrecision: f32, priorLogScale: f32, kl: usize, layer: i32,
): void {
  if (local) {
    if (closed) updateShared(true, true, unit, scratch, control, gradients, gradientsV, slotBytes, span, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    else updateShared(true, false, unit, scratch, control, gradients, gradientsV, slotBytes, span, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
  } else {
    if (closed) updateShared(false, true, unit, scratch, control, gradients, gradientsV, slotBytes, span, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
    else updateShared(false, false, unit, scratch, control, gradients, gradientsV, slotBytes, span, params, bytes, inputs1, outputs, priorLoc, priorPrecision, priorLogScale, kl, layer);
  }
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
