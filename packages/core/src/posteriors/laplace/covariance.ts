import type { Random } from "../../math/random.js";

/** Eigenvalues, ≥ 0, and eigenvectors `[n, n]`, one in each column. */
export interface Spectrum {
  readonly values: Float32Array;
  readonly vectors: Float32Array;
}

/**
 * The last layer's precision in a form that noise can be drawn from. Weights are in the order `[outputs, inputs + 1]`,
 * the bias as the weight of a last input that is always 1.
 */
export type LastLayerPrecision =
  | {
      readonly structure: "full";
      /** Cholesky factor L of the precision L·Lᵀ, rows of its lower triangle one after the other. */
      readonly factor: Float32Array;
    }
  | {
      readonly structure: "kronecker";
      /** The precision is outputs ⊗ inputs + `priorPrecision` · 1. */
      readonly inputs: Spectrum;
      readonly outputs: Spectrum;
      readonly priorPrecision: number;
    };

/** Numbers in the lower triangle of a square matrix. */
export function triangleLength(n: number): number {
  return (n * (n + 1)) / 2;
}

/** Noise of this precision around zero, `[outputs, inputs + 1]`. */
export function drawNoise(
  precision: LastLayerPrecision,
  outputs: number,
  inputs1: number,
  random: Random,
): Float64Array {
  const z = Float64Array.from({ length: outputs * inputs1 }, () => random.normal());
  if (precision.structure === "full") {
    solveTransposed(precision.factor, z);
    return z;
  }
  const { inputs, outputs: out, priorPrecision } = precision;
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs1; i++) {
      z[o * inputs1 + i] /= Math.sqrt(out.values[o] * inputs.values[i] + priorPrecision);
    }
  }
  // U_outputs · Z · U_inputsᵀ
  return multiply(out.vectors, multiplyTransposed(z, inputs.vectors, outputs, inputs1), outputs, inputs1);
}

/** Overwrites `vector` z with the x that solves Lᵀ·x = z. */
function solveTransposed(factor: Float32Array, vector: Float64Array): void {
  for (let i = vector.length - 1; i >= 0; i--) {
    const row = triangleLength(i);
    const x = vector[i] / factor[row + i];
    vector[i] = x;
    for (let k = 0; k < i; k++) vector[k] -= factor[row + k] * x;
  }
}

/** A·Bᵀ of A `[rows, n]` and B `[n, n]`. */
function multiplyTransposed(a: Float64Array, b: Float32Array, rows: number, n: number): Float64Array {
  const product = new Float64Array(rows * n);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[r * n + k] * b[j * n + k];
      product[r * n + j] = sum;
    }
  }
  return product;
}

/** A·B of A `[n, n]` and B `[n, columns]`. */
function multiply(a: Float32Array, b: Float64Array, n: number, columns: number): Float64Array {
  const product = new Float64Array(n * columns);
  for (let r = 0; r < n; r++) {
    for (let k = 0; k < n; k++) {
      const factor = a[r * n + k];
      for (let j = 0; j < columns; j++) product[r * columns + j] += factor * b[k * columns + j];
    }
  }
  return product;
}
