// Adam for the weights of a mean-field Gaussian layer, with the gradient of the KL divergence folded in. Where the
// parameters lie is told in mean-field.ts.
import { Control } from "./control";
import { fma, splat } from "./simd";

/** Adam's next first moment of a gradient `g` (Kingma and Ba 2015, algorithm 1). */
// @ts-ignore: decorator
@inline
export function firstMoment(m: usize, g: v128, decay: v128, rest: v128): v128 {
  const next = fma(v128.load(m), decay, f32x4.mul(g, rest));
  v128.store(m, next);
  return next;
}

/** Updates Adam's second moment and returns the step's denominator. */
// @ts-ignore: decorator
@inline
export function denominator(v: usize, g: v128, decay: v128, rest: v128, correction: v128, epsilon: v128): v128 {
  const next = fma(v128.load(v), decay, f32x4.mul(f32x4.mul(g, g), rest));
  v128.store(v, next);
  return fma(f32x4.sqrt(next), correction, epsilon);
}

/**
 * One Adam step for a quad of outputs. `gw` is the likelihood's gradient with respect to w (or μ), `gv` with
 * respect to σ². Monte-Carlo KL of a draw w = μ + σε: ∂μ = (w − m₀)/s₀², ∂σ = ε·∂μ − 1/σ; closed form:
 * ∂μ = (μ − m₀)/s₀², ∂σ = σ/s₀² − 1/σ.
 */
// @ts-ignore: decorator
@inline
export function step(
  local: bool, closed: bool, given: bool, at: usize, bytes: usize, count: i32, gw: usize, gv: usize,
  priorLoc: f32, priorPrecision: f32, c: Control,
): void {
  const klWeight = splat(c.klWeight);
  const common = splat(c.klWeight * priorPrecision);
  const entropy = splat(-c.klWeight);
  // Out of the loop, because its stores might change them for all the compiler knows.
  const beta1 = splat(c.beta1), rest1 = splat(1 - c.beta1);
  const beta2 = splat(c.beta2), rest2 = splat(1 - c.beta2);
  const correction = splat(c.inverseRootCorrection2), epsilon = splat(c.epsilon), rate = splat(c.rate);
  for (let i = 0; i < count; i++) {
    const mu = v128.load(at);
    const rho = v128.load(at + bytes);
    const sigma = v128.load(at + 8 * bytes);
    const slope = v128.load(at + 9 * bytes);
    const eps = closed && local ? splat(0) : v128.load(at + 6 * bytes);
    let dMu = v128.load(gw);
    let dSigma = local ? f32x4.mul(f32x4.add(sigma, sigma), v128.load(gv)) : f32x4.mul(dMu, eps);
    const kl = given ? f32x4.mul(klWeight, v128.load(at + 11 * bytes)) : common;
    const offset = f32x4.sub(mu, given ? v128.load(at + 10 * bytes) : splat(priorLoc));
    if (closed) {
      dMu = fma(kl, offset, dMu);
      dSigma = fma(kl, sigma, dSigma);
    } else {
      const pull = f32x4.mul(kl, fma(sigma, eps, offset));
      dMu = f32x4.add(dMu, pull);
      dSigma = fma(pull, eps, dSigma);
    }
    // (∂σ − k/σ)·dσ/dρ
    const dRho = f32x4.mul(f32x4.add(dSigma, f32x4.div(entropy, sigma)), slope);
    const muMoment = firstMoment(at + 2 * bytes, dMu, beta1, rest1);
    const rhoMoment = firstMoment(at + 4 * bytes, dRho, beta1, rest1);
    const muDenominator = denominator(at + 3 * bytes, dMu, beta2, rest2, correction, epsilon);
    const rhoDenominator = denominator(at + 5 * bytes, dRho, beta2, rest2, correction, epsilon);
    v128.store(at, f32x4.sub(mu, f32x4.div(f32x4.mul(muMoment, rate), muDenominator)));
    v128.store(at + bytes, f32x4.sub(rho, f32x4.div(f32x4.mul(rhoMoment, rate), rhoDenominator)));
    at += 16;
    gw += 16;
    gv += 16;
  }
}
