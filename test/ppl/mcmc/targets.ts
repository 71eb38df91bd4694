import type { Potential } from "../../../packages/ppl/src/mcmc/potential.js";

/** A distribution whose moments are known, to sample from. */
export interface Target {
  readonly name: string;
  readonly potential: Potential;
  readonly dimension: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** N(mean, Σ), given by its precision matrix, `[n, n]` row by row. */
function gaussian(mean: readonly number[], precision: readonly number[]): Potential {
  const n = mean.length;
  return (position, gradient) => {
    let energy = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += precision[i * n + k] * (position[k] - mean[k]);
      gradient[i] = sum;
      energy += ((position[i] - mean[i]) * sum) / 2;
    }
    return energy;
  };
}

export const standardNormal: Target = {
  name: "standard normal",
  potential: gaussian([0], [1]),
  dimension: 1,
  mean: [0],
  variance: [1],
};

const RHO = 0.8;
const SCALES = [1, 0.5, 2, 1, 3, 0.7, 1.5, 1, 0.4, 2];

/** Correlation RHO^|i − k|: its inverse is tridiagonal, known in closed form. */
function autoregressivePrecision(): number[] {
  const n = SCALES.length;
  const precision = new Array<number>(n * n).fill(0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const ends = i === 0 || i === n - 1;
      const entry = i === k ? (ends ? 1 : 1 + RHO * RHO) : Math.abs(i - k) === 1 ? -RHO : 0;
      precision[i * n + k] = entry / ((1 - RHO * RHO) * SCALES[i] * SCALES[k]);
    }
  }
  return precision;
}

const correlatedMean = SCALES.map((_, i) => i - 4.5);

/** Ten dimensions, correlation 0.8^|i − k|, scales from 0.4 to 3. */
export const correlated: Target = {
  name: "correlated Gaussian, 10 dimensions",
  potential: gaussian(correlatedMean, autoregressivePrecision()),
  dimension: 10,
  mean: correlatedMean,
  variance: SCALES.map((scale) => scale * scale),
};

export function correlation(i: number, k: number): number {
  return RHO ** Math.abs(i - k);
}

const badScales = [1e-3, 1, 1e3];

/** Independent coordinates whose scales lie six orders of magnitude apart. */
export const badlyScaled: Target = {
  name: "badly scaled Gaussian",
  potential: (position, gradient) => {
    let energy = 0;
    for (const [i, scale] of badScales.entries()) {
      gradient[i] = position[i] / scale ** 2;
      energy += (position[i] / scale) ** 2 / 2;
    }
    return energy;
  },
  dimension: 3,
  mean: [0, 0, 0],
  variance: badScales.map((scale) => scale * scale),
};

/** Student's t with 10 degrees of freedom at 3, whose variance is 10/8. */
export const studentT: Target = {
  name: "Student t, 10 degrees of freedom",
  potential: ([x], gradient) => {
    const z = x - 3;
    gradient[0] = (11 * z) / (10 + z * z);
    return 5.5 * Math.log1p((z * z) / 10);
  },
  dimension: 1,
  mean: [3],
  variance: [10 / 8],
};

/** Neal's funnel in its centred form, 9 + 1 dimensions: v ~ N(0, 3²), x ~ N(0, eᵛ). */
export const funnel: Potential = (position, gradient) => {
  const v = position[0];
  const precision = Math.exp(-v);
  let squares = 0;
  for (let i = 1; i < 10; i++) {
    squares += position[i] ** 2;
    gradient[i] = position[i] * precision;
  }
  gradient[0] = v / 9 + 4.5 - (squares * precision) / 2;
  return (v * v) / 18 + 4.5 * v + (squares * precision) / 2;
};

const effects = [28, 8, -3, 7, -1, 1, 18, 12];
const errors = [15, 10, 16, 11, 9, 11, 10, 18];

/**
 * Eight schools (Rubin 1981), non-centred: position (mu, log tau, eta₁ … eta₈), theta = mu + tau·eta,
 * mu ~ N(0, 5), tau ~ half-Cauchy(5), eta ~ N(0, 1), y ~ N(theta, sigma), as in posteriordb's eight_schools_noncentered.
 */
export const eightSchools: Potential = (position, gradient) => {
  const mu = position[0];
  const tau = Math.exp(position[1]);
  const ratio = (tau / 5) ** 2;
  // The Jacobian of tau = exp(log tau) takes log tau off.
  let energy = mu ** 2 / 50 + Math.log1p(ratio) - position[1];
  gradient[0] = mu / 25;
  gradient[1] = (2 * ratio) / (1 + ratio) - 1;
  for (let j = 0; j < 8; j++) {
    const eta = position[2 + j];
    const residual = (mu + tau * eta - effects[j]) / errors[j];
    energy += (eta ** 2 + residual ** 2) / 2;
    const slope = residual / errors[j];
    gradient[0] += slope;
    gradient[1] += slope * tau * eta;
    gradient[2 + j] = eta + slope * tau;
  }
  return energy;
};
