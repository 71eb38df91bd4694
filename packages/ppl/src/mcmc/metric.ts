import { cholesky, multiplyLower, solveLowerTransposed, z } from "@nescio/core/internal";
import { NescioError, type Random } from "@nescio/core";

/**
 * A covariance Σ of the position: the inverse mass matrix of Hamiltonian kernels, the proposal's shape of the random
 * walk. The closer to the target's covariance, the better both mix. All methods work in the arrays given to them.
 */
export interface Metric {
  readonly kind: "diagonal" | "dense";
  readonly dimension: number;
  /** Diagonal: the variances `[dimension]`. Dense: Σ row by row `[dimension, dimension]`. */
  readonly values: Float64Array;
  /** Writes Σ·momentum. */
  readonly velocity: (momentum: Float64Array, out: Float64Array) => void;
  /** Draws a momentum from N(0, Σ⁻¹). */
  readonly drawMomentum: (random: Random, out: Float64Array) => void;
  /** Draws a displacement from N(0, Σ). */
  readonly drawDisplacement: (random: Random, out: Float64Array) => void;
}

export const metricSchema = z.custom<Metric>(
  (value) => typeof value === "object" && value !== null && "velocity" in value && "drawMomentum" in value,
  "a metric, as identityMetric, diagonalMetric or denseMetric make it",
);

function drawNormals(random: Random, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = random.normal();
}

/**
 * A diagonal Σ.
 *
 * @param variances Positive and finite, one for every coordinate; in squared units of the position.
 * @throws NescioError `invalid-option`.
 */
export function diagonalMetric(variances: ArrayLike<number>): Metric {
  const values = Float64Array.from(variances);
  const bad = values.findIndex((value) => !(value > 0 && value < Infinity));
  if (values.length === 0 || bad >= 0) {
    throw new NescioError({
      code: "invalid-option",
      subject: "variances of a diagonal metric",
      expected: "one or more positive numbers",
      found: bad >= 0 ? `${values[bad]} at index ${bad}` : "none",
    });
  }
  const scales = values.map(Math.sqrt);
  return {
    kind: "diagonal",
    dimension: values.length,
    values,
    velocity: (momentum, out) => {
      for (let i = 0; i < values.length; i++) out[i] = values[i] * momentum[i];
    },
    drawMomentum: (random, out) => {
      for (let i = 0; i < scales.length; i++) out[i] = random.normal() / scales[i];
    },
    drawDisplacement: (random, out) => {
      for (let i = 0; i < scales.length; i++) out[i] = random.normal() * scales[i];
    },
  };
}

/** Σ = 1 in `dimension` (at least 1) coordinates. */
export function identityMetric(dimension: number): Metric {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new NescioError({
      code: "invalid-option",
      subject: "dimension of a metric",
      expected: "a whole number of at least 1",
      found: String(dimension),
    });
  }
  return diagonalMetric(new Float64Array(dimension).fill(1));
}

/**
 * A full Σ.
 *
 * @param covariance Symmetric, positive definite, `[n, n]` row by row; in squared units of the position.
 * @throws NescioError `invalid-option`.
 */
export function denseMetric(covariance: ArrayLike<number>): Metric {
  const values = Float64Array.from(covariance);
  const n = Math.sqrt(values.length);
  if (!Number.isInteger(n) || n === 0) {
    throw new NescioError({
      code: "invalid-option",
      subject: "covariance of a dense metric",
      expected: "as many numbers as a square matrix has",
      found: String(values.length),
    });
  }
  checkSymmetry(values, n);
  const lower = cholesky(values, n);
  return {
    kind: "dense",
    dimension: n,
    values,
    velocity: (momentum, out) => {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += values[i * n + k] * momentum[k];
        out[i] = sum;
      }
    },
    drawMomentum: (random, out) => {
      drawNormals(random, out);
      // Σ = L·Lᵀ, so L⁻ᵀ·z has the covariance Σ⁻¹.
      solveLowerTransposed(lower, out);
    },
    drawDisplacement: (random, out) => {
      drawNormals(random, out);
      multiplyLower(lower, out);
    },
  };
}

function checkSymmetry(values: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const [a, b] = [values[i * n + k], values[k * n + i]];
      if (Math.abs(a - b) <= 1e-9 * Math.sqrt(Math.abs(values[i * n + i] * values[k * n + k]))) continue;
      throw new NescioError({
        code: "invalid-option",
        subject: "covariance of a dense metric",
        expected: "a symmetric matrix",
        found: `${a} at [${i}, ${k}] and ${b} at [${k}, ${i}]`,
      });
    }
  }
}
